"""The places of a mentor. Every change of `places_taken` happens here, under the lock of the participation's row.

Locks are always taken in the order round, participations by key, enrollment, offer: no two services wait in a ring.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import F

from people.errors import PlacesTaken
from people.models import MentorParticipation


def lock_participation(pk: int) -> MentorParticipation:
    """The participation as it stands now, locked until the transaction ends."""
    [current] = MentorParticipation.objects.select_for_update(of=("self",)).filter(pk=pk)
    return current


def hold_places(participations: Iterable[int]) -> None:
    """Take one place of each participation named, as often as it is named.

    Raises:
        PlacesTaken: some mentor has fewer places left.
    """
    wanted = Counter(participations)
    rows = MentorParticipation.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    if any(mentor.places_free < wanted[mentor.pk] for mentor in rows):
        raise PlacesTaken
    named: dict[int, list[int]] = defaultdict(list)
    for pk, times in wanted.items():
        named[times].append(pk)
    for times, pks in named.items():
        MentorParticipation.objects.filter(pk__in=pks).update(places_taken=F("places_taken") + times)


def free_place(participation: MentorParticipation) -> None:
    """Give one place back; the row is locked by the caller."""
    participation.places_taken = max(0, participation.places_taken - 1)
    participation.save(update_fields=["places_taken"])

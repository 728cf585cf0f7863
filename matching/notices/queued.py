"""Which reminders of this app are queued, for the pages that say that they go out by themselves."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from matching.models import Answer, MatchRound, Offer
from matching.notices.events import OFFER_PENDING, RANKING_CLOSES
from matching.queries.stages import mentees_without_list
from notifications.models import Message
from notifications.presentation.queued import Queued, count_by_day
from programs.models import Cycle


def queued_for_lists(match_round: MatchRound) -> list[Queued]:
    """The reminders that are queued before the lists close, to those who have not handed one in."""
    rows = Message.objects.filter(
        event=RANKING_CLOSES,
        subject_pk=str(match_round.pk),
        state=Message.State.PENDING,
        payload__closes_at=match_round.closes_at.isoformat(),
        recipient__in=mentees_without_list(match_round).values("mentee"),
    )
    zone = match_round.cycle.program.institution.zone
    return count_by_day(rows.order_by().values_list("due_at", "recipient_id"), zone=zone)


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """An offer that waits for answers.

    Attributes:
        cycle, key: primary keys of its cycle, and of itself.
        expires_at: when its time is up.
        silent: keys of the people who have not answered.
    """

    cycle: int
    key: int
    expires_at: datetime
    silent: tuple[int, ...]


def read_open_offers(cycles: Collection[int]) -> list[OpenOffer]:
    """Read the offers of the cycles that wait for answers, the next to end first."""
    people = "enrollment__mentee", "mentee_answer", "participation__mentor", "mentor_answer"
    rows = Offer.objects.open().filter(enrollment__cycle__in=cycles).order_by("expires_at", "pk")
    return [
        OpenOffer(
            cycle, key, until, tuple(person for person, answer in (sides[:2], sides[2:]) if answer == Answer.NONE)
        )
        for cycle, key, until, *sides in rows.values_list("enrollment__cycle", "pk", "expires_at", *people)
    ]


def queued_for_offers(offers: Collection[OpenOffer], cycles: Mapping[int, Cycle]) -> dict[int, list[Queued]]:
    """Cycle → the reminders that are queued for its open offers, to those who have not answered. One query.

    `cycles`: by primary key, with program and institution.
    """
    waiting = {(str(offer.key), person): offer.cycle for offer in offers for person in offer.silent}
    due: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    subjects = {subject for subject, _person in waiting}
    queued = Message.objects.filter(event=OFFER_PENDING, state=Message.State.PENDING, subject_pk__in=subjects)
    for due_at, recipient, subject in queued.order_by().values_list("due_at", "recipient_id", "subject_pk"):
        if cycle := waiting.get((subject, recipient)):
            due[cycle].append((due_at, recipient))
    return {key: count_by_day(due[key], zone=cycle.program.institution.zone) for key, cycle in cycles.items()}

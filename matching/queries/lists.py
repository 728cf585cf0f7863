"""Lists after they have closed: whose is short, who has none, and whom nobody ranked. Never who is on one."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import User
from core.search import narrowed
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.queries.places import mentors_with_a_place
from matching.queries.stages import mentees_without_list
from people.models import Enrollment, MentorParticipation
from people.queries.words import MENTEE_WORDS, MENTOR_WORDS


@dataclass(frozen=True, slots=True)
class ClosedLists:
    """What the lists of a closed round show, as querysets that nothing has read yet.

    Attributes:
        single: mentees with one name on their list.
        missing: mentees of the round without a list.
        unranked: mentors with a free place whom no list names, without the reader.
    """

    single: QuerySet[Enrollment]
    missing: QuerySet[Enrollment]
    unranked: QuerySet[MentorParticipation]


def closed_lists(match_round: MatchRound, *, reader: User, search: str = "") -> ClosedLists:
    """The lists of a round that have closed, narrowed by names, addresses and groups."""
    locked = PreferenceList.objects.filter(round=match_round, state=PreferenceList.State.LOCKED)
    short = locked.annotate(names=Count("items")).filter(names=1)
    single = Enrollment.objects.filter(pk__in=short.values("enrollment")).select_related("mentee")
    missing = mentees_without_list(match_round).select_related("mentee")
    named = PreferenceItem.objects.filter(preference_list__in=locked.values("pk"))
    day = match_round.cycle.local_day(match_round.closed_at or match_round.closes_at)
    mentors = mentors_with_a_place(match_round.cycle, day=day).exclude(mentor=reader)
    unranked = mentors.exclude(pk__in=named.values("participation")).select_related("mentor")
    by_name = ("mentee__sort_name", "mentee__given_name", "pk")
    return ClosedLists(
        narrowed(single, search, *MENTEE_WORDS).order_by(*by_name),
        narrowed(missing, search, *MENTEE_WORDS).order_by(*by_name),
        narrowed(unranked, search, *MENTOR_WORDS).order_by("mentor__sort_name", "mentor__given_name", "pk"),
    )

"""Demand before a round closes: the exact counts, and the mentees whom a longer list would help."""

from collections import Counter, defaultdict

from django.db.models import QuerySet

from core.disclosure.thresholds import FEWEST
from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.models.stored import DemandCounts
from matching.queries.eligibility import unpaired_mentees
from people.models import Enrollment, MentorParticipation

SHORT_LIST = 3
_CROWDED = 2


def disclosure_step(match_round: MatchRound) -> int:
    """The step in which demand is shown and renewed: that of the program's ratings."""
    return max(FEWEST, match_round.cycle.program.answers_before_ratings)


def count_lists(match_round: MatchRound) -> DemandCounts:
    """The exact counts as they are now, for `MatchRound.demand`."""
    lists = _lists(match_round)
    listed = Counter(mentor for order in lists.values() for mentor in order)
    first = Counter(order[0] for order in lists.values())
    short, oversubscribed = _short_and_oversubscribed(match_round, lists, first)
    return {
        "lists": len(lists),
        "listed": {str(mentor): count for mentor, count in listed.items()},
        "first": {str(mentor): count for mentor, count in first.items()},
        "short": len(short),
        "oversubscribed": len(oversubscribed - short),
        "single": sum(len(order) == 1 for order in lists.values()),
    }


def mentees_to_nudge(match_round: MatchRound) -> QuerySet[Enrollment]:
    """Mentees with a short or oversubscribed list, as lists are now."""
    lists = _lists(match_round)
    short, oversubscribed = _short_and_oversubscribed(match_round, lists, Counter(order[0] for order in lists.values()))
    return Enrollment.objects.filter(pk__in=short | oversubscribed).select_related("mentee")


def _lists(match_round: MatchRound) -> dict[int, list[int]]:
    """Enrollment → participations, best first, of those who handed in a list and still look for a mentor."""
    items = PreferenceItem.objects.filter(
        preference_list__round=match_round,
        preference_list__state=PreferenceList.State.SUBMITTED,
        preference_list__enrollment__in=unpaired_mentees(match_round.cycle),
    )
    lists: dict[int, list[int]] = defaultdict(list)
    for enrollment, mentor in items.order_by("rank").values_list("preference_list__enrollment_id", "participation_id"):
        lists[enrollment].append(mentor)
    return lists


def _short_and_oversubscribed(
    match_round: MatchRound, lists: dict[int, list[int]], first: Counter[int]
) -> tuple[set[int], set[int]]:
    """Enrollments with fewer than `SHORT_LIST` mentors on the list; those on whose list all are crowded."""
    mentors = MentorParticipation.objects.filter(cycle=match_round.cycle_id, pk__in=first)
    crowded = {mentor.pk for mentor in mentors if first[mentor.pk] > _CROWDED * max(1, mentor.places_free)}
    short = {enrollment for enrollment, order in lists.items() if len(order) < SHORT_LIST}
    return short, {enrollment for enrollment, order in lists.items() if crowded.issuperset(order)}

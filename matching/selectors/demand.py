"""Demand before a round closes: counts for coordinators, and no list of anybody."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from matching.models import MatchRound, PreferenceItem, PreferenceList
from matching.selectors.eligibility import available_mentors, unpaired_mentees
from programs.models import Enrollment, MentorParticipation

SHORT = 3
_CROWDED = 2


@dataclass(frozen=True, slots=True)
class Demand:
    """How often a mentor stands on lists, of which as first choice, against free places."""

    participation: MentorParticipation
    listed: int
    first: int

    @property
    def pressure(self) -> float:
        """Lists for each free place."""
        return self.listed / max(1, self.participation.places_free)


@dataclass(frozen=True, slots=True)
class Lists:
    """Counts of lists: short ones, and hopeless ones on which every mentor is first choice of too many."""

    submitted: int
    short: int
    hopeless: int
    none: int

    @property
    def to_nudge(self) -> int:
        """Mentees who would do well to widen their list; a list that is short and hopeless counts once."""
        return self.short + self.hopeless


def demand_of(round_: MatchRound, *, day: date) -> list[Demand]:
    """Every mentor with a free place or on a list: the most wanted for their places on top, then those on no list."""
    mentors = available_mentors(round_.cycle, day=day).select_related("mentor")
    listed: Counter[int] = Counter()
    first: Counter[int] = Counter()
    for participation, rank in _items(round_).values_list("participation_id", "rank"):
        listed[participation] += 1
        first[participation] += rank == 1
    demand = [
        Demand(mentor, listed[mentor.pk], first[mentor.pk])
        for mentor in mentors
        if mentor.places_free > 0 or listed[mentor.pk]
    ]
    return sorted(demand, key=lambda row: (-row.pressure, -row.first, row.participation.pk))


def _items(round_: MatchRound) -> QuerySet[PreferenceItem]:
    """What stands on the lists of those who still look for a mentor."""
    return PreferenceItem.objects.filter(
        preference_list__round=round_,
        preference_list__state=PreferenceList.State.SUBMITTED,
        preference_list__enrollment__in=unpaired_mentees(round_.cycle),
    ).order_by()


def lists_of(round_: MatchRound, demand: list[Demand]) -> Lists:
    """Count the lists, judged by the demand on all mentors; whose they are stays unsaid."""
    submitted, short, hopeless = _judged(round_, demand)
    mentees = unpaired_mentees(round_.cycle).count()
    return Lists(len(submitted), len(short), len(hopeless - short), max(0, mentees - len(submitted)))


def to_nudge(round_: MatchRound, *, day: date) -> list[Enrollment]:
    """Mentees with a short or hopeless list."""
    _submitted, short, hopeless = _judged(round_, demand_of(round_, day=day))
    return list(Enrollment.objects.filter(pk__in=short | hopeless).select_related("mentee"))


def _judged(round_: MatchRound, demand: list[Demand]) -> tuple[set[int], set[int], set[int]]:
    """Enrollments with a list; those with fewer than `SHORT` mentors; those on whose list all are crowded."""
    lists: dict[int, list[int]] = defaultdict(list)
    for enrollment, participation in _items(round_).values_list("preference_list__enrollment_id", "participation_id"):
        lists[enrollment].append(participation)
    crowded = {row.participation.pk for row in demand if row.first > _CROWDED * max(1, row.participation.places_free)}
    short = {enrollment for enrollment, mentors in lists.items() if len(mentors) < SHORT}
    hopeless = {enrollment for enrollment, mentors in lists.items() if crowded.issuperset(mentors)}
    return set(lists), short, hopeless

"""Reads about rounds that several pages share."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from matching.models import MatchRound, PreferenceList
from matching.queries.eligibility import unpaired_mentees
from matching.queries.places import mentors_with_a_place
from programs.models import Cycle, Institution, Program


def rounds_of(program: Program) -> QuerySet[MatchRound]:
    """The program's rounds, newest first, with `submitted` lists counted."""
    return _counted(MatchRound.objects.filter(cycle__program=program))


def rounds_of_school(school: Institution) -> QuerySet[MatchRound]:
    """The rounds of all programs of a school, newest first, with `submitted` lists counted."""
    return _counted(MatchRound.objects.filter(cycle__program__institution=school))


def _counted(rounds: QuerySet[MatchRound]) -> QuerySet[MatchRound]:
    submitted = Q(preference_lists__state__in=(PreferenceList.State.SUBMITTED, PreferenceList.State.LOCKED))
    return (
        rounds.select_related("cycle__program__institution")
        .annotate(submitted=Count("preference_lists", filter=submitted, distinct=True))
        .order_by("-closes_at", "-pk")
    )


def cycles_without_round(program: Program) -> QuerySet[Cycle]:
    """Cycles in which a main round can be made: under way, and without an unfinished round."""
    if program.is_rolling or program.is_peer:
        return program.cycles.none()
    unfinished = MatchRound.objects.filter(state__in=MatchRound.LIVE)
    return program.cycles.filter(state__in=Cycle.UNDER_WAY).exclude(pk__in=unfinished.values("cycle"))


def departments_of(cycle: Cycle) -> list[str]:
    """The departments of the cycle's mentors, by name."""
    named = cycle.participations.exclude(department="").order_by("department")
    return list(named.values_list("department", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who would be in the round if it closed now.

    mentees: without a mentor; submitted: lists handed in; drafts: lists begun; places: free, of `mentors`;
    mentor_keys: primary key of each of these mentors → the user's.
    """

    mentees: int
    submitted: int
    drafts: int
    mentor_keys: dict[int, int]
    places: int

    @property
    def mentors(self) -> int:
        """Mentors with a free place."""
        return len(self.mentor_keys)

    @property
    def missing(self) -> int:
        """Mentees who have not handed in a list."""
        return max(0, self.mentees - self.submitted)

    @property
    def obstacles(self) -> list[str]:
        """Why the round cannot open yet, in sentences: there is nobody on one of the two sides."""
        found = []
        if not self.mentees:
            found.append(_("No mentees are enrolled and looking for a mentor yet."))
        if not self.mentors:
            found.append(_("No mentors are ready with a free place yet."))
        return found


def turnout(match_round: MatchRound, *, day: date) -> Turnout:
    """Count the round's mentees, lists and places as they are on `day`. Three queries."""
    mentees = unpaired_mentees(match_round.cycle)
    lists = match_round.preference_lists.filter(enrollment__in=mentees).aggregate(
        submitted=Count("pk", filter=~Q(state=PreferenceList.State.DRAFT)),
        drafts=Count("pk", filter=Q(state=PreferenceList.State.DRAFT)),
    )
    mentors = mentors_with_a_place(match_round.cycle, day=day)
    free = list(mentors.values_list("pk", "mentor_id", "capacity", "places_taken"))
    places = sum(capacity - taken for *_keys, capacity, taken in free)
    keys = {pk: user for pk, user, *_places in free}
    return Turnout(mentees.count(), lists["submitted"], lists["drafts"], keys, places)

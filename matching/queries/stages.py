"""When the rounds of a cycle take lists, and whom that concerns."""

from django.db.models import Exists, OuterRef, QuerySet

from core.search import narrowed
from matching.models import MatchRound, PreferenceList
from matching.queries.eligibility import unpaired_mentees
from people.models import Enrollment
from people.queries.words import MENTEE_WORDS
from programs.models import Cycle
from programs.queries.ranking_windows import RankingWindow

_State = MatchRound.State


def ranking_windows_of(cycle: Cycle) -> list[RankingWindow]:
    """When the cycle's rounds take lists, first to last; lists that were closed early closed then."""
    rounds = MatchRound.objects.filter(cycle=cycle).exclude(state=_State.CANCELLED).order_by("pk")
    mains = 0
    times = []
    for kind, name, opens_at, opened_at, closes_at, closed_at in rounds.values_list(
        "kind", "name", "opens_at", "opened_at", "closes_at", "closed_at"
    ):
        is_main = kind == MatchRound.Kind.MAIN
        mains += is_main
        closes = min(closed_at, closes_at) if closed_at else closes_at
        times.append(RankingWindow(opened_at or opens_at, closes, main=is_main and mains == 1, name=name))
    return times


def missing_lists(match_round: MatchRound, *, search: str = "") -> QuerySet[Enrollment]:
    """Of those without a list, by name, `started` says whether they have begun one; never how many names it holds."""
    begun = PreferenceList.objects.filter(round=match_round, enrollment=OuterRef("pk"))
    rows = mentees_without_list(match_round).select_related("mentee").annotate(started=Exists(begun))
    found = narrowed(rows, search, *MENTEE_WORDS)
    return found.order_by("mentee__sort_name", "mentee__given_name", "pk")


def mentees_without_list(match_round: MatchRound) -> QuerySet[Enrollment]:
    """Of the mentees whom an open round asks for a list, those who have not handed one in."""
    handed_in = PreferenceList.objects.handed_in().filter(round=match_round)
    return unpaired_mentees(match_round.cycle).exclude(pk__in=handed_in.values("enrollment"))

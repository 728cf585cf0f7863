"""When the rounds of a cycle take lists, and whom that concerns."""

from django.db.models import Exists, OuterRef, QuerySet

from core.prepared import prepared
from core.search import narrowed
from matching.models import MatchRound, PreferenceList
from matching.queries.eligibility import unpaired_mentees
from people.models import Enrollment
from people.queries.words import MENTEE_WORDS
from programs.models import Cycle
from programs.queries.ranking_windows import RankingWindow

_State = MatchRound.State


def ranking_windows_of(cycle: Cycle) -> list[RankingWindow]:
    """When the cycle's rounds take lists, first to last; lists that were closed early closed then.

    No query where the `rounds` of the cycle are prefetched.
    """
    read = "rounds" in getattr(cycle, "_prefetched_objects_cache", ())
    rounds = [each for each in (cycle.rounds.all() if read else _rounds_in(cycle)) if each.state != _State.CANCELLED]
    mains = 0
    times = []
    for each in sorted(rounds, key=lambda each: each.pk):
        is_main = each.kind == MatchRound.Kind.MAIN
        mains += is_main
        opens = each.opened_at or each.opens_at
        closes = min(each.closed_at, each.closes_at) if each.closed_at else each.closes_at
        times.append(RankingWindow(opens, closes, main=is_main and mains == 1, name=each.name))
    return times


@prepared
def _rounds_in(cycle: Cycle) -> QuerySet[MatchRound]:
    return MatchRound.objects.filter(cycle=cycle)


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

"""Locks a round, and the year that goes along with it. A year comes before its rounds and groups, everywhere."""

from matching.models import MatchRound
from programs.models import Cycle, CycleState
from programs.services.phases import follow_round


def lock_round(match_round: MatchRound) -> MatchRound:
    """Return the round as it stands now, locked until the transaction ends."""
    rows = MatchRound.objects.select_for_update(of=("self",)).select_related("cycle__program__institution")
    [current] = rows.filter(pk=match_round.pk)
    return current


def lock_year(pk: int) -> Cycle:
    """Return the year as it stands now, locked until the transaction ends; one that closes locks itself first, too."""
    return Cycle.objects.select_for_update(of=("self",)).select_related("program__institution").get(pk=pk)


def lock_with_year(match_round: MatchRound) -> MatchRound:
    """As `lock_round`, with the year that a step takes along."""
    cycle = lock_year(match_round.cycle_id)
    match_round = lock_round(match_round)
    match_round.cycle = cycle
    return match_round


def take_year_along(match_round: MatchRound, to: CycleState) -> None:
    """A supplementary round leaves the year where it is."""
    if match_round.kind == MatchRound.Kind.MAIN:
        follow_round(match_round.cycle, to=to)

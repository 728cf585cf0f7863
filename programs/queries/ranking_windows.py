"""When mentees of a cycle rank: as its rounds say, and as it was planned where there is none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from programs.models import Cycle


@dataclass(frozen=True, slots=True)
class RankingWindow:
    """A stretch of time in which mentees hand in lists.

    Attributes:
        opens_at: when it begins or began, or None while nobody has said.
        closes_at: when it ends or ended.
        main: whether it is the year's ranking; others follow it for those who are left.
        name: what the round is called, where there is one.
    """

    opens_at: datetime | None
    closes_at: datetime
    main: bool = True
    name: str = ""


# From a cycle to the times of its rounds, first to last. The floor above knows them and registers itself.
RankingWindowSource = Callable[[Cycle], list[RankingWindow]]


_sources: list[RankingWindowSource] = []


def register_ranking_windows(source: RankingWindowSource) -> None:
    """Let `source` tell when lists are taken. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def ranking_windows(cycle: Cycle) -> list[RankingWindow]:
    """When the cycle takes lists, as far as there are rounds; first to last."""
    return [found for source in _sources for found in source(cycle)]


def ranking_window(cycle: Cycle, known: list[RankingWindow] | None = None) -> RankingWindow:
    """When mentees rank: as the main round says, and as the cycle was planned where there is none.

    Args:
        cycle: with its program and institution.
        known: its `ranking_windows`, where the caller has them.
    """
    times = ranking_windows(cycle) if known is None else known
    main = next((found for found in times if found.main), RankingWindow(None, cycle.ranking_closes_at))
    return RankingWindow(main.opens_at or min(cycle.ranking_opens_at, main.closes_at), main.closes_at)

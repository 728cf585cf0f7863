"""The stages of a cycle by their dates as they hold now: planned in the cycle, moved by the rounds that take lists."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from programs.models import Cycle, CycleState, Program


@dataclass(frozen=True, slots=True)
class ListTime:
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


_OPEN_TO_ALL = (CycleState.ENROLLING, CycleState.RANKING)
_OPEN_TO_INVITED = (*_OPEN_TO_ALL, CycleState.MATCHING, CycleState.RUNNING)


def takes_people_in(cycle: Cycle, *, invited: bool) -> bool:
    """Whether somebody may begin to enrol now; those who were invited may do so until the pairs have met."""
    open_states = _OPEN_TO_INVITED if invited else _OPEN_TO_ALL
    return cycle.program.status == Program.Status.OPEN and cycle.state in open_states


# From a cycle and the state to which it is about to move to what is still open then, in sentences.
OpenMatters = Callable[[Cycle, CycleState], list[str]]
_open_matters: list[OpenMatters] = []


def register_open_matters(source: OpenMatters) -> None:
    """Let `source` say what is still open when a cycle moves on. Registering it again changes nothing."""
    if source not in _open_matters:
        _open_matters.append(source)


def open_matters(cycle: Cycle, *, to: CycleState) -> list[str]:
    """What is still open when the cycle moves on to `to`, and what becomes of it; one sentence each."""
    return [sentence for source in _open_matters for sentence in source(cycle, to)]


# From a cycle to the times of its rounds, first to last. The floor above knows them and registers itself.
ListTimes = Callable[[Cycle], list[ListTime]]
_sources: list[ListTimes] = []


def register_list_times(source: ListTimes) -> None:
    """Let `source` tell when lists are taken. Registering it again changes nothing."""
    if source not in _sources:
        _sources.append(source)


def list_times(cycle: Cycle) -> list[ListTime]:
    """When the cycle takes lists, as far as there are rounds; first to last."""
    return [found for source in _sources for found in source(cycle)]


def ranking_time(cycle: Cycle, known: list[ListTime] | None = None) -> ListTime:
    """When mentees rank: as the main round says, and as the cycle was planned where there is none.

    Args:
        cycle: with its program and institution.
        known: its `list_times`, where the caller has them.
    """
    times = list_times(cycle) if known is None else known
    main = next((found for found in times if found.main), ListTime(None, cycle.ranking_closes_at))
    return ListTime(main.opens_at or min(cycle.ranking_opens_at, main.closes_at), main.closes_at)


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of the year line.

    Attributes:
        state: the state of the cycle in this phase.
        starts: first day, in the institution's zone.
        ends: the day after the last one.
    """

    state: CycleState
    starts: date
    ends: date

    @property
    def label(self) -> Any:
        """The phase's name in the reader's language."""
        return self.state.label

    @property
    def weeks(self) -> int:
        """Length in weeks, at least one."""
        return max(1, round((self.ends - self.starts).days / 7))


def phases(cycle: Cycle, ranking: ListTime) -> list[Phase]:
    """The six phases of the year line, in order, without gaps; `ranking` is the cycle's `ranking_time`."""
    starts = [
        (CycleState.PLANNING, cycle.planning_from),
        (CycleState.ENROLLING, cycle.enrolling_from),
        (CycleState.RANKING, cycle.local_day(ranking.opens_at or cycle.ranking_opens_at)),
        (CycleState.MATCHING, _day_after(cycle, ranking.closes_at)),
        (CycleState.RUNNING, cycle.running_from),
        (CycleState.CLOSING, cycle.closing_from),
    ]
    days = [start for _state, start in starts[1:]] + [cycle.ends_on + timedelta(days=1)]
    found, begins = [], cycle.planning_from
    for (state, start), end in zip(starts, days, strict=True):
        begins = max(begins, start)
        found.append(Phase(state, begins, max(begins, end)))
    return found


def _day_after(cycle: Cycle, closes_at: datetime) -> date:
    """The day after the last one on which a list can change; lists that close at midnight close with the day before."""
    return cycle.local_day(closes_at - timedelta(microseconds=1)) + timedelta(days=1)

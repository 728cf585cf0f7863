"""One clock: the phase of a year follows its rounds and its dates.

A round that opens or closes takes its year along. What comes with a date alone comes by the calendar, unless something
is still open. Two steps stay with the coordinator, because people are written to: opening enrollment, and closing.
"""

from datetime import date, datetime

from core.errors import DomainError
from programs.models import Cycle, CycleState
from programs.services.cycles import advance_cycle

_State = CycleState
# The phases that a main round takes along; a year that has moved past them stays where it is.
_TAKEN_ALONG: dict[CycleState, tuple[CycleState, ...]] = {
    _State.RANKING: (_State.ENROLLING, _State.MATCHING),
    _State.MATCHING: (_State.ENROLLING, _State.RANKING),
}


def follow_round(cycle: Cycle, *, to: CycleState) -> None:
    """Take the year along with its main round, which takes lists now (RANKING) or no more (MATCHING).

    The caller has locked the cycle.
    """
    if cycle.state in _TAKEN_ALONG[to]:
        cycle.state = to
        cycle.save(update_fields=["state"])


def follow_calendar(*, now: datetime) -> int:
    """Move on the years whose next phase has begun by their dates; returns how many.

    A year with something unfinished, such as offers that wait for an answer, stays: its coordinator is asked on home.
    """
    cycles = Cycle.objects.exclude(state__in=(_State.PLANNING, _State.CLOSED)).select_related("program__institution")
    return sum(_moved(cycle, now) for cycle in cycles if cycle.state != _State.CLOSING and is_overdue(cycle, now=now))


def _moved(cycle: Cycle, now: datetime) -> bool:
    begins = begins_next(cycle)
    if begins is None:
        return False
    try:
        advance_cycle(cycle, to=begins[0], now=now)
    except DomainError:
        return False
    return True


def begins_next(cycle: Cycle) -> tuple[CycleState, date] | None:
    """The phase that follows by the calendar, and its first day; None where a round begins it, or nothing follows.

    The cycle has its program and institution.
    """
    state = _State(cycle.state)
    days = {
        _State.PLANNING: (_State.ENROLLING, cycle.enrolling_from),
        _State.MATCHING: (_State.RUNNING, cycle.running_from),
        _State.RUNNING: (_State.CLOSING, cycle.closing_from),
        _State.CLOSING: (_State.CLOSED, cycle.ends_on),
    }
    if not cycle.program.has_rounds and state in (_State.ENROLLING, _State.RANKING):
        days[_State.ENROLLING] = (_State.RANKING, cycle.local_day(cycle.ranking_opens_at))
        days[_State.RANKING] = (_State.MATCHING, cycle.local_day(cycle.ranking_closes_at))
    return days.get(state)


def is_overdue(cycle: Cycle, *, now: datetime) -> bool:
    """Whether the day has come on which the next phase was planned to begin; a year ends when its last day is over."""
    begins = begins_next(cycle)
    if begins is None:
        return False
    today = cycle.local_day(now)
    return today > begins[1] if begins[0] == _State.CLOSED else today >= begins[1]

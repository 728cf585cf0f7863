"""When the surveys of a year are open, counted from the dates of its cycle."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from programs.models import Cycle
from surveys.models.surveys import Phase

OPENS_AT, CLOSES_AT = time(8), time(23, 59)
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a wave is open."""

    opens_at: datetime
    closes_at: datetime


# From a cycle to the first and the last day.
_DAYS: dict[Phase, Callable[[Cycle], tuple[date, date]]] = {
    Phase.BASELINE: lambda cycle: (cycle.enrolling_from, cycle.running_from + 2 * _WEEK),
    Phase.MATCHING: lambda cycle: (cycle.enrolling_from, cycle.local_day(cycle.ranking_closes_at)),
    Phase.DAY_45: lambda cycle: (cycle.running_from + timedelta(days=45), cycle.running_from + timedelta(days=66)),
    Phase.MID_YEAR: lambda cycle: (cycle.mid_year_day, cycle.mid_year_day + 3 * _WEEK),
    Phase.END: lambda cycle: (cycle.closing_from, cycle.ends_on),
    Phase.SESSION_PULSE: lambda cycle: (cycle.running_from, cycle.closing_from),
    Phase.ALUMNI: lambda cycle: (cycle.ends_on + 52 * _WEEK, cycle.ends_on + 58 * _WEEK),
}


def planned_days(phase: Phase, cycle: Cycle) -> tuple[date, date]:
    """Return the first and the last day on which a survey of that phase is open in the cycle."""
    return _DAYS[phase](cycle)


def window_of(cycle: Cycle, first: date, last: date) -> Window:
    """Return the instants at which those days begin and end, on the school's clock; the cycle has its institution."""
    zone = cycle.program.institution.zone
    return Window(datetime.combine(first, OPENS_AT, zone), datetime.combine(last, CLOSES_AT, zone))

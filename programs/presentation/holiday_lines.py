"""Holidays as people type them: one on each line, `day | name` or `first day to last day | name`."""

import re
from collections.abc import Iterable
from datetime import date

from programs.queries.days_off import DaysOff

_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def holiday_lines(holidays: Iterable[DaysOff]) -> str:
    """Return the holidays, one on each line."""
    return "\n".join(f"{_days(each)} | {each.name}" for each in holidays)


def _days(holiday: DaysOff) -> str:
    first, last = holiday.starts_on.isoformat(), holiday.ends_on.isoformat()
    return first if first == last else f"{first} to {last}"


def holiday_in(line: str) -> DaysOff:
    """Return what a line says.

    Raises:
        ValueError: it has no name, not one or two days, one that is none, or the last before the first.
    """
    days, _bar, name = line.partition("|")
    found = [date(*map(int, day.split("-"))) for day in _DAY.findall(days)]
    if not name.strip() or len(found) not in (1, 2) or found[-1] < found[0]:
        raise ValueError(line)
    return DaysOff(found[0], found[-1], name.strip())

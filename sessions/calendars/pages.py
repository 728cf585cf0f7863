"""Months and weeks as a page lays them out: from Monday to Sunday, on one clock."""

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.dates import YEARS

_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that one page shows.

    Attributes:
        first: the day that names it: of the month, or the Monday of the week.
        begins: the Monday on which the page begins.
        weeks: how many weeks there are.
        before, after: the first days of the pages beside it; None at the ends of the calendar.
        by_month: whether it is a month, whose first and last week hold days of others.
    """

    first: date
    begins: date
    weeks: int
    before: date | None
    after: date | None
    by_month: bool

    @property
    def days(self) -> list[date]:
        """Every day on the page."""
        return [self.begins + timedelta(days=number) for number in range(7 * self.weeks)]

    def instants(self, zone: zoneinfo.ZoneInfo) -> tuple[datetime, datetime]:
        """Return when the page begins and ends on the clocks of `zone`."""
        return _midnight(self.begins, zone), _midnight(self.begins + self.weeks * _WEEK, zone)


def month_of(day: date) -> Stretch:
    """Return the month of `day`, in whole weeks."""
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    begins = _monday(first)
    weeks = -(-(after - begins).days // 7)
    return Stretch(first, begins, weeks, _within((first - timedelta(days=1)).replace(day=1)), _within(after), True)


def week_of(day: date) -> Stretch:
    """Return the week of `day`."""
    begins = _monday(day)
    return Stretch(begins, begins, 1, _within(begins - _WEEK), _within(begins + _WEEK), False)


def day_named(text: str) -> date | None:
    """Return the day that an address names, “2027-03-15”, or the first of a month, “2027-03”; None for other text."""
    try:
        day = date.fromisoformat(f"{text}-01" if len(text) == len("2027-03") else text)
    except ValueError:
        return None
    return _within(day)


def clock_change(day: date, zone: zoneinfo.ZoneInfo) -> timedelta:
    """Return how far the clocks of `zone` are set forward in the course of `day`; negative where they go back."""
    begins, ends = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    return (ends.utcoffset() or timedelta()) - (begins.utcoffset() or timedelta())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date, zone: zoneinfo.ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def _within(day: date) -> date | None:
    return day if day.year in YEARS else None

"""The days of a calendar file (.ics, RFC 5545) on which a school is closed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _
from icalendar import Calendar

from core.errors import DomainError
from core.text import clean_line
from programs.models.holidays import LONGEST_NAME
from programs.queries.days_off import MOST_HOLIDAYS, DaysOff

_YEARS_AHEAD = 2
_LONGEST = timedelta(days=120)
_MOST_EVENTS = 2000
# What a holiday that comes back every year is described by. With other parts a rule can have millions of dates.
_OF_YEARLY = frozenset({"FREQ", "UNTIL", "BYMONTH", "BYMONTHDAY", "BYDAY", "WKST"})


class UnreadableHolidays(DomainError):
    """The file is no calendar, or names no whole day that lies ahead."""


def read_holidays(content: bytes, *, today: date) -> list[DaysOff]:
    """Return the whole days of a calendar from `today` on, the earliest first; what repeats counts for two years.

    Appointments with a time of day are left out: they close no school.

    Raises:
        UnreadableHolidays: it is no calendar, nothing in it is a whole day ahead, or it has too many of them.
    """
    try:
        events = Calendar.from_ical(content).walk("VEVENT")[:_MOST_EVENTS]
        found = {each for event in events for each in _days_of(event, today)}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise UnreadableHolidays(_("This isn’t a calendar file we can read. Choose an .ics file.")) from error
    if not found:
        raise UnreadableHolidays(_("No whole day from today on is in this file. Choose another, or type the days."))
    if len(found) > MOST_HOLIDAYS:
        words = {"n": MOST_HOLIDAYS}
        raise UnreadableHolidays(_("This file has more than %(n)s days. Choose one with holidays alone.") % words)
    return sorted(found)


def _days_of(event: Any, today: date) -> list[DaysOff]:
    first = event.decoded("DTSTART", None)
    if first is None or isinstance(first, datetime):
        return []
    after = event.decoded("DTEND", None) or first + timedelta(days=1)
    length = max(after - first - timedelta(days=1), timedelta(0))
    if length > _LONGEST:
        return []
    name = clean_line(str(event.get("SUMMARY", "")))[:LONGEST_NAME] or _("Holiday")
    days = [DaysOff(day, day + length, name) for day in _first_days(event, first, today)]
    return [each for each in days if each.ends_on >= today]


def _first_days(event: Any, first: date, today: date) -> list[date]:
    """The day, and where it comes back every year those of the years around; nothing else that repeats is known."""
    rule = event.get("RRULE")
    if rule is None or not rule.keys() <= _OF_YEARLY or rule.get("FREQ") != ["YEARLY"]:
        return [first]
    begun = datetime.combine(first, time())
    if (first.month, first.day) != (2, 29):
        begun = begun.replace(year=max(first.year, today.year - 1))
    days = rrulestr(rule.to_ical().decode(), dtstart=begun, ignoretz=True)
    last = datetime.combine(today, time()) + timedelta(days=366 * _YEARS_AHEAD)
    return [day.date() for day in days.between(begun, last, inc=True)]

"""Dates that repeat at the same local time, whatever the clocks do (RFC 5545, section 3.3.10)."""

import zoneinfo
from datetime import datetime
from itertools import islice

from dateutil.rrule import rrulestr
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.calendars.wall_clock import to_instant
from sessions.errors import ImpossibleTime

MAX_SESSIONS = 26


class Repeat(models.TextChoices):
    """How often a series repeats."""

    ONCE = "once", gettext_lazy("Doesn’t repeat")
    WEEKLY = "weekly", gettext_lazy("Every week")
    FORTNIGHTLY = "fortnightly", gettext_lazy("Every two weeks")
    FOUR_WEEKLY = "four_weekly", gettext_lazy("Every four weeks")
    MONTHLY = "monthly", gettext_lazy("Every month, on the same weekday")


_WEEKS = {Repeat.WEEKLY: 1, Repeat.FORTNIGHTLY: 2, Repeat.FOUR_WEEKLY: 4}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def recurrence_rule(repeat: Repeat, first: datetime, times: int) -> str:
    """Return the RFC 5545 rule of a series.

    A monthly series keeps the weekday and its number in the month; the fifth becomes the last.

    Args:
        repeat: not `ONCE`.
        first: the local time of the first session.
        times: how many sessions, the first one included.
    """
    if repeat == Repeat.MONTHLY:
        number = (first.day - 1) // 7 + 1
        return f"FREQ=MONTHLY;BYDAY={number if number < 5 else -1}{_WEEKDAYS[first.weekday()]};COUNT={times}"
    return f"FREQ=WEEKLY;INTERVAL={_WEEKS[repeat]};COUNT={times}"


def occurrences(rule: str, first: datetime, zone: zoneinfo.ZoneInfo) -> list[datetime]:
    """Return the instants (UTC) of a series, each at the local time of `first`.

    Args:
        rule: an RFC 5545 rule with a COUNT.
        first: naive local time of the first session.
        zone: the organiser's zone.

    Raises:
        ImpossibleTime: a date falls into the hour that the clocks skip, or the rule has too many dates or none.
    """
    dates = list(islice(rrulestr(rule, dtstart=first), MAX_SESSIONS + 1))
    if not 1 <= len(dates) <= MAX_SESSIONS:
        raise ImpossibleTime(
            _("Choose between 2 and %(most)s sessions for a series.") % {"most": MAX_SESSIONS}, field="times"
        )
    return [to_instant(date, zone) for date in dates]

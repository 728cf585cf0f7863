"""How a deadline is written: the one home of its words, for pages, the year line, mails and files.

An instant is told by the reader's clock first and then by the school's, each with its place; where both clocks agree
the school's place stands alone. Near deadlines are told relative to today as well, but only on a page: a mail may be
read on any day.
"""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.clocks import day_text, relative_day, zones_parts

_NEAR = timedelta(days=30)
# A space within a day, a clock or “(in 6 days)”.
_INSIDE = re.compile(r"(?<![,·]) (?!\()")


def deadline_text(at: datetime, *, zone: ZoneInfo, reader: ZoneInfo | None = None, now: datetime | None = None) -> str:
    """Return “Sat 5 Dec 2026, 07:59 Kampala · Fri 4 Dec, 23:59 Toronto”, plain, fit for a title or a subject.

    Args:
        at: the instant of the deadline.
        zone: the school's, in which deadlines fall.
        reader: the reader's zone, or None when nobody is signed in.
        now: given on a page, adds “(in 6 days)” to a near deadline, by the reader's calendar.
    """
    elsewhere = reader is not None and at.astimezone(reader).utcoffset() != at.astimezone(zone).utcoffset()
    zones = [reader, zone] if reader and elsewhere else [zone]
    return " · ".join(zones_parts(at, zones, name_place=True)) + _near(at, now, zones[0])


def deadline_time(
    at: datetime, *, zone: ZoneInfo, reader: ZoneInfo | None = None, now: datetime | None = None
) -> SafeString:
    """Return `deadline_text` in a `time` element, for a page; lines break between days and clocks, never inside one."""
    words = _INSIDE.sub("\u00a0", deadline_text(at, zone=zone, reader=reader, now=now))
    return format_html('<time datetime="{}">{}</time>', at.isoformat(), words)


def day_deadline_text(day: date, *, zone: ZoneInfo, now: datetime) -> str:
    """Return “Fri 2 Oct 2026 (in 6 days)” for a deadline of which only the day on the school's calendar is set."""
    end = datetime.combine(day, time.max, tzinfo=zone)
    return day_text(end) + _near(end, now, zone)


def _near(at: datetime, now: datetime | None, calendar: ZoneInfo) -> str:
    if now is None or at < now or at - now > _NEAR:
        return ""
    return f" ({relative_day(at, now, calendar)})"

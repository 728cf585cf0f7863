"""Reads when a calendar is busy, in a process of its own: bytes on its input, pairs of seconds as JSON on its output.

A small calendar can ask for any amount of time: a rule that never ends, one that never matches. Here memory and time
have an end. Its arguments are the first and the last second of interest and the zone of its owner; it knows no Django.
Nothing leaves it but when.
"""

import contextlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rruleset, rrulestr
from icalendar import Calendar

UNREADABLE = 3
_MEMORY = 600_000_000
_SECONDS = 10
_MOST_EVENTS = 20_000
_MOST_DATES = 3_000  # of one rule within the horizon
_LONGEST = timedelta(days=62)
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


def main() -> None:
    """Read the calendar on standard input."""
    _set_limits()
    first, last = (datetime.fromtimestamp(int(text), UTC) for text in sys.argv[1:3])
    try:
        found = busy_times(sys.stdin.buffer.read(), first, last, ZoneInfo(sys.argv[3]))
    except (*_BROKEN, MemoryError):
        sys.exit(UNREADABLE)
    json.dump([[int(start.timestamp()), int(end.timestamp())] for start, end in found], sys.stdout)


def _set_limits() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system can
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def busy_times(content: bytes, first: datetime, last: datetime, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return the stretches between two instants in which a calendar (RFC 5545) is busy; what overlaps is one.

    Cancelled and transparent events leave one free; so does an event of which a single date was moved or cancelled.
    What a program publishes as free and busy times (VFREEBUSY) counts too.

    Args:
        content: the file.
        first: the first instant of interest.
        last: the last one.
        zone: in which times without a zone, and whole days, are meant.

    Raises:
        ValueError: it is no calendar.
    """
    calendar = Calendar.from_ical(content)
    events = calendar.walk("VEVENT")[:_MOST_EVENTS]
    moved: dict[str, set[datetime]] = {}
    for event in events:
        if "RECURRENCE-ID" in event:
            at = _instant(event.decoded("RECURRENCE-ID"), zone)
            moved.setdefault(str(event.get("UID", "")), set()).add(at)
    found: list[tuple[datetime, datetime]] = []
    for event in events:
        with contextlib.suppress(*_BROKEN):  # one event that cannot be read hides no other
            found += _of_event(event, moved, first, last, zone)
    for published in calendar.walk("VFREEBUSY")[:_MOST_EVENTS]:
        with contextlib.suppress(*_BROKEN):
            found += _of_free_busy(published, first, last, zone)
    return _merged(found)


def _of_free_busy(
    published: Any, first: datetime, last: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    for period in _many(published.get("FREEBUSY"))[:_MOST_EVENTS]:
        start, end = _instant(period.start, zone), _instant(period.end, zone)
        busy = str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE"
        if busy and end > first and start < last:
            yield start, min(end, start + _LONGEST)


def _of_event(
    event: Any, moved: dict[str, set[datetime]], first: datetime, last: datetime, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    free = str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT"
    if free or str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    begins = event.decoded("DTSTART")
    length = min(_length(event, begins, zone), _LONGEST)
    single = "RECURRENCE-ID" in event
    elsewhere = set() if single else moved.get(str(event.get("UID", "")), set())
    for start in _starts(event, begins, first - length, last, zone):
        if start + length > first and start < last and start not in elsewhere:
            yield start, start + length


def _length(event: Any, begins: date, zone: ZoneInfo) -> timedelta:
    if "DTEND" in event:
        return max(_instant(event.decoded("DTEND"), zone) - _instant(begins, zone), timedelta(0))
    if "DURATION" in event:
        return max(timedelta(0), timedelta(seconds=event.decoded("DURATION").total_seconds()))
    return timedelta(0) if isinstance(begins, datetime) else timedelta(days=1)


def _starts(event: Any, begins: date, after: datetime, before: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """When the event begins, each time between two instants; a rule is followed on its own wall clock."""
    if "RRULE" not in event and "RDATE" not in event:
        yield _instant(begins, zone)
        return
    clock = begins.tzinfo if isinstance(begins, datetime) and begins.tzinfo else zone
    rules = rruleset()
    local = _wall(begins, clock)
    for rule in _many(event.get("RRULE")):
        read = rrulestr(_without_zone(rule.to_ical().decode(), clock), dtstart=local)
        if isinstance(read, rrule):
            rules.rrule(read)
    rules.rdate(local)
    for name, add in (("RDATE", rules.rdate), ("EXDATE", rules.exdate)):
        for dates in _many(event.get(name)):
            for one in dates.dts:
                add(_wall(one.dt[0] if isinstance(one.dt, tuple) else one.dt, clock))
    one_day = timedelta(days=1)
    window = rules.xafter(_wall(after - one_day, clock), count=_MOST_DATES)
    end = _wall(before + one_day, clock)
    for date_ in window:
        if date_ > end:
            return
        yield date_.replace(tzinfo=clock).astimezone(UTC)


def _without_zone(rule: str, clock: Any) -> str:
    """The rule with an UNTIL on the wall clock on which it is followed."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    if parts.get("FREQ") in ("SECONDLY", "MINUTELY"):
        raise ValueError(rule)
    if parts.get("UNTIL", "").endswith("Z"):
        until = datetime.strptime(parts["UNTIL"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts["UNTIL"] = _wall(until, clock).strftime("%Y%m%dT%H%M%S")
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _many(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _wall(moment: date, clock: Any) -> datetime:
    """The naive local time on `clock`; a whole day begins at midnight."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min)
    return moment.astimezone(clock).replace(tzinfo=None) if moment.tzinfo else moment


def _instant(moment: date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _merged(found: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(found):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


if __name__ == "__main__":
    main()

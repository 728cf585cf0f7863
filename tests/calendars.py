"""What calendar programs ask of a file, by parsers that are not ours (`vobject`, `icalendar`) and line by line."""

import re
from datetime import datetime, timedelta
from typing import Any

import vobject
from icalendar import Calendar

_NAME = re.compile(r"[A-Z][A-Z0-9-]*(;[A-Z-]+=(\"[^\"]*\"|[^\";:,]*)(,(\"[^\"]*\"|[^\";:,]*))*)*:")
_STAMP = re.compile(r"\d{8}T\d{6}Z")
_EVENT = {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "ORGANIZER"}  # RFC 5546, 3.2.1 (PUBLISH)
# RFC 5546, 3.2.1, 3.2.2 and 3.2.5: what a VEVENT must have for its METHOD, and what it must not.
_REQUIRED = {"PUBLISH": _EVENT, "REQUEST": _EVENT | {"ATTENDEE"}, "CANCEL": _EVENT | {"ATTENDEE", "STATUS"}}
_FORBIDDEN = {"PUBLISH": {"ATTENDEE", "REQUEST-STATUS"}, "REQUEST": {"REQUEST-STATUS"}, "CANCEL": {"VALARM"}}


def valid_calendar(content: bytes) -> Any:
    """Return the calendar as `icalendar` reads it, after every rule that we know of.

    Raises:
        AssertionError: a rule is broken; ValueError and vobject's own errors: a parser refuses the file.
    """
    lines = _lines(content)
    vobject.readOne(content.decode()).validate(raiseException=True)
    calendar = Calendar.from_ical(content)
    method = str(calendar["method"])
    names = [line.split(":")[0].split(";")[0] for line in lines]
    assert names[1:4] == ["VERSION", "PRODID", "CALSCALE"]
    for event in calendar.events:
        assert not event.errors
        present = set(event) | {part.name for part in event.subcomponents}
        assert _REQUIRED[method] <= present, (method, present)
        if str(event["status"]) != "CANCELLED":
            assert not _FORBIDDEN[method] & present
    if method != "PUBLISH":
        assert len({str(event["uid"]) for event in calendar.events}) == 1
    _times_agree_with_the_zones(calendar)
    return calendar


def _lines(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n")
    raw = content.split(b"\r\n")[:-1]
    assert not any(b"\n" in line or b"\r" in line for line in raw)
    assert max(map(len, raw)) <= 75
    [line.decode() for line in raw]  # no letter is cut in two
    lines = content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert all(_NAME.match(line) for line in lines), [line for line in lines if not _NAME.match(line)]
    for line in lines:
        if line.startswith("DTSTAMP"):
            assert _STAMP.fullmatch(line.partition(":")[2])
        if line.startswith("TZOFFSET"):
            assert re.fullmatch(r"[+-]\d{4}", line.partition(":")[2]), "Outlook reads no seconds"
    return lines


def _times_agree_with_the_zones(calendar: Any) -> None:
    """The VTIMEZONE alone gives the instant that the zone database gives, at the start and at the end."""
    zones = {str(zone["tzid"]): zone for zone in calendar.timezones}
    for event in calendar.events:
        for name in ("dtstart", "dtend"):
            local, tzid = event.decoded(name), event[name].params.get("TZID")
            if tzid is None:
                assert local.utcoffset() == timedelta()
                continue
            wall = local.replace(tzinfo=None)
            assert local.utcoffset() == _offset_by(zones[tzid], wall)


def _offset_by(zone: Any, wall: datetime) -> timedelta:
    """RFC 5545, 3.6.5: the observance with the latest onset at or before the time is the one in force."""
    onsets: list[tuple[datetime, timedelta]] = [
        (part.decoded("dtstart"), part["tzoffsetto"].td) for part in zone.subcomponents
    ]
    assert all(part["tzoffsetfrom"].td is not None and str(part["tzname"]) for part in zone.subcomponents)
    before = [(onset, offset) for onset, offset in onsets if onset <= wall]
    assert before, "the first onset comes after the entry"
    return max(before)[1]

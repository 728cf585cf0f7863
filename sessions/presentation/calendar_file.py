"""Calendar files (RFC 5545, 5546, 7986): of one session, of several, and the feed of a person."""

import zoneinfo
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from sessions.calendars.content_lines import component, content_line, text_value
from sessions.calendars.time_zones import time_zone_component
from sessions.models import MentoringSession
from sessions.presentation.calendar_entry import Entry, event_component, zone_free

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
_MARGIN = timedelta(days=2)
_AGAIN = "PT1H"


def session_file(entry: Entry) -> tuple[Method, bytes]:
    """Return the file of one session and its METHOD.

    An entry that asks becomes an invitation, one that does not a file to take along, and one that is to go its removal.
    """
    method: Method = "CANCEL" if entry.cancelled else "REQUEST" if entry.asks else "PUBLISH"
    return method, calendar_object([entry], method=method)


def feed_file(entries: Sequence[Entry]) -> bytes:
    """Return what a calendar subscribes to: every entry, with a name, and how often to look again.

    NAME and REFRESH-INTERVAL are of RFC 7986; programs that are older than it read the other two.
    """
    name = text_value(_("Mentoring"))
    head = [
        content_line("NAME", name),
        content_line("X-WR-CALNAME", name),
        content_line("REFRESH-INTERVAL", _AGAIN, {"VALUE": "DURATION"}),
        content_line("X-PUBLISHED-TTL", _AGAIN),
    ]
    return calendar_object(entries, method="PUBLISH", head=head)


def calendar_object(entries: Sequence[Entry], *, method: Method, head: Iterable[str] = ()) -> bytes:
    """Return a VCALENDAR with the clocks of all places in which `entries` were planned.

    Args:
        entries: of one session where `method` is not PUBLISH: an invitation has one UID (RFC 5546, section 3.2.2).
        method: what the receiver is to do with it.
        head: further properties of the calendar.
    """
    lines = [
        content_line("VERSION", "2.0"),
        content_line("PRODID", "-//Mentorship//Sessions//EN"),
        content_line("CALSCALE", "GREGORIAN"),
        content_line("METHOD", method),
        *head,
        *_clocks([one.session for one in entries]),
        *(event_component(one) for one in entries),
    ]
    return component("VCALENDAR", lines).encode()


def _clocks(sessions: Iterable[MentoringSession]) -> list[str]:
    """The clocks of each zone, as long as there are sessions in it."""
    stretches: dict[str, tuple[datetime, datetime]] = {}
    for session in sessions:
        if zone_free(session):
            continue
        first, last = stretches.get(session.time_zone, (session.starts_at, session.starts_at))
        stretches[session.time_zone] = min(first, session.starts_at), max(last, session.ends_at)
    return [
        time_zone_component(zoneinfo.ZoneInfo(name), first - _MARGIN, last + _MARGIN)
        for name, (first, last) in stretches.items()
    ]

"""The clock of a place as a calendar file tells it: VTIMEZONE (RFC 5545, section 3.6.5), no wider than it is needed.

Each change of the clocks in the stretch is an observance of its own, and begins with the one before the stretch, so
that no rule has to be guessed: Cairo and Casablanca set theirs anew from year to year.
"""

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sessions.calendars.content_lines import component, content_line, local_value, offset_value

_LONGEST_WITHOUT_CHANGE = timedelta(days=400)
_STEP = timedelta(days=7)  # no clock is changed twice within it: the shortest is Ramadan's, in Casablanca
_SECOND = timedelta(seconds=1)
_ALWAYS = datetime(1970, 1, 1)  # noqa: DTZ001 - the wall clock of a place whose clocks stay as they are


def time_zone_component(zone: zoneinfo.ZoneInfo, first: datetime, last: datetime) -> str:
    """Return the VTIMEZONE of `zone`, right for every instant from `first` to `last`."""
    return _component(zone, first.astimezone(UTC).date().toordinal(), last.astimezone(UTC).date().toordinal() + 1)


@lru_cache(maxsize=256)
def _component(zone: zoneinfo.ZoneInfo, first: int, last: int) -> str:
    begins = datetime.fromordinal(first).replace(tzinfo=UTC)
    ends = datetime.fromordinal(last).replace(tzinfo=UTC)
    earlier = list(_changes(zone, begins - _LONGEST_WITHOUT_CHANGE, begins))
    changes = earlier[-1:] + list(_changes(zone, begins, ends))
    observances = [_observance(zone, moment) for moment in changes]
    if not earlier:
        observances.insert(0, _standing(zone, begins))
    return component("VTIMEZONE", [content_line("TZID", zone.key), *observances])


def _changes(zone: zoneinfo.ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Yield the instants after `begins`, until `ends`, at which the clocks change."""
    moment = begins
    while moment < ends:
        later = min(moment + _STEP, ends)
        if _facts(zone, moment) != _facts(zone, later):
            yield _change_between(zone, moment, later)
        moment = later


def _change_between(zone: zoneinfo.ZoneInfo, before: datetime, after: datetime) -> datetime:
    facts = _facts(zone, before)
    while after - before > _SECOND:
        middle = before + (after - before) // 2
        if _facts(zone, middle) == facts:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _facts(zone: zoneinfo.ZoneInfo, moment: datetime) -> tuple[timedelta | None, str | None]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.tzname()


def _observance(zone: zoneinfo.ZoneInfo, moment: datetime) -> str:
    """One change. It begins at the time that the clocks would have shown without it."""
    before = (moment - _SECOND).astimezone(zone).utcoffset() or timedelta()
    return _told(zone, moment, begins=(moment + before).replace(tzinfo=None), before=before)


def _standing(zone: zoneinfo.ZoneInfo, moment: datetime) -> str:
    """The offset of a place whose clocks have not changed for long."""
    return _told(zone, moment, begins=_ALWAYS, before=moment.astimezone(zone).utcoffset() or timedelta())


def _told(zone: zoneinfo.ZoneInfo, moment: datetime, *, begins: datetime, before: timedelta) -> str:
    local = moment.astimezone(zone)
    ahead = (local.dst() or timedelta()) > timedelta()
    lines = [
        content_line("DTSTART", local_value(begins)),
        content_line("TZOFFSETFROM", offset_value(before)),
        content_line("TZOFFSETTO", offset_value(local.utcoffset() or timedelta())),
        content_line("TZNAME", local.tzname() or zone.key),
    ]
    return component("DAYLIGHT" if ahead else "STANDARD", lines)

"""Free times of somebody with office hours: hours on a wall clock become slots in time. It knows no session.

Hours are told on a wall clock, slots are stretches between two instants. Where the clocks go forward, a time that does
not exist is in no slot; where they go back, an hour that exists twice has slots of its own each time.
"""

import zoneinfo
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """The time from one instant to a later one."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Stretch") -> bool:
        """Whether the two share time; touching ends do not."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def with_room(self, room: timedelta) -> "Stretch":
        """The stretch with `room` before and after it."""
        return Stretch(self.starts_at - room, self.ends_at + room)


@dataclass(frozen=True, slots=True)
class Hours:
    """From `starts` to `ends` on a wall clock: on a weekday of every week, or on one day alone.

    Attributes:
        starts: the first minute.
        ends: the minute after the last, on the same day.
        weekday: 0 is Monday; None where `day` is given.
        day: the one day.
        valid_from: the first day on which weekly hours count.
        valid_until: the last one.
    """

    starts: time
    ends: time
    weekday: int | None = None
    day: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def on(self, day: date) -> bool:
        """Whether the hours are on `day`."""
        if self.weekday is None:
            return self.day == day
        begun = self.valid_from is None or self.valid_from <= day
        return begun and self.weekday == day.weekday() and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class OfficePlan:
    """The office hours of one person, and on what terms they are booked.

    Attributes:
        zone: of the wall clock.
        minutes: how long a slot is.
        buffer: what stays free between two sessions.
        notice: how long before its beginning a slot can be booked at the latest.
        days_ahead: how many days ahead slots are offered, today not counted.
        hours: when.
        own_days: days on which the weekly hours do not count.
        daily_limit: how many sessions a day may have; None is as many as fit.
    """

    zone: zoneinfo.ZoneInfo
    minutes: int
    buffer: timedelta
    notice: timedelta
    days_ahead: int
    hours: tuple[Hours, ...]
    own_days: frozenset[date] = frozenset()
    daily_limit: int | None = None

    def hours_on(self, day: date) -> list[Hours]:
        """The hours that count on `day`."""
        weekly = day not in self.own_days
        return [one for one in self.hours if one.on(day) and (weekly or one.weekday is None)]


@dataclass(frozen=True, slots=True)
class Slot:
    """One time to meet, and whether it can still be had."""

    time: Stretch
    free: bool


def open_stretches(plan: OfficePlan, day: date) -> list[Stretch]:
    """Return when the office is open on `day`, a day on its own wall clock; what touches or overlaps is one."""
    return merged(part for hours in plan.hours_on(day) for part in _in_time(hours, day, plan.zone))


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same time in as few stretches as possible, soonest first."""
    found: list[Stretch] = []
    for stretch in sorted(stretches):
        if found and stretch.starts_at <= found[-1].ends_at:
            last = found.pop()
            found.append(Stretch(last.starts_at, max(last.ends_at, stretch.ends_at)))
        else:
            found.append(stretch)
    return found


def slots(plan: OfficePlan, *, booked: Iterable[Stretch], busy: Iterable[Stretch], now: datetime) -> list[Slot]:
    """Return every slot that is offered from `now` on, those that are taken too, soonest first.

    Args:
        plan: the office hours.
        booked: sessions of whoever has the office hours; the buffer is kept around them, and they count for the limit.
        busy: other time that is taken, such as a leave.
        now: the instant of the page.
    """
    booked = list(booked)
    taken = merged([*(one.with_room(plan.buffer) for one in booked), *busy])
    ends = [one.ends_at for one in taken]
    of_day = Counter(one.starts_at.astimezone(plan.zone).date() for one in booked)
    today = now.astimezone(plan.zone).date()
    found: list[Slot] = []
    for number in range(plan.days_ahead + 1):
        day = today + number * _DAY
        full = plan.daily_limit is not None and of_day[day] >= plan.daily_limit
        for time_ in _cut(plan, day):
            if time_.starts_at >= now + plan.notice:
                next_taken = bisect_right(ends, time_.starts_at)
                free = next_taken == len(taken) or taken[next_taken].starts_at >= time_.ends_at
                found.append(Slot(time_, free=free and not full))
    return found


def _cut(plan: OfficePlan, day: date) -> Iterator[Stretch]:
    """Cut the open hours of a day into slots with the buffer between them."""
    length = timedelta(minutes=plan.minutes)
    for stretch in open_stretches(plan, day):
        start = stretch.starts_at
        while start + length <= stretch.ends_at:
            yield Stretch(start, start + length)
            start += length + plan.buffer


def _in_time(hours: Hours, day: date, zone: zoneinfo.ZoneInfo) -> list[Stretch]:
    """The instants at which the wall clock on `day` stands between the two ends."""
    midnight = datetime.combine(day, time.min, tzinfo=zone)
    if midnight.utcoffset() == datetime.combine(day + _DAY, time.min, tzinfo=zone).utcoffset():
        ends = (datetime.combine(day, clock, tzinfo=zone).astimezone(UTC) for clock in (hours.starts, hours.ends))
        return [Stretch(*ends)]
    return list(_minute_by_minute(hours, day, zone))


def _minute_by_minute(hours: Hours, day: date, zone: zoneinfo.ZoneInfo) -> Iterator[Stretch]:
    """The same on a day on which the clocks change: there may be two stretches, or none."""
    moment = datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC) - timedelta(hours=1)
    start: datetime | None = None
    for _minute in range(27 * 60):
        local = moment.astimezone(zone)
        inside = local.date() == day and hours.starts <= local.time() < hours.ends
        if inside and start is None:
            start = moment
        elif not inside and start is not None:
            yield Stretch(start, moment)
            start = None
        moment += _MINUTE

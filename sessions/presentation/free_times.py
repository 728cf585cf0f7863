"""Free times of a mentor, as a page lays them out: by week and day, on the clocks of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from core.clocks import place_name, which_of_two
from core.dates import instant_text
from sessions.calendars.office_hours import Slot, Stretch
from sessions.models import MentoringSession

_WEEK = timedelta(days=7)
_WORKING_DAYS = 5
_MOST_LISTED = 150


@dataclass(frozen=True, slots=True)
class OfferedTime:
    """One slot on a page.

    Attributes:
        key: the instant, as an address writes it.
        clock: the time on the reader’s clock; where it exists twice, it says which.
        other: the time where the other is, with the place; empty where the clocks agree.
        free: whether it can be had.
        own: whether the two meet then.
    """

    key: str
    clock: str
    other: str
    free: bool
    own: bool


@dataclass(frozen=True, slots=True)
class OfferedDay:
    """A day on the reader’s calendar, and what is offered on it."""

    day: date
    times: Sequence[OfferedTime]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedWeek:
    """A week on the reader’s calendar.

    Attributes:
        first: its Monday.
        days: Monday to Friday, and the weekend where something is offered then.
        earlier: the Monday of an earlier week that can be looked at, or None.
        later: the same of a later one.
        n_free: how many times are free in it.
        n_free_after: how many in the week after it.
        n_free_in_all: how many in all weeks.
    """

    first: date
    days: Sequence[OfferedDay]
    earlier: date | None
    later: date | None
    n_free: int
    n_free_after: int
    n_free_in_all: int

    @property
    def last(self) -> date:
        """The last day that is shown."""
        return self.days[-1].day


def offered_days(
    slots: Iterable[Slot], *, reader: ZoneInfo, other: ZoneInfo, own: Sequence[MentoringSession] = ()
) -> list[OfferedDay]:
    """Return the days on which something is offered, on the reader’s calendar.

    Args:
        slots: soonest first.
        reader: the reader’s zone.
        other: that of who offers them.
        own: agreed sessions of the two.
    """

    def local_day(slot: Slot) -> date:
        return slot.time.starts_at.astimezone(reader).date()

    return [
        OfferedDay(day, [_offered(slot, reader, other, own) for slot in found])
        for day, found in groupby(slots, key=local_day)
    ]


def offered_starts(starts: Iterable[datetime], *, reader: ZoneInfo, other: ZoneInfo) -> list[OfferedDay]:
    """Return free times of which only the beginning counts, by day on the reader’s calendar."""
    free = [Slot(Stretch(start, start), free=True) for start in sorted(starts)]
    return offered_days(free, reader=reader, other=other)


def _offered(slot: Slot, reader: ZoneInfo, other: ZoneInfo, own: Sequence[MentoringSession]) -> OfferedTime:
    start = slot.time.starts_at
    minutes = (slot.time.ends_at - start) // timedelta(minutes=1)
    local, there = start.astimezone(reader), start.astimezone(other)
    elsewhere = ""
    if local.replace(tzinfo=None) != there.replace(tzinfo=None):
        day = "" if local.date() == there.date() else formats.date_format(there, "D") + " "
        elsewhere = f"{day}{which_of_two(there, other)}{there:%H:%M} {place_name(other)}"
    return OfferedTime(
        key=instant_text(start),
        clock=f"{which_of_two(local, reader)}{local:%H:%M}",
        other=elsewhere,
        free=slot.free,
        own=any(session.overlaps(start, minutes) for session in own),
    )


def listed(days: Sequence[OfferedDay]) -> list[OfferedDay]:
    """Return what is free on the first of `days`, as much as one page can hold; the rest is found week by week."""
    found: list[OfferedDay] = []
    n_times = 0
    for one in days:
        free = [time for time in one.times if time.free]
        n_times += len(free)
        if found and n_times > _MOST_LISTED:
            break
        if free:
            found.append(OfferedDay(one.day, free))
    return found


def week_of(days: Sequence[OfferedDay], wanted: date | None, today: date) -> OfferedWeek:
    """Return the week in which `wanted` lies, or the first one in which something is free.

    Args:
        days: of `offered_days`.
        wanted: a day of the week that was asked for, or None.
        today: on the reader’s calendar.
    """
    free = {one.day: sum(time.free for time in one.times) for one in days}
    opens = next((day for day, n in free.items() if n), today)
    ends = max([today, *(one.day for one in days)])
    first = _monday(min(max(wanted or opens, today), ends))
    shown = {one.day: one for one in days if first <= one.day < first + _WEEK}
    n_days = max([_WORKING_DAYS, *((day - first).days + 1 for day in shown)])
    week = [first + timedelta(days=number) for number in range(n_days)]
    return OfferedWeek(
        first=first,
        days=[shown.get(day, OfferedDay(day, ())) for day in week],
        earlier=first - _WEEK if first > _monday(today) else None,
        later=first + _WEEK if first + _WEEK <= ends else None,
        n_free=_free_in(free, first),
        n_free_after=_free_in(free, first + _WEEK),
        n_free_in_all=sum(free.values()),
    )


def _free_in(free: dict[date, int], monday: date) -> int:
    return sum(n for day, n in free.items() if monday <= day < monday + _WEEK)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def shift_text(reader: ZoneInfo, other: ZoneInfo, *, first: date, last: date) -> str:
    """Return a sentence where the two clocks come closer or drift apart between two days, or “”."""
    before = _hours_ahead(first, reader, other)
    for number in range(1, (last - first).days + 1):
        day = first + timedelta(days=number)
        hours = _hours_ahead(day, reader, other)
        if hours != before:
            words = {"day": formats.date_format(day, "D j M"), "place": place_name(other)}
            if hours < 0 or before < 0:
                return _("From %(day)s, %(place)s is %(hours)s hours behind you instead of %(before)s.") % (
                    words | {"hours": f"{-hours:g}", "before": f"{-before:g}"}
                )
            return _("From %(day)s, %(place)s is %(hours)s hours ahead of you instead of %(before)s.") % (
                words | {"hours": f"{hours:g}", "before": f"{before:g}"}
            )
    return ""


def _hours_ahead(day: date, reader: ZoneInfo, other: ZoneInfo) -> float:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=reader)
    apart = (noon.astimezone(other).utcoffset() or timedelta()) - (noon.utcoffset() or timedelta())
    return apart / timedelta(hours=1)

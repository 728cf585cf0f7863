"""When the people of a year can meet, in values that mean the same to all of them.

Everybody says it on their own clock. Where all those clocks agree, parts of the week can be compared as they are:
`tue-evening`. Where they do not, an evening in one place is a night in another, so hours are compared on the school's
clock: `tue 10-12`. An hour counts for somebody when all of it lies in parts that they named; hours in a row that are
good for the same people are one value.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from people.models.meeting_times import DAYS, HOURS, day_and_part
from programs.models import Cycle

_DAY, _WEEK = 24, 7 * 24
_HOUR = timedelta(hours=1)


def times_to_meet(cycle: Cycle) -> dict[int, list[str]]:
    """Return user → the values of everybody in the year who has said when they can meet."""
    said = _said(cycle)
    school = cycle.program.institution.zone
    start = datetime.combine(cycle.running_from, time(12), school)
    ahead = {zone: _ahead(zone, school, start) for _codes, zone in said.values()}
    if len(set(ahead.values())) <= 1:
        return {user: codes for user, (codes, _zone) in said.items()}
    return in_ranges({user: hours_on(codes, ahead[zone]) for user, (codes, zone) in said.items()})


def _said(cycle: Cycle) -> dict[int, tuple[list[str], str]]:
    """Return user → (codes, name of their zone); of who is mentee and mentor at once what they said as a mentee."""
    mentors = cycle.participations.not_declined().exclude(meeting_times=[]).order_by()
    mentees = cycle.enrollments.not_withdrawn().exclude(meeting_times=[]).order_by()
    rows = [
        *mentors.values_list("mentor", "meeting_times", "mentor__time_zone"),
        *mentees.values_list("mentee", "meeting_times", "mentee__time_zone"),
    ]
    return {user: (codes, zone) for user, codes, zone in rows}


def _ahead(zone: str, school: ZoneInfo, at: datetime) -> timedelta:
    own, theirs = at.astimezone(ZoneInfo(zone)).utcoffset(), at.astimezone(school).utcoffset()
    if own is None or theirs is None:
        raise TypeError("a zone has an offset")
    return own - theirs


def hours_on(codes: Iterable[str], ahead: timedelta) -> set[int]:
    """Return the hours on the school's clock, from Monday at midnight, that lie in the parts of the week `codes`.

    `ahead` is how far the own clock is ahead of the school's; where that is not whole hours, both that an hour touches
    must lie in the parts.
    """
    own = set()
    for day, part in map(day_and_part, codes):
        first, end = HOURS[part]
        own |= {day * _DAY + hour for hour in range(first, end)}
    whole, rest = divmod(ahead, _HOUR)
    touched = (0, 1) if rest else (0,)
    return {hour for hour in range(_WEEK) if all((hour + whole + also) % _WEEK in own for also in touched)}


def in_ranges(hours: Mapping[int, set[int]]) -> dict[int, list[str]]:
    """Return user → values such as `tue 10-12`, for user → hours: what is good for the same people is one value."""
    people: dict[int, frozenset[int]] = {
        hour: frozenset(user for user, own in hours.items() if hour in own) for hour in range(_WEEK)
    }
    found: dict[int, list[str]] = defaultdict(list)
    first = 0
    for hour in range(1, _WEEK + 1):
        if hour % _DAY and people[hour] == people[first]:
            continue
        end = (hour - 1) % _DAY + 1
        for user in people[first]:
            found[user].append(f"{DAYS[first // _DAY]} {first % _DAY:02d}-{end:02d}")
        first = hour
    return dict(found)

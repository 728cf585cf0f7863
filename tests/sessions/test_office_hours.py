"""Hours on a wall clock become slots in time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.calendars.office_hours import Hours, OfficePlan, Slot, Stretch, open_stretches, slots

TORONTO, KAMPALA = ZoneInfo("America/Toronto"), ZoneInfo("Africa/Kampala")
MONDAY = date(2027, 3, 15)
NOW = datetime(2027, 3, 14, 12, tzinfo=UTC)


def plan(*hours: Hours, zone: ZoneInfo = KAMPALA, minutes: int = 45, **terms: object) -> OfficePlan:
    defaults = {"buffer": timedelta(), "notice": timedelta(), "days_ahead": 14}
    return OfficePlan(zone=zone, minutes=minutes, hours=hours, **(defaults | terms))  # type: ignore[arg-type]


def weekly(starts: str, ends: str, weekday: int = 0, **valid: date) -> Hours:
    return Hours(time.fromisoformat(starts), time.fromisoformat(ends), weekday=weekday, **valid)


def clocks(found: list[Slot], zone: ZoneInfo = KAMPALA) -> list[str]:
    return [f"{slot.time.starts_at.astimezone(zone):%d %H:%M %Z}{'' if slot.free else ' taken'}" for slot in found]


def test_hours_repeat_each_week_but_for_single_days() -> None:
    hours = (
        weekly("15:00", "16:30"),
        weekly("15:00", "16:30", weekday=1, valid_from=date(2027, 3, 20)),
        weekly("15:00", "16:30", weekday=2, valid_until=date(2027, 3, 20)),
        Hours(time(9), time(9, 45), day=date(2027, 3, 22)),
        Hours(time(8), time(8, 45), day=date(2027, 3, 18)),
    )
    found = slots(plan(*hours, own_days=frozenset({date(2027, 3, 22)})), booked=(), busy=(), now=NOW)
    starts = [text[:8] for text in clocks(found)]
    assert starts == ["15 15:00", "15 15:45", "17 15:00", "17 15:45", "18 08:00", "22 09:00", "23 15:00", "23 15:45"]


def test_what_is_booked_takes_its_buffer_along_and_counts_for_the_day() -> None:
    office = plan(weekly("09:00", "13:00"), buffer=timedelta(minutes=15), days_ahead=1)
    start = datetime(2027, 3, 15, 10, tzinfo=KAMPALA)
    booked = [Stretch(start, start + timedelta(minutes=45))]
    found = slots(office, booked=booked, busy=(), now=NOW)
    assert clocks(found) == ["15 09:00 EAT", "15 10:00 EAT taken", "15 11:00 EAT", "15 12:00 EAT"]
    busy = slots(office, booked=(), busy=[Stretch(start, start + timedelta(minutes=50))], now=NOW)
    assert [slot.free for slot in busy] == [True, False, True, True]
    full = slots(plan(weekly("09:00", "13:00"), daily_limit=1), booked=booked, busy=(), now=NOW)
    assert [slot.free for slot in full if slot.time.starts_at < NOW + timedelta(days=5)] == [False] * 5
    assert all(slot.free for slot in full if slot.time.starts_at > NOW + timedelta(days=5))


def test_notice_and_horizon_bound_what_is_offered() -> None:
    office = plan(weekly("09:00", "10:30"), notice=timedelta(hours=18, minutes=30), days_ahead=7)
    assert clocks(slots(office, booked=(), busy=(), now=NOW)) == ["15 09:45 EAT"]


def test_the_skipped_hour_is_not_offered_and_the_doubled_one_is_told_apart() -> None:
    forward = plan(weekly("01:00", "04:00", weekday=6), zone=TORONTO, minutes=60, days_ahead=7)
    spring = slots(forward, booked=(), busy=(), now=datetime(2027, 3, 10, tzinfo=UTC))
    assert clocks(spring, TORONTO) == ["14 01:00 EST", "14 03:00 EDT"]
    back = plan(weekly("00:30", "02:30", weekday=6), zone=TORONTO, minutes=60, days_ahead=6)
    autumn = slots(back, booked=(), busy=(), now=datetime(2027, 11, 4, tzinfo=UTC))
    assert clocks(autumn, TORONTO) == ["07 00:30 EDT", "07 01:30 EDT", "07 01:30 EST"]
    inside = plan(weekly("02:00", "03:00", weekday=6), zone=TORONTO, minutes=30)
    assert open_stretches(inside, date(2027, 3, 14)) == []
    short = plan(weekly("01:00", "01:30", weekday=6), zone=TORONTO, minutes=30)
    assert len(open_stretches(short, date(2027, 11, 7))) == 2


ZONES = st.sampled_from(["America/Toronto", "Africa/Kampala", "Australia/Lord_Howe", "Asia/Beirut", "America/Havana"])
CHANGES = st.sampled_from([date(2027, 3, 14), date(2027, 11, 7), date(2027, 4, 4), date(2027, 10, 3), MONDAY])
MINUTES = st.sampled_from(range(24 * 60))


@given(ZONES, CHANGES, MINUTES, MINUTES, st.sampled_from(range(15, 91)), st.sampled_from(range(31)))
def test_every_minute_of_a_slot_lies_within_the_hours(
    key: str, day: date, one: int, other: int, minutes: int, buffer: int
) -> None:
    zone, first, last = ZoneInfo(key), min(one, other), max(one, other)
    hours = Hours(time(*divmod(first, 60)), time(*divmod(last, 60)), day=day)
    office = plan(hours, zone=zone, minutes=minutes, buffer=timedelta(minutes=buffer), days_ahead=4)
    found = slots(office, booked=(), busy=(), now=datetime.combine(day - timedelta(days=2), time(), tzinfo=UTC))
    for slot in found:
        assert slot.time.ends_at - slot.time.starts_at == timedelta(minutes=minutes)
        for number in range(minutes):
            local = (slot.time.starts_at + timedelta(minutes=number)).astimezone(zone)
            assert local.date() == day
            assert hours.starts <= local.time() < hours.ends
    for slot, after in pairwise(found):
        assert after.time.starts_at - slot.time.ends_at >= timedelta(minutes=buffer) or _gap(zone, slot, after)


def _gap(zone: ZoneInfo, slot: Slot, after: Slot) -> bool:
    """Whether the clocks change between two slots."""
    return slot.time.starts_at.astimezone(zone).utcoffset() != after.time.starts_at.astimezone(zone).utcoffset()


@pytest.mark.parametrize("booked", [0, 1])
def test_no_free_slot_overlaps_what_is_taken(booked: int) -> None:
    office = plan(weekly("08:00", "18:00"), buffer=timedelta(minutes=10 * booked))
    start = datetime(2027, 3, 15, 9, 20, tzinfo=KAMPALA)
    taken = [Stretch(start + timedelta(hours=3 * n), start + timedelta(hours=3 * n, minutes=35)) for n in range(3)]
    found = slots(office, booked=taken if booked else (), busy=() if booked else taken, now=NOW)
    room = timedelta(minutes=10 * booked)
    assert not any(slot.free and slot.time.overlaps(one.with_room(room)) for slot in found for one in taken)

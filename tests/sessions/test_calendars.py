from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clocks import place_name, relative_day, zones_text
from sessions.calendars.recurrence import MAX_SESSIONS, Repeat, occurrences, recurrence_rule
from sessions.calendars.wall_clock import to_instant
from sessions.errors import ImpossibleTime

TORONTO, KAMPALA = ZoneInfo("America/Toronto"), ZoneInfo("Africa/Kampala")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_two_clocks_are_told_with_their_places() -> None:
    moment = datetime(2026, 12, 17, 13, tzinfo=UTC)
    assert zones_text(moment, [TORONTO, KAMPALA]) == "Thu 17 Dec 2026, 08:00 Toronto · 16:00 Kampala"
    assert zones_text(moment, [KAMPALA, TORONTO]) == "Thu 17 Dec 2026, 16:00 Kampala · 08:00 Toronto"


def test_clocks_that_agree_are_told_once_without_a_place() -> None:
    moment = datetime(2026, 12, 17, 13, tzinfo=UTC)
    assert zones_text(moment, [TORONTO, ZoneInfo("America/New_York"), TORONTO]) == "Thu 17 Dec 2026, 08:00"


def test_another_day_is_named() -> None:
    moment = datetime(2026, 12, 17, 23, tzinfo=UTC)
    assert zones_text(moment, [TORONTO, KAMPALA]) == "Thu 17 Dec 2026, 18:00 Toronto · Fri 18 Dec, 02:00 Kampala"


@pytest.mark.parametrize(
    ("key", "name"), [("Africa/Kampala", "Kampala"), ("America/Port-au-Prince", "Port-au-Prince"), ("UTC", "UTC")]
)
def test_the_place_is_the_last_part_of_the_zone(key: str, name: str) -> None:
    assert place_name(ZoneInfo(key)) == name
    assert place_name(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires"


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ImpossibleTime, match=r"Sun 14 Mar 2027.*Toronto.*02:30"):
        to_instant(wall("2027-03-14T02:30"), TORONTO)


@pytest.mark.parametrize("local", ["0001-01-01T00:00", "1926-11-01T10:00", "9999-12-31T23:59"])
def test_a_year_that_cannot_be_meant_is_refused(local: str) -> None:
    for zone in (TORONTO, KAMPALA):
        with pytest.raises(ImpossibleTime, match="year") as refusal:
            to_instant(wall(local), zone)
        assert refusal.value.field == "date"


def test_a_time_that_exists_twice_means_the_first() -> None:
    assert to_instant(wall("2026-11-01T01:30"), TORONTO) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


@given(
    st.datetimes(wall("2020-01-01T00:00"), wall("2039-12-31T00:00")),
    st.sampled_from(["America/Toronto", "Africa/Kampala", "Australia/Lord_Howe", "Europe/Dublin", "Asia/Kathmandu"]),
)
def test_every_time_that_exists_comes_back_from_its_instant(local: datetime, key: str) -> None:
    zone = ZoneInfo(key)
    try:
        moment = to_instant(local, zone)
    except ImpossibleTime:
        back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None, fold=0)
        assert back != local
    else:
        assert moment.astimezone(zone).replace(tzinfo=None, fold=0) == local


@pytest.mark.parametrize(
    ("repeat", "rule"),
    [
        (Repeat.WEEKLY, "FREQ=WEEKLY;INTERVAL=1;COUNT=3"),
        (Repeat.FORTNIGHTLY, "FREQ=WEEKLY;INTERVAL=2;COUNT=3"),
        (Repeat.FOUR_WEEKLY, "FREQ=WEEKLY;INTERVAL=4;COUNT=3"),
        (Repeat.MONTHLY, "FREQ=MONTHLY;BYDAY=3TH;COUNT=3"),
    ],
)
def test_the_rule_of_a_series(repeat: Repeat, rule: str) -> None:
    assert recurrence_rule(repeat, wall("2026-12-17T08:00"), 3) == rule


def test_the_fifth_weekday_of_a_month_becomes_the_last() -> None:
    first = wall("2026-12-31T08:00")
    days = occurrences(recurrence_rule(Repeat.MONTHLY, first, 3), first, TORONTO)
    assert [day.astimezone(TORONTO).day for day in days] == [31, 28, 25]


def test_toronto_and_kampala_drift_apart_in_march() -> None:
    first = wall("2027-02-18T08:00")
    days = occurrences(recurrence_rule(Repeat.MONTHLY, first, 3), first, TORONTO)
    assert [day.astimezone(TORONTO).hour for day in days] == [8, 8, 8]
    assert [day.astimezone(KAMPALA).hour for day in days] == [16, 15, 15]


def test_a_series_has_an_upper_limit() -> None:
    first = wall("2026-12-17T08:00")
    with pytest.raises(ImpossibleTime):
        occurrences(recurrence_rule(Repeat.WEEKLY, first, MAX_SESSIONS + 1), first, TORONTO)


@pytest.mark.parametrize(("day", "words"), [(30, "today"), (29, "1 day ago"), (28, "2 days ago")])
def test_days_are_told_from_today(day: int, words: str) -> None:
    now = datetime(2026, 11, 30, 14, tzinfo=UTC)
    assert relative_day(datetime(2026, 11, day, 16, tzinfo=UTC), now, TORONTO) == words


def test_tomorrow_follows_the_readers_calendar() -> None:
    now = datetime(2026, 11, 30, 14, tzinfo=UTC)
    late = datetime(2026, 11, 30, 22, tzinfo=UTC)
    assert relative_day(late, now, TORONTO) == "today"
    assert relative_day(late, now, KAMPALA) == "tomorrow"
    assert relative_day(datetime(2026, 12, 3, 16, tzinfo=UTC), now, TORONTO) == "in 3 days"

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.policies import end_of_quiet_hours, next_at, wait_before_retry

TORONTO = ZoneInfo("America/Toronto")
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("clock", "end"),
    [((20, 59), None), ((21, 0), (21, 7, 0)), ((23, 30), (21, 7, 0)), ((6, 59), (20, 7, 0)), ((7, 0), None)],
)
def test_quiet_over_midnight(clock: tuple[int, int], end: tuple[int, int, int] | None) -> None:
    local = datetime(2026, 9, 20, *clock, tzinfo=TORONTO)
    expected = datetime(2026, 9, *end, tzinfo=TORONTO) if end else None
    assert end_of_quiet_hours(local, start=time(21), end=time(7)) == expected


def test_quiet_within_a_day() -> None:
    local = datetime(2026, 9, 20, 13, tzinfo=TORONTO)
    assert end_of_quiet_hours(local, start=time(12), end=time(14)) == local.replace(hour=14)


def test_what_is_put_off_waits_twice_as_long_each_time_and_never_all_equally_long() -> None:
    waits = [[wait_before_retry(n, urgent=False, luck=luck) / MINUTE for luck in (0.0, 0.5, 1.0)] for n in (1, 2, 3)]
    assert waits == [[2, 2.5, 3], [4, 5, 6], [8, 10, 12]]
    assert wait_before_retry(1, urgent=True, luck=0) == MINUTE / 2


@pytest.mark.parametrize(
    ("night", "ends"),
    [
        # Half past one comes twice, and it is quiet before each.
        (datetime(2026, 11, 1, 4, tzinfo=UTC), ["2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"]),
        (datetime(2027, 3, 14, 4, tzinfo=UTC), ["2027-03-14T01:30:00-05:00"]),
    ],
)
def test_quiet_ends_later_than_now_in_a_night_in_which_the_clocks_change(night: datetime, ends: list[str]) -> None:
    found = []
    for number in range(8 * 12):
        local = (night + number * 5 * MINUTE).astimezone(TORONTO)
        for until in (end_of_quiet_hours(local, start=time(21), end=time(1, 30)), next_at(local, time(1, 30))):
            assert until is None or until.astimezone(UTC) > local.astimezone(UTC)
        if quiet := end_of_quiet_hours(local, start=time(21), end=time(1, 30)):
            found.append(quiet.isoformat())
    assert sorted(set(found)) == ends


def test_the_same_hour_twice_means_never_quiet() -> None:
    assert end_of_quiet_hours(datetime(2026, 9, 20, 3, tzinfo=TORONTO), start=time(7), end=time(7)) is None


def test_quiet_ends_on_the_wall_clock_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 31, 23, tzinfo=TORONTO)
    end = end_of_quiet_hours(before, start=time(21), end=time(7))
    assert end is not None
    assert end.isoformat() == "2026-11-01T07:00:00-05:00"

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from notifications.policies import end_of_quiet_hours

TORONTO = ZoneInfo("America/Toronto")


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


def test_the_same_hour_twice_means_never_quiet() -> None:
    assert end_of_quiet_hours(datetime(2026, 9, 20, 3, tzinfo=TORONTO), start=time(7), end=time(7)) is None


def test_quiet_ends_on_the_wall_clock_when_the_clocks_change() -> None:
    before = datetime(2026, 10, 31, 23, tzinfo=TORONTO)
    end = end_of_quiet_hours(before, start=time(21), end=time(7))
    assert end is not None
    assert end.isoformat() == "2026-11-01T07:00:00-05:00"

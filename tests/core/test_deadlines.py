"""How one instant is told, around midnight, the turns of the clocks, and the edges of the world."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.deadlines import day_deadline_text, deadline_text, deadline_time

TORONTO, KAMPALA = ZoneInfo("America/Toronto"), ZoneInfo("Africa/Kampala")
KIRITIMATI, PAGO_PAGO = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")
LAST_MINUTE = datetime(2026, 12, 4, 23, 59, tzinfo=TORONTO)


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        (None, "Fri 4 Dec 2026, 23:59 Toronto"),
        (TORONTO, "Fri 4 Dec 2026, 23:59 Toronto"),
        (ZoneInfo("America/New_York"), "Fri 4 Dec 2026, 23:59 Toronto"),
        (KAMPALA, "Sat 5 Dec 2026, 07:59 Kampala · Fri 4 Dec, 23:59 Toronto"),
        (KIRITIMATI, "Sat 5 Dec 2026, 18:59 Kiritimati · Fri 4 Dec, 23:59 Toronto"),
        (PAGO_PAGO, "Fri 4 Dec 2026, 17:59 Pago Pago · 23:59 Toronto"),
    ],
)
def test_the_readers_clock_comes_first_and_every_clock_has_its_place(reader: ZoneInfo | None, told: str) -> None:
    assert deadline_text(LAST_MINUTE, zone=TORONTO, reader=reader) == told
    assert deadline_text(LAST_MINUTE.astimezone(UTC), zone=TORONTO, reader=reader) == told


@pytest.mark.parametrize(
    ("ahead", "near"),
    [
        (timedelta(hours=2), " (today)"),
        (timedelta(hours=24), " (tomorrow)"),
        (timedelta(days=6), " (in 6 days)"),
        (timedelta(days=31), ""),
        (timedelta(seconds=-1), ""),
    ],
)
def test_near_deadlines_are_told_relative_to_today(ahead: timedelta, near: str) -> None:
    told = deadline_text(LAST_MINUTE, zone=TORONTO, now=LAST_MINUTE - ahead)
    assert told == f"Fri 4 Dec 2026, 23:59 Toronto{near}"


def test_how_near_it_is_follows_the_readers_calendar() -> None:
    now = datetime(2026, 12, 4, 12, tzinfo=TORONTO)
    assert deadline_text(LAST_MINUTE, zone=TORONTO, now=now).endswith("(today)")
    assert deadline_text(LAST_MINUTE, zone=TORONTO, reader=KAMPALA, now=now).endswith("(tomorrow)")


def test_an_hour_that_exists_twice_says_which_of_the_two_is_meant() -> None:
    first = datetime(2026, 11, 1, 1, 30, tzinfo=TORONTO)
    assert deadline_text(first, zone=TORONTO) == "Sun 1 Nov 2026, 01:30 EDT Toronto"
    assert deadline_text(first.replace(fold=1), zone=TORONTO) == "Sun 1 Nov 2026, 01:30 EST Toronto"


def test_the_distance_between_two_clocks_is_that_of_the_deadlines_own_day() -> None:
    before, after = (datetime(2026, 10, 31, 17, tzinfo=TORONTO), datetime(2026, 11, 1, 17, tzinfo=TORONTO))
    told = [deadline_text(at, zone=TORONTO, reader=KAMPALA) for at in (before, after)]
    assert told == [
        "Sun 1 Nov 2026, 00:00 Kampala · Sat 31 Oct, 17:00 Toronto",
        "Mon 2 Nov 2026, 01:00 Kampala · Sun 1 Nov, 17:00 Toronto",
    ]


def test_on_a_page_it_is_a_time_element_and_in_a_title_plain_words() -> None:
    element = deadline_time(LAST_MINUTE, zone=TORONTO)
    words = "Fri 4 Dec 2026, 23:59 Toronto"
    assert element.replace("\u00a0", " ") == f'<time datetime="2026-12-04T23:59:00-05:00">{words}</time>'
    assert "<" not in deadline_text(LAST_MINUTE, zone=TORONTO)


def test_on_a_page_lines_break_between_clocks_and_never_inside_one() -> None:
    element = deadline_time(LAST_MINUTE, zone=TORONTO, reader=KAMPALA, now=LAST_MINUTE - timedelta(days=3))
    pieces = re.sub("<[^>]*>", "", element).split(" ")
    assert [piece.replace("\u00a0", " ") for piece in pieces] == [
        "Sat 5 Dec 2026,",
        "07:59 Kampala ·",
        "Fri 4 Dec,",
        "23:59 Toronto",
        "(in 3 days)",
    ]


def test_a_day_ends_with_its_last_minute_at_the_school() -> None:
    day = date(2026, 12, 4)
    assert day_deadline_text(day, zone=TORONTO, now=LAST_MINUTE) == "Fri 4 Dec 2026 (today)"
    assert day_deadline_text(day, zone=TORONTO, now=LAST_MINUTE + timedelta(minutes=2)) == "Fri 4 Dec 2026"

"""The demo year holds on whatever day it is loaded."""

from datetime import date, timedelta

import pytest

from mentorship.demo.school.calendar import earlier_years, is_working_day, working_day, years
from mentorship.demo.school.meetings import _monthly_from

LOADED = [date(2026, 7, 1) + timedelta(days=offset) for offset in range(800)]


def test_a_working_day_is_the_next_one_on_which_people_meet() -> None:
    for day in LOADED:
        found = working_day(day)
        assert is_working_day(found)
        assert 0 <= (found - day).days <= 6
        assert (found == day) is is_working_day(day)


@pytest.mark.parametrize("holiday", [date(2026, 12, 25), date(2027, 1, 1), date(2026, 12, 24), date(2026, 11, 29)])
def test_nobody_meets_on_holidays_and_sundays(holiday: date) -> None:
    assert not is_working_day(holiday)


def test_a_monthly_series_never_falls_on_a_holiday() -> None:
    for day in LOADED:
        first = _monthly_from(day)
        assert all((month, first.day) not in ((12, 24), (12, 25), (12, 26), (1, 1)) for month in range(1, 13))


def test_the_years_of_a_program_have_names_of_their_own() -> None:
    for day in LOADED:
        for slug, earlier in earlier_years(day).items():
            names = [years(day)[slug].name, *(year.name for year in earlier)]
            assert len(set(names)) == len(names), day


def test_the_year_that_closes_is_in_its_closing_weeks() -> None:
    for day in LOADED:
        [closing] = earlier_years(day)["onward"]
        assert closing.fields["closing_from"] < day < closing.fields["ends_on"]

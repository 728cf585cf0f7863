"""The dates of the demo year, relative to the day on which it is loaded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentorship.demo.school.texts import toml
from programs.models import CycleState
from programs.queries.days_off import DaysOff, why_off

TORONTO = ZoneInfo("America/Toronto")


@dataclass(frozen=True, slots=True)
class Year:
    """One program's year around today.

    Attributes:
        today: the day of loading.
        ranking_opened: days since ranking opened; negative while it is still ahead.
        ranking_days: how long the lists are open.
        state: the state of the cycle today.
        ago: how many years before the present one it is.
        running_weeks: from the day on which pairs are named to the closing weeks.
    """

    today: date
    ranking_opened: int
    ranking_days: int
    state: CycleState
    ago: int = 0
    running_weeks: int = 34

    @property
    def opens(self) -> date:
        """The day on which ranking opens."""
        return self.today - timedelta(days=self.ranking_opened + 364 * self.ago)

    @property
    def closes(self) -> date:
        """The day on which the lists close."""
        return self.opens + timedelta(days=self.ranking_days)

    @property
    def runs_from(self) -> date:
        """The day on which the pairs are named."""
        return self.closes + timedelta(days=10)

    @property
    def name(self) -> str:
        """The academic year in which ranking opens, such as 2026–27."""
        # Counted from the present year: 364 days before New Year's Eve is in the same year.
        first = (self.today - timedelta(days=self.ranking_opened)).year - self.ago
        return f"{first}–{(first + 1) % 100:02}"

    @property
    def fields(self) -> dict[str, Any]:
        """The dates of the cycle."""
        return {
            "name": self.name,
            "state": self.state,
            "term_starts_on": self.opens - timedelta(weeks=1),
            "planning_from": self.opens - timedelta(weeks=14),
            "enrolling_from": self.opens - timedelta(weeks=6),
            "ranking_opens_at": at(self.opens, 8),
            "ranking_closes_at": at(self.closes, 17),
            "running_from": self.runs_from,
            "closing_from": self.runs_from + timedelta(weeks=self.running_weeks),
            "ends_on": self.runs_from + timedelta(weeks=self.running_weeks + 6),
            "first_meeting_by": self.runs_from + timedelta(weeks=4),
            "mid_year_on": self.runs_from + timedelta(weeks=17),
        }


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = TORONTO) -> datetime:
    """The instant at which a clock in `zone` shows that time on that day."""
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


# Days on which nobody meets, by month and day.


def holidays(today: date) -> list[DaysOff]:
    """The school's holidays of the three years before, this year and the next two."""
    found = []
    for year in range(today.year - 3, today.year + 3):
        for row in toml("school")["holiday"]:
            first = date(year, row["month"], row["day"])
            found.append(DaysOff(first, first + timedelta(days=row.get("days", 1) - 1), row["name"]))
    return sorted(found)


def is_working_day(day: date) -> bool:
    """Whether people meet on that day: from Monday to Friday, and not on a holiday."""
    return day.weekday() < 5 and not why_off(day, holidays(day))


def working_day(day: date) -> date:
    """The first day from `day` on on which people meet."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def years(today: date) -> dict[str, Year]:
    """Return each program's year by its slug: most run, one ranks, one has just closed its lists."""
    running = CycleState.RUNNING
    return {
        "compass": Year(today, 75, 14, running),
        "circles": Year(today, 78, 12, running),
        "first-steps": Year(today, 82, 12, running),
        "across-borders": Year(today, 74, 14, running),
        "research-bridge": Year(today, 8, 14, CycleState.RANKING),
        "onward": Year(today, 16, 14, CycleState.MATCHING, running_weeks=48),
        "informal": Year(today, 80, 12, running),
        "open-door": Year(today, 80, 12, running),
        "side-by-side": Year(today, 70, 12, running),
        "first-author": Year(today, 16, 14, CycleState.MATCHING, running_weeks=20),
    }


def earlier_years(today: date) -> dict[str, list[Year]]:
    """Return the years before the present ones, newest first.

    Three of Compass and one of First Steps are over; one of Onward closes, and one of Side by Side.
    """
    return {
        "compass": [Year(today, 75, 14, CycleState.CLOSED, ago=ago) for ago in (1, 2, 3)],
        "first-steps": [Year(today, 82, 12, CycleState.CLOSED, ago=1)],
        "onward": [Year(today, 16, 14, CycleState.CLOSING, ago=1, running_weeks=48)],
        "side-by-side": [Year(today, 70, 12, CycleState.CLOSING, ago=1, running_weeks=54)],
    }

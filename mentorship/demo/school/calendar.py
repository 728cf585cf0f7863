"""The dates of the demo year, relative to the day on which it is loaded."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from programs.models import CycleState

TORONTO = ZoneInfo("America/Toronto")


@dataclass(frozen=True, slots=True)
class Year:
    """One program's year around today.

    Attributes:
        today: the day of loading.
        ranking_opened: days since ranking opened; negative while it is still ahead.
        ranking_days: how long the lists are open.
        state: the state of the cycle today.
    """

    today: date
    ranking_opened: int
    ranking_days: int
    state: CycleState

    @property
    def opens(self) -> date:
        """The day on which ranking opens."""
        return self.today - timedelta(days=self.ranking_opened)

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
        return f"{self.opens.year}–{(self.opens.year + 1) % 100:02}"

    @property
    def fields(self) -> dict[str, Any]:
        """The dates of the cycle."""
        return {
            "name": self.name,
            "state": self.state,
            "planning_from": self.opens - timedelta(weeks=14),
            "enrolling_from": self.opens - timedelta(weeks=6),
            "ranking_opens_at": at(self.opens, 8),
            "ranking_closes_at": at(self.closes, 17),
            "running_from": self.runs_from,
            "closing_from": self.runs_from + timedelta(weeks=34),
            "ends_on": self.runs_from + timedelta(weeks=40),
            "first_meeting_by": self.runs_from + timedelta(weeks=4),
            "mid_year_on": self.runs_from + timedelta(weeks=17),
        }


def at(day: date, hour: int, minute: int = 0, zone: ZoneInfo = TORONTO) -> datetime:
    """The instant at which a clock in `zone` shows that time on that day."""
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


def years(today: date) -> dict[str, Year]:
    """Return each program's year by its slug: most run, one ranks, one has just closed its lists."""
    running = CycleState.RUNNING
    return {
        "compass": Year(today, 75, 14, running),
        "circles": Year(today, 78, 12, running),
        "first-steps": Year(today, 82, 12, running),
        "across-borders": Year(today, 74, 14, running),
        "research-bridge": Year(today, 8, 14, CycleState.RANKING),
        "onward": Year(today, 16, 14, CycleState.MATCHING),
        "informal": Year(today, 80, 12, running),
    }


def earlier_years(today: date) -> list[Year]:
    """Return the years of Compass that are over, newest first."""
    return [Year(today, 75 + 364 * ago, 14, CycleState.CLOSED) for ago in (1, 2, 3)]

"""What was counted of each program at the beginning of last week and of this one."""

from datetime import timedelta

from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from programs.models import CycleState
from reports.models import ProgramWeek
from reports.models.weeks import WeekFacts
from reports.services.weeks import count_week

_WEEK = timedelta(days=7)


def count_two_weeks(school: School) -> None:
    """Count this week, and remember a last one that was a little quieter, so that home says what changed."""
    for cycle in school.cycles.values():
        if cycle.state == CycleState.RUNNING:
            week = count_week(cycle, now=at(school.today, 5))
            ProgramWeek.objects.create(
                cycle=cycle,
                monday=week.monday - _WEEK,
                facts=_before(week.facts),
                counted_at=week.counted_at - _WEEK,
            )


def _before(facts: WeekFacts) -> WeekFacts:
    return {
        **facts,
        "quiet": max(0, facts["quiet"] - 2),
        "differing": 0,
        "unlogged": max(0, facts["unlogged"] - 1),
    }

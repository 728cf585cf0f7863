"""What was counted of each program at the beginning of last week and of this one."""

from datetime import timedelta

from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from programs.models import CycleState
from reports.services.weeks import count_week


def count_two_weeks(school: School) -> None:
    """Count them, so that home says what changed. What is told of last week is what its dates still say."""
    for cycle in school.cycles.values():
        if cycle.state == CycleState.RUNNING:
            for day in (school.today - timedelta(days=7), school.today):
                count_week(cycle, now=at(day, 5))

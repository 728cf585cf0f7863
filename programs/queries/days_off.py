"""The days on which nobody should have to meet: exams of a year, and holidays of the school."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from programs.models import Cycle, ExamPeriod, Holiday, Institution

MOST_HOLIDAYS = 200


@dataclass(frozen=True, slots=True, order=True)
class DaysOff:
    """One or more days in a row, and why they are free."""

    starts_on: date
    ends_on: date
    name: str


def holidays_of(school: Institution) -> list[DaysOff]:
    """Return the holidays of a school, the earliest first."""
    return [DaysOff(*row) for row in school.holidays.values_list("starts_on", "ends_on", "name")]


def days_off_in(cycle: Cycle) -> list[DaysOff]:
    """Return the exams of a year and the holidays of its school; one query."""
    fields = ("starts_on", "ends_on", "name")
    holidays = Holiday.objects.filter(institution=cycle.program.institution_id).order_by().values_list(*fields)
    exams: Any = cycle.exam_periods.order_by().values_list(*fields)
    return sorted(DaysOff(*row) for row in holidays.union(exams))


def days_off_between(cycles: Collection[Cycle], first: date, last: date) -> list[DaysOff]:
    """Return the exams of these years, and the holidays of their schools, that touch the days; one query at most."""
    if not cycles:
        return []
    within, fields = {"starts_on__lte": last, "ends_on__gte": first}, ("starts_on", "ends_on", "name")
    schools = {cycle.program.institution_id for cycle in cycles}
    holidays = Holiday.objects.filter(institution__in=schools, **within).order_by().values_list(*fields)
    exams: Any = ExamPeriod.objects.filter(cycle__in=cycles, **within).order_by().values_list(*fields)
    return sorted(DaysOff(*row) for row in holidays.union(exams))


def why_off(day: date, days_off: Iterable[DaysOff]) -> str:
    """Return why a day is free: “Christmas Day”; empty where it is not."""
    return next((each.name for each in days_off if each.starts_on <= day <= each.ends_on), "")

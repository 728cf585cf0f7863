"""Counting the facts of a week."""

from datetime import datetime

from django.db import transaction

from programs.models import Cycle
from reports.models import ProgramWeek
from reports.queries.insights import facts_of, monday_of


@transaction.atomic
def count_week(cycle: Cycle, *, now: datetime) -> ProgramWeek:
    """Count the week in which the school is, once: what was counted stays, so that the next week has a past.

    Args:
        cycle: the year that runs, with program and institution.
        now: the instant.
    """
    monday = monday_of(cycle, now)
    counted = ProgramWeek.objects.filter(cycle=cycle, monday=monday).first()
    if counted is not None:
        return counted
    new = {"facts": facts_of(cycle, now=now), "counted_at": now}
    return ProgramWeek.objects.get_or_create(cycle=cycle, monday=monday, defaults=new)[0]

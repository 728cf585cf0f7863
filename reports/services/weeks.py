"""Counting the facts of a week, and telling what changed."""

from datetime import datetime, timedelta

from django.db import transaction

from notifications.services.outbox import Notice, enqueue_many
from programs.models import Cycle
from programs.queries.programs import coordinators_of
from reports.models import ProgramWeek
from reports.notices import WEEK_CHANGED
from reports.presentation.insights import insights_for
from reports.queries.insights import facts_of, monday_of

# After a stop of the worker, older news is not told any more.
_NEWS = timedelta(days=3)


@transaction.atomic
def count_week(cycle: Cycle, *, now: datetime) -> ProgramWeek:
    """Count the week in which the school is, once: what was counted stays, so that the next week has a past.

    Where something has changed, its coordinators are told by email.

    Args:
        cycle: the year that runs, with program and institution.
        now: the instant.
    """
    monday = monday_of(cycle, now)
    counted = ProgramWeek.objects.filter(cycle=cycle, monday=monday).first()
    if counted is not None:
        return counted
    new = {"facts": facts_of(cycle, now=now), "counted_at": now}
    week, _created = ProgramWeek.objects.get_or_create(cycle=cycle, monday=monday, defaults=new)
    _tell(week, cycle, now)
    return week


def _tell(week: ProgramWeek, cycle: Cycle, now: datetime) -> None:
    """Write to those who coordinate the program, where something has changed."""
    if insights_for(cycle, now=now):
        enqueue_many(
            Notice(event=WEEK_CHANGED, recipient=each, subject_pk=str(week.pk), due_at=now, expires_at=now + _NEWS)
            for each in coordinators_of(cycle.program)
        )

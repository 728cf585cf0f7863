"""Work for the worker: years move on by the calendar."""

from celery import shared_task
from django.utils import timezone

from programs.services import phases


@shared_task(name="programs.tasks.follow_calendar")
def follow_calendar() -> int:
    """Move on the years whose next phase has begun."""
    return phases.follow_calendar(now=timezone.now())

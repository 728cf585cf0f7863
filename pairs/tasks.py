"""Work for the worker: pauses by the calendar."""

from celery import shared_task
from django.utils import timezone

from pairs.services import pauses


@shared_task(name="pairs.tasks.follow_pauses")
def follow_pauses() -> int:
    """Let pairs go on whose day of return has come, or ask their people."""
    return pauses.follow_pauses(now=timezone.now())

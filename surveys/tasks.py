"""Work for the worker: surveys that open by the calendar."""

from celery import shared_task
from django.utils import timezone

from surveys.services import waves


@shared_task(name="surveys.tasks.follow_waves")
def follow_waves() -> int:
    """Ask the people of surveys that have opened, and those who joined since."""
    return waves.follow_waves(now=timezone.now())

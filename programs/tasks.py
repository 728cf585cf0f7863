"""Work for the worker: leaves begin and end by the calendar."""

from celery import shared_task
from django.utils import timezone

from programs.services import leaves


@shared_task(name="programs.tasks.follow_leaves")
def follow_leaves() -> int:
    """Pause the mentors whose leave begins today, and bring back those who return."""
    return leaves.follow_leaves(now=timezone.now())

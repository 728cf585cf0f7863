"""Work for the worker: leaves begin and end by the calendar, and no uploaded file lies around."""

from celery import shared_task
from django.utils import timezone

from people.services import leaves
from people.services.pending_imports import forget_old_files


@shared_task(name="people.tasks.follow_leaves")
def follow_leaves() -> int:
    """Pause the mentors whose leave begins today, and bring back those who return."""
    return leaves.follow_leaves(now=timezone.now())


@shared_task(name="people.tasks.forget_old_files")
def forget_old() -> int:
    """Delete uploaded files that nobody confirmed in time."""
    return forget_old_files(now=timezone.now())

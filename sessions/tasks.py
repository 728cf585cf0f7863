"""Work for the worker: places that nobody claimed, and pairs that drift."""

from celery import shared_task
from django.utils import timezone

from sessions.services import drift, places


@shared_task(name="sessions.tasks.pass_on_places")
def pass_on_places() -> int:
    """Give places that nobody claimed in time to the next who wait."""
    return places.pass_on_places(now=timezone.now())


@shared_task(name="sessions.tasks.nudge_quiet_pairs")
def nudge_quiet_pairs() -> int:
    """Remind the pairs that have not met for one interval to find a time."""
    return drift.nudge_quiet_pairs(now=timezone.now())

"""Work for the worker: places that nobody claimed, pairs that drift, and when people are busy."""

from celery import shared_task
from django.utils import timezone

from sessions.services import drift, own_calendars, places


@shared_task(name="sessions.tasks.pass_on_places")
def pass_on_places() -> int:
    """Give places that nobody claimed in time to the next who wait."""
    return places.pass_on_places(now=timezone.now())


@shared_task(name="sessions.tasks.nudge_quiet_pairs")
def nudge_quiet_pairs() -> int:
    """Remind the pairs that have not met for one interval to find a time."""
    return drift.nudge_quiet_pairs(now=timezone.now())


@shared_task(name="sessions.tasks.read_own_calendars")
def read_own_calendars() -> int:
    """Read when people are busy by their own calendars, where that is due."""
    return own_calendars.read_due_calendars(now=timezone.now())

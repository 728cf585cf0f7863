"""Work for the worker: places that nobody claimed."""

from celery import shared_task
from django.utils import timezone

from sessions.services import places


@shared_task(name="sessions.tasks.pass_on_places")
def pass_on_places() -> int:
    """Give places that nobody claimed in time to the next who wait."""
    return places.pass_on_places(now=timezone.now())

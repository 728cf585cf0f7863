"""Background work of this app."""

from celery import shared_task

from core.closed_texts import closed_places, remember_count


@shared_task
def count_closed_texts() -> None:
    """Count the private texts that no key opens."""
    remember_count(sum(1 for _place in closed_places()))

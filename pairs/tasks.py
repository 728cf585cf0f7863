"""Work for the worker: pauses by the calendar, and pairs that nothing keeps from being active any more."""

from celery import shared_task
from django.utils import timezone

from pairs.services import agreements, check_in_notices, interims, pauses


@shared_task(name="pairs.tasks.follow_pauses")
def follow_pauses() -> int:
    """Let pairs go on whose day of return has come, or ask their people; who stood in until a day stops."""
    now = timezone.now()
    return pauses.follow_pauses(now=now) + interims.end_interims_over(now=now)


@shared_task(name="pairs.tasks.activate_waiting")
def activate_waiting() -> int:
    """Let pairs be active whose agreement both have signed and that nothing keeps any more."""
    return agreements.activate_waiting(now=timezone.now())


@shared_task(name="pairs.tasks.announce_check_ins")
def announce_check_ins() -> int:
    """Ask the two of each pair how it goes, once their check has opened."""
    return check_in_notices.announce_check_ins(now=timezone.now())

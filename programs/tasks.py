"""Work for the worker: years move on by the calendar, and what undoing needs is forgotten after a day."""

from celery import shared_task
from django.utils import timezone

from programs.services import handbook_images, handbook_imports, phases, staff_steps


@shared_task(name="programs.tasks.follow_calendar")
def follow_calendar() -> int:
    """Move on the years whose next phase has begun."""
    return phases.follow_calendar(now=timezone.now())


@shared_task(name="programs.tasks.forget_kept")
def forget_kept() -> int:
    """Forget what was kept for undoing steps of more than a day ago."""
    return staff_steps.forget_kept(now=timezone.now())


@shared_task(name="programs.tasks.forget_unused_of_handbooks")
def forget_unused_of_handbooks() -> int:
    """Forget pictures that no chapter names, and texts that nobody has put into a draft."""
    now = timezone.now()
    return handbook_images.forget_unused_images(now=now) + handbook_imports.forget_imports(now=now)

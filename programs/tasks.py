"""Work for the worker: years move on by the calendar, and what undoing needs is forgotten after a day."""

from functools import partial
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from programs.services import (
    handbook_images,
    handbook_imports,
    long_steps,
    phases,
    staff_steps,
    webhook_deliveries,
)


@shared_task(name="programs.tasks.follow_calendar")
def follow_calendar() -> int:
    """Move on the years whose next phase has begun."""
    return phases.follow_calendar(now=timezone.now())


@shared_task(name="programs.tasks.forget_kept")
def forget_kept() -> int:
    """Forget what was kept for undoing steps of more than a day ago."""
    now = timezone.now()
    return staff_steps.forget_kept(now=now) + long_steps.forget_long_steps(now=now)


@shared_task(name="programs.tasks.send_webhooks", soft_time_limit=240, time_limit=280)
def send_webhooks() -> None:
    """Tell systems of schools what waits for them. Several at once take different deliveries."""
    webhook_deliveries.send_due_deliveries(clock=timezone.now)


@shared_task(name="programs.tasks.forget_old_deliveries")
def forget_old_deliveries() -> int:
    """Forget what systems of schools were told more than 30 days ago."""
    return webhook_deliveries.forget_old_deliveries(now=timezone.now())


@shared_task(name="programs.tasks.take_long_step")
def take_long_step(pk: str) -> None:
    """Carry out a step about many people. Running it twice does no harm."""
    long_steps.carry_out(UUID(pk), now=timezone.now())


@shared_task(name="programs.tasks.take_up_long_steps")
def take_up_long_steps() -> int:
    """Hand on the steps that no worker has."""
    waiting = long_steps.long_steps_to_take_up(now=timezone.now())
    for pk in waiting:
        take_long_step.delay(str(pk))
    return len(waiting)


def start_long_step(pk: UUID) -> None:
    """Wake a worker once the transaction is committed."""
    transaction.on_commit(partial(take_long_step.delay, str(pk)), robust=True)


@shared_task(name="programs.tasks.forget_unused_of_handbooks")
def forget_unused_of_handbooks() -> int:
    """Forget pictures that no chapter names, and texts that nobody has put into a draft."""
    now = timezone.now()
    return handbook_images.forget_unused_images(now=now) + handbook_imports.forget_imports(now=now)

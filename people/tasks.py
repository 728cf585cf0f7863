"""Work for the worker: leaves by the calendar, long imports, and nothing that lies around."""

from functools import partial
from uuid import UUID

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from people.services import leaves
from people.services.confirmed_imports import import_confirmed
from people.services.pending_imports import forget_old_files
from people.services.volunteers import forget_volunteers


@shared_task(name="people.tasks.follow_leaves")
def follow_leaves() -> int:
    """Pause the mentors whose leave begins today, and bring back those who return."""
    return leaves.follow_leaves(now=timezone.now())


@shared_task(name="people.tasks.forget_old_files")
def forget_old() -> int:
    """Delete uploaded files that nobody confirmed in time."""
    return forget_old_files(now=timezone.now())


@shared_task(name="people.tasks.forget_old_volunteers")
def forget_old_volunteers() -> int:
    """Delete offers to mentor whose time is over."""
    return forget_volunteers(now=timezone.now())


@shared_task(name="people.tasks.import_file")
def import_file(token: str) -> None:
    """Import a confirmed file. Running it twice does no harm."""
    import_confirmed(UUID(token), now=timezone.now())


def start_import(token: UUID) -> None:
    """Wake a worker once the transaction is committed."""
    transaction.on_commit(partial(import_file.delay, str(token)), robust=True)

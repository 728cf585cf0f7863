"""Rows that a worker carries out one by one: taken for a while, tried again later, never held by a worker that died."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connection, models, transaction
from django.db.models import F, QuerySet

LEASE = timedelta(minutes=5)
_AT_ONCE = 10
_SECONDS = 45.0  # other work has its turn in between


class Leased(models.Model):
    """Something to be done once its time has come."""

    due_at = models.DateTimeField(help_text="When it is tried next; a worker that takes it moves this on by the lease.")
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True


_Row = TypeVar("_Row", bound=Leased)


def take_due(rows: QuerySet[_Row], *, now: datetime, most: int) -> list[_Row]:
    """Take rows whose time has come, the longest due first, and count the attempt before it is made.

    Two workers take different rows. One that dies leaves its rows due again when the lease has run out.

    Args:
        rows: from which to take, with what the caller reads of them.
        now: the instant.
        most: how many at most.
    """
    with transaction.atomic():
        due = rows.filter(due_at__lte=now).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True, of=("self",))
        taken = list(due[:most])
        if taken:
            rows.model._default_manager.filter(pk__in=[row.pk for row in taken]).update(
                due_at=now + LEASE, attempts=F("attempts") + 1
            )
    for row in taken:
        row.attempts += 1
    return taken


def due_in_turn(rows: QuerySet[_Row], *, clock: Callable[[], datetime]) -> Iterator[_Row]:
    """Yield rows of `take_due`, one after the other, until none is due or other work should have its turn.

    What was taken and has not come up by then is given back as it was: it was not tried.

    Args:
        rows: from which to take.
        clock: tells the time whenever some are taken.
    """
    begun = time.monotonic()
    while taken := take_due(rows, now=clock(), most=_AT_ONCE):
        for place, row in enumerate(taken):
            if time.monotonic() - begun > _SECONDS:
                _give_back(taken[place:])
                return
            yield row


def _give_back(taken: Sequence[Leased]) -> None:
    for row in taken:
        same = row.__class__._default_manager.filter(pk=row.pk, attempts=row.attempts)
        same.update(due_at=row.due_at, attempts=F("attempts") - 1)

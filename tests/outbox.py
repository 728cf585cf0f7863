"""Lets the outbox deliver what is due, as a worker does."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from notifications.services.delivery import claim_due, deliver_chunk
from notifications.services.outbox import Notice, enqueue_many


def deliver_due(now: datetime | None = None) -> int:
    """Deliver everything that is due at `now`, else at this moment; returns how many messages were claimed."""
    claimed = 0
    while True:
        pks, token = claim_due(now=now or timezone.now())
        if not pks:
            return claimed
        claimed += len(pks)
        if not deliver_chunk(pks, token=token, clock=lambda: now or timezone.now()):
            return claimed


def enqueue(**fields: Any) -> None:
    """Put one message into the outbox; takes the attributes of `Notice`."""
    enqueue_many([Notice(**fields)])

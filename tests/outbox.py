"""Lets the outbox deliver what is due, as a worker does."""

from datetime import datetime

from notifications.delivery import claim_due, deliver


def deliver_due(now: datetime) -> None:
    """Deliver everything that is due at `now`."""
    while True:
        ids, token = claim_due(now=now)
        if not ids:
            return
        for pk in ids:
            deliver(pk, token=token, now=now)

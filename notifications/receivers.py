"""What the floor below tells: the login has written a letter."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from accounts.signals import letter_written
from notifications.services import enqueue_account_letter
from notifications.tasks import wake_worker


@receiver(letter_written)
def deliver_letter(
    sender: object, *, address: str, subject: str, body: str, expires_at: datetime, now: datetime, **_: Any
) -> None:
    """Put it into the outbox, ahead of everything that can wait, and have it looked after at once."""
    enqueue_account_letter(address=address, subject=subject, body=body, expires_at=expires_at, now=now)
    transaction.on_commit(wake_worker, robust=True)

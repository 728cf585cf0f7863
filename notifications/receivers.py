"""What the floor below tells: the login has written an email."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from accounts.signals import account_email_written
from notifications.services.outbox import enqueue_account_email
from notifications.tasks import wake_worker


@receiver(account_email_written)
def deliver_account_email(
    sender: object, *, address: str, subject: str, body: str, expires_at: datetime, now: datetime, **_: Any
) -> None:
    """Put it into the outbox, ahead of everything that can wait, and have it looked after at once."""
    enqueue_account_email(address=address, subject=subject, body=body, expires_at=expires_at, now=now)
    transaction.on_commit(wake_worker, robust=True)

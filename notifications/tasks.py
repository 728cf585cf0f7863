"""What beat and the workers do for the outbox. The rows are the truth; the broker only wakes somebody up."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from notifications.delivery import claim_due, deliver

_CHUNK = 50


@shared_task
def sweep_outbox() -> int:
    """Claim what is due and hand it to the workers in chunks; returns how many messages that were."""
    ids, token = claim_due(now=timezone.now())
    for start in range(0, len(ids), _CHUNK):
        deliver_messages.delay(ids[start : start + _CHUNK], token.isoformat())
    return len(ids)


@shared_task
def deliver_messages(ids: list[int], token: str) -> None:
    """Deliver one chunk; what another worker has claimed meanwhile is left to it."""
    for pk in ids:
        deliver(pk, token=datetime.fromisoformat(token), now=timezone.now())

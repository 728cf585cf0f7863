"""What beat and the workers do for the outbox. The rows are the truth; the broker only wakes somebody up."""

import time
from threading import Lock, Thread

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from notifications.services.delivery import claim_due, deliver_chunk
from notifications.services.pushes import send_due_pushes
from notifications.services.returned_mailbox import opened_mailbox, read_mailbox
from notifications.services.texts import send_due_texts

_log = structlog.get_logger()
_SWEEP_SECONDS = 30.0  # other work has its turn in between
_waking = Lock()


@shared_task(soft_time_limit=180, time_limit=240)
def sweep_outbox() -> int:
    """Deliver what is due, chunk after chunk, while there is any. Several sweeps at once take different chunks.

    What became urgent meanwhile is in the next chunk. Returns how many messages were claimed.
    """
    begun, claimed = time.monotonic(), 0
    while time.monotonic() - begun < _SWEEP_SECONDS:
        pks, token = claim_due(now=timezone.now())
        if not pks:
            return claimed
        claimed += len(pks)
        if not deliver_chunk(pks, token=token, clock=timezone.now):
            return claimed
    wake_worker()
    return claimed


@shared_task(soft_time_limit=240, time_limit=280)
def read_returned_mail() -> None:
    """Read what mail servers could not deliver, where there is a mailbox for it."""
    if settings.RETURNED_MAIL_URL:
        with opened_mailbox() as mailbox:
            read_mailbox(mailbox, clock=timezone.now)


@shared_task(soft_time_limit=240, time_limit=280)
def send_copies() -> None:
    """Send what waits on its way to devices and numbers. Several at once take different copies."""
    if settings.VAPID_PRIVATE_KEY:
        send_due_pushes(clock=timezone.now)
    if settings.SMS_URL:
        send_due_texts(clock=timezone.now)


def wake_worker() -> None:
    """Have the outbox swept now, not at beat's next turn.

    Nobody waits for it, and it does not fail: a broker that hangs holds up one thread that does nothing else.
    """
    if _waking.acquire(blocking=False):
        Thread(target=_wake, name="wake-worker", daemon=True).start()


def _wake() -> None:
    try:
        sweep_outbox.apply_async(retry=False)
    except Exception as error:  # noqa: BLE001 - beat comes in a few seconds anyway
        _log.warning("worker_not_woken", error=type(error).__name__)
    finally:
        _waking.release()

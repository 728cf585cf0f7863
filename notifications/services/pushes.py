"""Sending to devices by their push services (RFC 8030).

A copy is gone once a push service has taken it. A worker that dies after that sends it again, and the device shows one.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from core.fetching import FetchError, Post, Trouble, post
from core.leases import due_in_turn
from core.undecryptable import UndecryptableText
from notifications.models import PushCopy
from notifications.presentation.pushes import push_request

_log = structlog.get_logger()
_MOST_ATTEMPTS = 6
_FIRST_WAIT = timedelta(seconds=15)
_WORTH_IT = timedelta(hours=12)
_GONE = (404, 410)
_BUSY = (408, 425, 429)


def send_due_pushes(*, clock: Callable[[], datetime], send: Post = post) -> None:
    """Send the copies whose time has come, while there are any.

    Args:
        clock: tells the time at each copy.
        send: posts them.
    """
    for copy in due_in_turn(PushCopy.objects.select_related("message", "device"), clock=clock):
        _send(copy, now=clock(), send=send)


def _send(copy: PushCopy, *, now: datetime, send: Post) -> None:
    until = copy.message.expires_at or (copy.message.sent_at or now) + _WORTH_IT
    subscription = copy.device.subscription
    if until <= now or copy.attempts > _MOST_ATTEMPTS:
        copy.delete()
        return
    if isinstance(subscription, UndecryptableText):
        return  # a key that is found again opens it
    try:
        request = push_request(copy.message, json.loads(subscription), until=until, now=now)
        status = send(request.address, body=request.body, headers=request.headers).status
    except FetchError as error:
        _settle(copy, _GONE[0] if error.trouble == Trouble.PRIVATE else _BUSY[0], now=now)
    except SoftTimeLimitExceeded:
        raise
    except Exception:  # noqa: BLE001 - one copy that cannot be written must not hold up the others
        _log.exception("push_not_written", message=copy.message_id)
    else:
        _settle(copy, status, now=now)


def _settle(copy: PushCopy, status: int, *, now: datetime) -> None:
    """Draw the conclusion from an answer: it arrived, the device is gone, it is tried again, or it cannot be sent."""
    if status in _GONE:
        copy.device.delete()
    elif status in _BUSY or status >= 500:
        wait = _FIRST_WAIT * 2**copy.attempts
        PushCopy.objects.filter(pk=copy.pk).update(due_at=now + wait)
    else:
        if status >= 300:
            _log.error("push_refused", status=status, message=copy.message_id)
        copy.delete()

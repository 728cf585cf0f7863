"""Events that a provider of mail posts to the site, signed with a key that it shares with us.

Signatures are compared in constant time and hold for five minutes, so that none can be used again later. Sources: the
manuals of Mailgun (signature over time and token, in the body) and of Standard Webhooks, which Resend follows
(signature over id, time and body, in headers).
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.crypto import constant_time_compare

from notifications.imports.returned import Kind, Returned

HOLDS_FOR = timedelta(minutes=5)


class NotSigned(Exception):
    """The signature is missing, wrong or too old."""


class NotUnderstood(Exception):
    """It is signed, but not in the form that we know."""


@dataclass(frozen=True, slots=True)
class ProviderEvent:
    """One event.

    Attributes:
        name: its own, the same whenever it is posted.
        returned: what it says; None for what we need not know, such as an email that arrived.
    """

    name: str
    returned: Returned | None


def read_mailgun(body: bytes, _headers: Mapping[str, str], *, key: str, now: datetime) -> ProviderEvent:
    """Read an event of Mailgun.

    Raises:
        NotSigned, NotUnderstood: see there.
    """
    content = _content(body)
    signed = content.get("signature")
    stamp, token, signature = (_text(signed, name) for name in ("timestamp", "token", "signature"))
    _require_recent(stamp, now)
    expected = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    if not constant_time_compare(signature.encode(), expected.encode()):
        raise NotSigned
    event = content.get("event-data")
    headers = _inside(event, "message", "headers")
    about: dict[str, Any] = {
        "message_id": f"<{_text(headers, 'message-id').strip('<>')}>",
        "address": _text(event, "recipient"),
    }
    kind = _text(event, "event")
    if kind == "complained":
        return ProviderEvent(token, Returned(kind=Kind.COMPLAINT, **about))
    if kind == "failed" and _text(event, "severity") == "permanent":
        code = _inside(event, "delivery-status").get("code")
        known = code if isinstance(code, int) and 400 <= code < 600 else None
        return ProviderEvent(token, Returned(kind=Kind.FAILED, code=known, **about))
    return ProviderEvent(token, None)


def read_resend(body: bytes, headers: Mapping[str, str], *, key: str, now: datetime) -> ProviderEvent:
    """Read an event of Resend, which names the address and not our Message-ID.

    Raises:
        NotSigned, NotUnderstood: see there.
    """
    name, stamp = headers.get("svix-id", ""), headers.get("svix-timestamp", "")
    _require_recent(stamp, now)
    signed = hmac.new(_shared(key), f"{name}.{stamp}.".encode() + body, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(signed)
    shown = [one.encode() for one in headers.get("svix-signature", "").split()]
    if not name or not any(constant_time_compare(one, expected) for one in shown):
        raise NotSigned
    content = _content(body)
    data = _inside(content, "data")
    to = data.get("to")
    address = to[0] if isinstance(to, list) and len(to) == 1 and isinstance(to[0], str) else ""
    if content.get("type") == "email.complained":
        return ProviderEvent(name, Returned(kind=Kind.COMPLAINT, address=address))
    if content.get("type") == "email.bounced" and _text(_inside(data, "bounce"), "type") != "Transient":
        return ProviderEvent(name, Returned(kind=Kind.FAILED, address=address))
    return ProviderEvent(name, None)


Reader = Callable[..., ProviderEvent]
READERS: dict[str, Reader] = {"mailgun": read_mailgun, "resend": read_resend}


def _require_recent(stamp: str, now: datetime) -> None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise NotSigned
    if abs(now.timestamp() - int(stamp)) > HOLDS_FOR.total_seconds():
        raise NotSigned


def _shared(key: str) -> bytes:
    try:
        return base64.b64decode(key.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotSigned from error


def _content(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood from error
    if not isinstance(content, dict):
        raise NotUnderstood
    return content


def _inside(value: object, *names: str) -> dict[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _text(value: object, name: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""

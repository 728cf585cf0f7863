"""From a message to what a push service takes: encrypted for the device (RFC 8291), signed by the site (RFC 8292)."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import translation
from py_vapid import Vapid02

from notifications.models import Message
from notifications.presentation.copies import short_text

_SIGNED_FOR = timedelta(hours=12)  # at most a day (RFC 8292, section 2)


@dataclass(frozen=True, slots=True)
class PushRequest:
    """What is posted to a push service: where, and with which body and headers."""

    address: str
    body: bytes
    headers: Mapping[str, str]


def public_key() -> str:
    """Return the key by which a browser knows the site, in URL-safe base64; empty where the site pushes nothing."""
    if not settings.VAPID_PRIVATE_KEY:
        return ""
    point = _signer().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def push_request(message: Message, subscription: Mapping[str, Any], *, until: datetime, now: datetime) -> PushRequest:
    """Return the request that brings `message` to a device.

    Args:
        message: as it was delivered.
        subscription: what the browser said: endpoint and keys.
        until: after which it is not shown any more.
        now: the instant.
    """
    # It brings two HTTP clients, which take half a second to import and of which nothing is used.
    from pywebpush import WebPusher

    with translation.override(settings.LANGUAGE_CODE):
        shown = {"title": short_text(message), "path": message.path, "tag": str(message.pk)}
    body: bytes = WebPusher(subscription).encode(json.dumps(shown).encode())["body"]
    address = subscription["endpoint"]
    headers = {
        **_signature(address, now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(0, int((until - now).total_seconds()))),
        "Topic": f"message-{message.pk}",  # the same again replaces the one that still waits
        "Urgency": "high" if message.urgent else "normal",
    }
    return PushRequest(address, body, headers)


def _signature(address: str, now: datetime) -> dict[str, str]:
    parts = urlsplit(address)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _SIGNED_FOR).timestamp()),
        "sub": f"mailto:{settings.REPLY_TO_EMAIL or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}",
    }
    signed: dict[str, str] = _signer().sign(claims)
    return signed


def _signer() -> Vapid02:
    return Vapid02.from_raw(settings.VAPID_PRIVATE_KEY.encode())

"""From a delivery to what is posted, in the manner of Standard Webhooks (standardwebhooks.com, version 1)."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from programs.models import Webhook, WebhookDelivery

_PREFIX = "whsec_"
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """The body and the headers of one attempt."""

    body: bytes
    headers: Mapping[str, str]


def new_secret() -> str:
    """Return a secret of 256 random bits."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def webhook_request(delivery: WebhookDelivery, webhook: Webhook, *, now: datetime) -> WebhookRequest:
    """Return what is posted at `now`; of one delivery the number is always the same, so it can be taken once."""
    told = {"type": delivery.kind, "timestamp": delivery.happened_at.isoformat(), "data": delivery.content}
    body = json.dumps(told, separators=(",", ":")).encode()
    number, stamp = f"msg_{delivery.pk.hex}", str(int(now.timestamp()))
    signed = b".".join((number.encode(), stamp.encode(), body))
    headers = {
        "Content-Type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(_signature(secret, signed) for secret in secrets_of(webhook, now=now)),
    }
    return WebhookRequest(body, headers)


def secrets_of(webhook: Webhook, *, now: datetime) -> list[str]:
    """Return the secrets that sign at `now`, the newest first."""
    former = webhook.former_until is not None and now < webhook.former_until
    return [webhook.secret, webhook.former_secret] if former else [webhook.secret]


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()

"""The events of this app: the digest, and the email by which an administrator tries the way out."""

from typing import Any

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from notifications.queries.digests import DIGEST, is_backlog_digest, messages_in_digest
from notifications.queries.mail_status import MAIL_TRIAL


def _context(message: Message) -> dict[str, Any]:
    return {"waiting": messages_in_digest(message), "backlog": is_backlog_digest(message)}


def _inbox(_message: Message) -> str:
    return reverse("notifications:list-messages")


def _anything_left(message: Message) -> bool:
    return bool(messages_in_digest(message))


def register_events() -> None:
    """Make the events of this app known to the outbox."""
    register(
        Event(
            name=MAIL_TRIAL,
            category=Category.SITE,
            template="notifications/mail_trial.txt",
            context=lambda _message: {},
            path=_inbox,
            still_matters=lambda _message: True,
            urgent=True,
        )
    )
    register(
        Event(
            name=DIGEST,
            category=Category.DIGEST,
            template="notifications/digest.txt",
            context=_context,
            path=_inbox,
            still_matters=_anything_left,
        )
    )

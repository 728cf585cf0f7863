"""The one kind of news of this floor: the day's digest."""

from typing import Any

from django.urls import reverse

from notifications.daily_mail import DIGEST, told_by
from notifications.events import Event, register
from notifications.models import Category, Message


def _context(message: Message) -> dict[str, Any]:
    return {"waiting": told_by(message), "pile": message.payload.get("pile", False)}


def _inbox(_message: Message) -> str:
    return reverse("notifications:list-messages")


def _anything_left(message: Message) -> bool:
    return bool(told_by(message))


def register_events() -> None:
    """Make the digest known to the outbox."""
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

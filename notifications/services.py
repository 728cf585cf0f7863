"""Writes to the outbox."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from notifications.events import get_event
from notifications.models import Message


@transaction.atomic
def enqueue(
    *,
    event: str,
    recipient: User,
    subject_pk: str,
    due_at: datetime,
    revision: str = "0",
    offset: str = "0",
    payload: dict[str, Any] | None = None,
    expires_at: datetime | None = None,
) -> Message | None:
    """Put one message into the outbox, in the caller's transaction.

    Args:
        event: the name of a registered event.
        recipient: who gets it.
        subject_pk: primary key of what it is about.
        due_at: not delivered before this instant.
        revision: changes when the same thing is news again, such as a moved session.
        offset: tells reminders of one thing apart, such as "-24h".
        payload: identifiers and dates for rendering; never what people wrote.
        expires_at: not delivered after this instant, so that downtime does not cause a flood.

    Returns:
        The new message, or None when the same one was there already.
    """
    kind = get_event(event)
    message, created = Message.objects.get_or_create(
        dedupe_key=f"{event}:{subject_pk}:{revision}:{recipient.pk}:{offset}",
        defaults={
            "recipient": recipient,
            "event": event,
            "category": kind.category,
            "urgent": kind.urgent,
            "subject_pk": subject_pk,
            "payload": payload or {},
            "due_at": due_at,
            "expires_at": expires_at,
        },
    )
    return message if created else None

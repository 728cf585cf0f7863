"""Delivery of the outbox: claim under a lease, ask whether it still matters, render, send, record.

A message is sent by whoever holds its lease. A worker that dies leaves the lease to run out; the next
sweep claims the message again. Only the message that was in flight may be sent twice.
"""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications.daily_mail import goes_at_once, put_in_digest
from notifications.events import Event, get_event
from notifications.models import ALWAYS_DELIVERED, Message
from notifications.quiet import end_of_quiet_hours
from notifications.selectors import preference_of

_log = structlog.get_logger()
_MAX_ATTEMPTS = 8
_RESULT = ("state", "leased_until", "path", "subject", "body", "provider_id", "digest", "sent_at")
State = Message.State


def claim_due(*, now: datetime, limit: int = 200) -> tuple[list[int], datetime]:
    """Lease the messages that are due and that nobody holds.

    Returns:
        Their primary keys in the order of their due times, and the instant at which the lease ends,
        which is the claim's token.
    """
    token = now + settings.OUTBOX_LEASE
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    with transaction.atomic():
        due = Message.objects.filter(free, state=State.PENDING, due_at__lte=now).order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        ids = list(due.values_list("pk", flat=True)[:limit])
        Message.objects.filter(pk__in=ids).update(leased_until=token)
    return ids, token


def deliver(pk: int, *, token: datetime, now: datetime) -> None:
    """Deliver one claimed message; does nothing when the caller's lease ran out and somebody else took it.

    Args:
        pk: of the message.
        token: the lease under which the caller holds it.
        now: the instant of delivery.
    """
    held = Message.objects.filter(pk=pk, state=State.PENDING, leased_until=token)
    if not held.update(leased_until=now + settings.OUTBOX_LEASE, attempts=F("attempts") + 1):
        return
    message = Message.objects.select_related("recipient").get(pk=pk)
    event = get_event(message.event)
    if message.expires_at and message.expires_at <= now:
        _finish(message, State.EXPIRED)
    elif not message.recipient.is_active or not event.still_matters(message):
        _finish(message, State.SUPPRESSED)
    elif later := _quiet_until(message, now=now):
        Message.objects.filter(pk=pk).update(due_at=later, leased_until=None, attempts=F("attempts") - 1)
    else:
        _send(message, event, now=now)


def _quiet_until(message: Message, *, now: datetime) -> datetime | None:
    if message.urgent:
        return None
    preference = preference_of(message.recipient)
    return end_of_quiet_hours(
        now.astimezone(message.recipient.zone), start=preference.quiet_from, end=preference.quiet_until
    )


def _send(message: Message, event: Event, *, now: datetime) -> None:
    try:
        _render(message, event)
        if _wants_email(message):
            _email_or_digest(message, now=now)
    except Exception:  # noqa: BLE001 - one message that cannot be rendered or sent must not hold up the others
        _log.exception("message_not_delivered", message=message.pk, event_name=message.event)
        _retry_later(message, now=now)
        return
    message.sent_at = now
    _finish(message, State.SENT)


def _wants_email(message: Message) -> bool:
    return message.category in ALWAYS_DELIVERED or message.category not in preference_of(message.recipient).opted_out


def _email_or_digest(message: Message, *, now: datetime) -> None:
    if goes_at_once(message, now=now):
        message.provider_id = _email(message)
    else:
        put_in_digest(message, now=now)


def _render(message: Message, event: Event) -> None:
    with timezone.override(message.recipient.zone), translation.override(settings.LANGUAGE_CODE):
        message.path = event.path(message)
        variables = event.context(message) | {"recipient": message.recipient}
        subject, _, body = render_to_string(event.template, variables).strip().partition("\n")
    message.subject, message.body = subject.strip(), body.strip()


def _email(message: Message) -> str:
    """Send the e-mail; returns its Message-ID, which is the same at every attempt."""
    identifier = f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}@{settings.EMAIL_DOMAIN}>"
    letter = {"message": message, "recipient": message.recipient, "site": settings.SITE_URL}
    EmailMessage(
        subject=message.subject,
        body=render_to_string("notifications/letter.txt", letter),
        to=[message.recipient.email],
        headers={"Message-ID": identifier, "Auto-Submitted": "auto-generated"},
    ).send()
    return identifier


def _retry_later(message: Message, *, now: datetime) -> None:
    if message.attempts >= _MAX_ATTEMPTS:
        _finish(message, State.FAILED)
    else:
        wait = timedelta(minutes=2**message.attempts)
        Message.objects.filter(pk=message.pk).update(due_at=now + wait, leased_until=None)


def _finish(message: Message, state: State) -> None:
    message.state = state
    message.leased_until = None
    message.save(update_fields=_RESULT)

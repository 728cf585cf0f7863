"""Sending what waits for systems of schools, and giving up on those that take nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from core.fetching import FetchError, Post, Trouble, post
from core.leases import due_in_turn
from core.undecryptable import UndecryptableText
from notifications.services.outbox import Notice, enqueue_many
from programs.models import Webhook, WebhookDelivery
from programs.notices.webhooks import WEBHOOK_PAUSED
from programs.presentation.webhooks import secrets_of, webhook_request
from programs.queries.schools import administrators_of

# After each attempt that failed; a day in all (Standard Webhooks recommends growing waits over several days).
WAITS = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 300, 600)]
MOST_FAILURES = 20
_KEPT = timedelta(days=30)
_GONE = 410
State = WebhookDelivery.State


def send_due_deliveries(*, clock: Callable[[], datetime], send: Post = post) -> None:
    """Send what is due to systems that are not paused, while there is any.

    Args:
        clock: tells the time at each delivery.
        send: posts them.
    """
    due = WebhookDelivery.objects.filter(state=State.WAITING, webhook__paused_at=None).select_related("webhook")
    for delivery in due_in_turn(due, clock=clock):
        _send(delivery, now=clock(), send=send)


def forget_old_deliveries(*, now: datetime) -> int:
    """Forget what is older than 30 days, what waits for a paused system too. Returns how many."""
    return WebhookDelivery.objects.filter(happened_at__lte=now - _KEPT).delete()[0]


def _send(delivery: WebhookDelivery, *, now: datetime, send: Post) -> None:
    webhook = delivery.webhook
    status, trouble = None, ""
    if any(isinstance(text, UndecryptableText) for text in (webhook.address, *secrets_of(webhook, now=now))):
        trouble = WebhookDelivery.Trouble.LOST_KEY.value
    else:
        request = webhook_request(delivery, webhook, now=now)
        try:
            status = send(webhook.address, body=request.body, headers=request.headers).status
        except FetchError as error:
            known = error.trouble in WebhookDelivery.Trouble.values
            trouble = error.trouble.value if known else Trouble.UNREACHABLE.value
    _record(delivery, status=status, trouble=trouble, now=now)


@transaction.atomic
def _record(delivery: WebhookDelivery, *, status: int | None, trouble: str, now: datetime) -> None:
    """Keep what was answered: it arrived, it is tried again later, or there were attempts enough."""
    arrived = status is not None and 200 <= status < 300
    given_up = not arrived and delivery.attempts > len(WAITS)
    state = State.DELIVERED if arrived else State.GIVEN_UP if given_up else State.WAITING
    due_at = now if arrived or given_up else now + WAITS[delivery.attempts - 1]
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        state=state, due_at=due_at, status=status, trouble=trouble, tried_at=now
    )
    this = Webhook.objects.filter(pk=delivery.webhook_id)
    if arrived:
        this.exclude(failures=0).update(failures=0)
        return
    this.update(failures=F("failures") + 1)
    _pause_where_hopeless(delivery.webhook_id, gone=status == _GONE, now=now)


def _pause_where_hopeless(pk: UUID, *, gone: bool, now: datetime) -> None:
    """Stop after many failures in a row, or when the system says that it is gone, and tell who runs the school."""
    webhook = Webhook.objects.select_for_update(no_key=True).filter(pk=pk, paused_at=None).first()
    if webhook is None or (webhook.failures < MOST_FAILURES and not gone):
        return
    Webhook.objects.filter(pk=webhook.pk).update(paused_at=now)
    enqueue_many(
        Notice(
            event=WEBHOOK_PAUSED,
            recipient=person,
            subject_pk=str(webhook.pk),
            revision=now.isoformat(),
            due_at=now,
        )
        for person in administrators_of(webhook.institution_id)
    )

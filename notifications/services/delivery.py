"""Delivery of the outbox: claim under a lease, ask whether it still matters, write, send, record.

A message is sent by whoever holds its lease. A worker that dies leaves the lease to run out; the next
sweep claims the message again. Only the message that was in flight may be sent twice.

Whatever goes wrong with one message is recorded with it and holds up no other. Attempts are counted before they are
made, so that a message at which workers die is set aside too. When the mail server is away, no message is to blame:
what was claimed is put back, and the sweep ends.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import SystemRandom

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMessage
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet

from core.undecryptable import UndecryptableText
from notifications.events import Event, UnknownEvent, get_event, wording_of
from notifications.models import ALWAYS_DELIVERED, AccountEmail, Category, Fault, Message
from notifications.policies import wait_before_retry
from notifications.presentation.emails import build_account_email, build_email, message_id, render_message
from notifications.queries.preferences import preference_for
from notifications.services.copies import queue_copies
from notifications.services.digests import (
    is_part_of_backlog,
    put_in_backlog_digest,
    put_in_digest,
    reserve_individual_send,
)
from notifications.services.mail_server import MailServer, PutOff, Refused, Unreachable
from notifications.services.slow_domains import SlowDomains
from notifications.services.waiting import comes_again, not_now

_log = structlog.get_logger()
CHUNK = 50
CHUNK_SECONDS = 45.0
MOST_ATTEMPTS = 8  # four to six hours, or a quarter of that for what is urgent
MOST_WHEN_BROKEN = 3
_SERVER_AWAY = timedelta(seconds=30)
_AFTER_OTHERS = timedelta(minutes=1)
_LUCK = SystemRandom()
_RESULT = (
    "state",
    "leased_until",
    "path",
    "subject",
    "body",
    "provider_id",
    "digest",
    "sent_at",
    "fault",
    "smtp_code",
)
State = Message.State
Clock = Callable[[], datetime]


def claim_due(*, now: datetime, limit: int = CHUNK) -> tuple[list[int], datetime]:
    """Lease the messages that are due and that nobody holds: what is urgent first, then in the order of due times.

    Returns:
        Their primary keys in this order, and the instant at which the lease ends, which is the claim's token.
    """
    token = now + settings.OUTBOX_LEASE
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    due = Message.objects.filter(free, state=State.PENDING, due_at__lte=now).order_by("due_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    ids: list[int] = []
    with transaction.atomic():
        # One by one: so the index says where what is due ends, however much is still to come.
        for urgent in (True, False):
            ids += due.filter(urgent=urgent).values_list("pk", flat=True)[: limit - len(ids)]
        if ids:
            Message.objects.filter(pk__in=ids).update(leased_until=token)
    return ids, token


def deliver_chunk(pks: list[int], *, token: datetime, clock: Clock) -> bool:
    """Deliver what was claimed, over one connection to the mail server.

    Args:
        pks: of the messages.
        token: the lease under which the caller holds them.
        clock: tells the time at each message.

    Returns:
        Whether the mail server is there: without it, it is no use to claim more.
    """
    begun = time.monotonic()
    with MailServer() as server:
        chunk = _Chunk(server, token, pks)
        for position, pk in enumerate(pks):
            if time.monotonic() - begun > CHUNK_SECONDS:
                _put_back(pks[position:], token=token, until=None)
                break
            try:
                chunk.deliver(pk, now=clock())
            except Unreachable:
                _log.warning("mail_server_unreachable")
                _put_back(pks[position:], token=token, until=clock() + _SERVER_AWAY)
                return False
    return True


def _with_reader() -> QuerySet[Message]:
    return Message.objects.select_related("recipient__notification_preference", "account_email")


def _put_back(pks: list[int], *, token: datetime, until: datetime | None) -> None:
    """End the claim of messages that were not tried."""
    Message.objects.filter(pk__in=pks, state=State.PENDING, leased_until=token).update(leased_until=until)


class _Chunk:
    """What the deliveries of one chunk share."""

    def __init__(self, server: MailServer, token: datetime, pks: list[int]) -> None:
        self.server, self.token = server, token
        self.domains = SlowDomains()
        try:
            self.messages = _with_reader().in_bulk(pks)
        except Exception:  # noqa: BLE001 - a row that cannot be read is found when each is read by itself
            self.messages = {}

    def deliver(self, pk: int, *, now: datetime) -> None:
        """Deliver one message; does nothing when its lease ran out and somebody else took it.

        Raises:
            Unreachable: nothing was tried, because the mail server is away.
        """
        held = Message.objects.filter(pk=pk, state=State.PENDING, leased_until=self.token)
        if not held.update(leased_until=now + settings.OUTBOX_LEASE, attempts=F("attempts") + 1):
            return
        try:
            message = self.messages.pop(pk, None)
            if message:
                message.attempts += 1
            else:
                message = _with_reader().get(pk=pk)
        except Exception:  # noqa: BLE001 - a row that cannot be read holds up nobody else's
            _log.exception("message_not_read", message=pk)
            _set_aside(Message(pk=pk), Fault.BROKEN)
            return
        self._settle(message, now=now)

    def _settle(self, message: Message, *, now: datetime) -> None:
        if message.attempts > MOST_ATTEMPTS:
            _set_aside(message, Fault(message.fault or Fault.DIED))
            return
        try:
            self._attempt(message, now=now)
        except Unreachable:
            _release(message, until=self.token)
            raise
        except SoftTimeLimitExceeded:
            raise
        except Refused as refused:
            _keep_private(message)
            message.sent_at = now
            message.fault, message.smtp_code = refused.fault, refused.code
            queue_copies(message, now=now)
            _finish(message, State.UNDELIVERABLE)
        except PutOff as off:
            self.domains.strike(_address_of(message), slow=off.slow, now=now)
            message.smtp_code = off.code
            _retry_later(message, Fault.BUSY, now=now)
        except ObjectDoesNotExist:
            _set_aside(message, Fault.GONE)
        except UnknownEvent:
            _retry_later(message, Fault.UNKNOWN_EVENT, now=now)
        except Exception:  # noqa: BLE001 - one message that cannot be written must not hold up the others
            _log.exception("message_not_delivered", message=message.pk, event_name=message.event)
            _retry_later(message, Fault.BROKEN, now=now)

    def _attempt(self, message: Message, *, now: datetime) -> None:
        if message.expires_at and message.expires_at <= now:
            _finish(message, State.EXPIRED)
        elif message.category == Category.ACCOUNT:
            self._send_account_email(message, now=now)
        else:
            self._send_notice(message, get_event(message.event), now=now)

    def _send_account_email(self, message: Message, *, now: datetime) -> None:
        email = message.account_email
        if any(isinstance(text, UndecryptableText) for text in (email.address, email.subject, email.body)):
            raise AccountEmail.DoesNotExist
        if until := self.domains.pause_of(email.address, now=now):
            _release(message, due_at=until)
            return
        self._hand_over(message, build_account_email(message, email), now=now)
        message.sent_at = now
        _finish(message, State.SENT)

    def _send_notice(self, message: Message, event: Event, *, now: datetime) -> None:
        if event.alone and (later := self._retry_after_others(message, now=now)):
            _release(message, due_at=later)
            return
        if not message.reader.is_active or not event.still_matters(message) or _is_off(message, event):
            _finish(message, State.SUPPRESSED)
            return
        if event.comes_after and event.comes_after(message, now):
            _release(message, due_at=now + _AFTER_OTHERS)
            return
        if event.waits_until and (until := event.waits_until(message, now)):
            if comes_again(message, until):
                _finish(message, State.SUPPRESSED)
            else:
                _release(message, due_at=until)
            return
        if later := not_now(message, now=now) or self.domains.pause_of(message.reader.email, now=now):
            _release(message, due_at=later)
            return
        variables = render_message(message, event)
        if _wants_email(message):
            if is_part_of_backlog(message, now=now):
                put_in_backlog_digest(message, now=now)
            elif reserve_individual_send(message, now=now):
                self._hand_over(message, build_email(message, event, variables, now=now), now=now)
            else:
                put_in_digest(message, now=now)
        _keep_private(message)
        message.sent_at = now
        queue_copies(message, now=now)
        _finish(message, State.SENT)

    def _retry_after_others(self, message: Message, *, now: datetime) -> datetime | None:
        """When to try again, because another worker has another of these for the same person; else None.

        Asked before whether the message still matters. Where two workers wait for each other, the older comes first.
        """
        others = Message.objects.filter(recipient=message.recipient_id, event=message.event, state=State.PENDING)
        held = others.filter(leased_until__gt=now).exclude(leased_until=self.token).exclude(pk=message.pk)
        first = held.order_by("pk").values_list("pk", flat=True).first()
        if first is None:
            return None
        return now + _AFTER_OTHERS * (1 if message.pk < first else 2)

    def _hand_over(self, message: Message, email: EmailMessage, *, now: datetime) -> None:
        """Send the email, and remember how its domain took it."""
        if self.server.send(email):
            self.domains.strike(email.to[0], slow=False, now=now)
        else:
            self.domains.got_through(email.to[0])
        message.provider_id = message_id(message)
        message.fault, message.smtp_code = "", None


def _keep_private(message: Message) -> None:
    """Keep what a person wrote out of the outbox, where the event asks for it."""
    if message.category != Category.ACCOUNT and (kept_subject := get_event(message.event).kept_subject):
        message.subject, message.body = kept_subject(message), ""


def _is_off(message: Message, event: Event) -> bool:
    """Whether the program that the message is about does without messages of this kind."""
    return event.entry.can_be_off and wording_of(event, event.context(message)).is_off


def _wants_email(message: Message) -> bool:
    return message.category in ALWAYS_DELIVERED or message.category not in preference_for(message).opted_out


def _address_of(message: Message) -> str:
    return message.account_email.address if message.category == Category.ACCOUNT else message.reader.email


def _release(message: Message, *, due_at: datetime | None = None, until: datetime | None = None) -> None:
    """Put a message back that was not tried."""
    Message.objects.filter(pk=message.pk).update(
        due_at=due_at or message.due_at, leased_until=until, attempts=F("attempts") - 1
    )


def _retry_later(message: Message, fault: Fault, *, now: datetime) -> None:
    most = MOST_ATTEMPTS if fault == Fault.BUSY else MOST_WHEN_BROKEN
    if message.attempts >= most:
        _set_aside(message, fault)
        return
    wait = wait_before_retry(message.attempts, urgent=message.urgent, luck=_LUCK.random())
    Message.objects.filter(pk=message.pk).update(
        due_at=now + wait, leased_until=None, fault=fault, smtp_code=message.smtp_code
    )


def _set_aside(message: Message, fault: Fault) -> None:
    """Stop trying; administrators see it and can have it tried again."""
    Message.objects.filter(pk=message.pk).update(
        state=State.FAILED, leased_until=None, fault=fault, smtp_code=message.smtp_code
    )
    _forget_account_email(message)


def _finish(message: Message, state: State) -> None:
    message.state = state
    message.leased_until = None
    try:
        message.save(update_fields=_RESULT)
    except DatabaseError:
        # Its text cannot be kept; what counts is that it is not sent again.
        _log.exception("message_not_kept", message=message.pk, event_name=message.event)
        Message.objects.filter(pk=message.pk).update(
            state=state, leased_until=None, sent_at=message.sent_at, provider_id=message.provider_id
        )
    _forget_account_email(message)


def _forget_account_email(message: Message) -> None:
    """What the login wrote holds a secret: it is gone once it was sent, or will not be."""
    if message.category == Category.ACCOUNT:
        AccountEmail.objects.filter(message=message.pk).delete()

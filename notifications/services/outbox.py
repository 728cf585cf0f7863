"""Writes to the outbox."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.errors import NothingToRetry
from notifications.events import get_event
from notifications.models import AccountEmail, Category, Message
from notifications.services.bulk_insert import MessageRow, insert_messages

ACCOUNT_EMAIL = "account_email"
_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one person is to be told: a message that is not stored yet.

    Attributes:
        event: the name of a registered event.
        recipient: who gets it.
        subject_pk: primary key of what it is about.
        due_at: not delivered before this instant.
        revision: changes when the same thing has to be told again, such as a moved session.
        offset: tells reminders of one thing apart, such as "-24h".
        payload: identifiers and dates for rendering; never what people wrote.
        expires_at: not delivered after this instant, so that downtime does not cause a flood.
    """

    event: str
    recipient: User
    subject_pk: str
    due_at: datetime
    revision: str = "0"
    offset: str = "0"
    payload: Mapping[str, object] = field(default_factory=dict)
    expires_at: datetime | None = None

    @property
    def dedupe_key(self) -> str:
        """What makes the message unique."""
        return f"{self.event}:{self.subject_pk}:{self.revision}:{self.recipient.pk}:{self.offset}"

    def as_row(self) -> MessageRow:
        """Return the columns of the message and their values."""
        kind = get_event(self.event)
        return {
            "recipient_id": self.recipient.pk,
            "event": self.event,
            "category": str(kind.category),
            "urgent": kind.urgent,
            "dedupe_key": self.dedupe_key,
            "subject_pk": self.subject_pk,
            "payload": self.payload,
            "due_at": self.due_at,
            "expires_at": self.expires_at,
        }


@transaction.atomic
def enqueue_many(notices: Iterable[Notice], *, matter_again: bool = False) -> int:
    """Put messages into the outbox, in the caller's transaction; those that are there already stay as they are.

    Args:
        notices: of any number of people.
        matter_again: queue those anew, too, that were dropped because they did not matter when their time came.

    Returns how many are new.
    """
    items = list(notices)
    if matter_again:
        _queue_dropped(items)
    return insert_messages([item.as_row() for item in items])


def _queue_dropped(notices: Iterable[Notice]) -> None:
    wanted = {item.dedupe_key: item for item in notices}
    keys = list(wanted)
    for start in range(0, len(keys), _BATCH):
        some = keys[start : start + _BATCH]
        dropped = Message.objects.select_for_update().filter(state=Message.State.SUPPRESSED, dedupe_key__in=some)
        for message in dropped:
            item = wanted[message.dedupe_key]
            message.state, message.attempts, message.payload = Message.State.PENDING, 0, dict(item.payload)
            message.due_at, message.expires_at = item.due_at, item.expires_at
            message.save(update_fields=["state", "attempts", "payload", "due_at", "expires_at"])


@transaction.atomic
def enqueue_account_email(*, address: str, subject: str, body: str, expires_at: datetime, now: datetime) -> Message:
    """Put an email of the login, or to a stranger, into the outbox. Its text is encrypted, and gone once it was sent.

    Args:
        address: where it goes; it need not belong to anybody here.
        subject: of the email.
        body: the whole text; it may hold a code or a link.
        expires_at: when what it holds is worth nothing any more.
        now: when it is due.
    """
    pk = uuid.uuid4()
    recipient = User.objects.filter(email__iexact=address).first()
    message = Message.objects.create(
        recipient=recipient,
        event=ACCOUNT_EMAIL,
        category=Category.ACCOUNT,
        urgent=True,
        dedupe_key=f"{ACCOUNT_EMAIL}:{pk}:0:{recipient.pk if recipient else 0}:0",
        subject_pk=str(pk),
        due_at=now,
        expires_at=expires_at,
    )
    AccountEmail.objects.create(id=pk, message=message, address=address, subject=subject, body=body)
    return message


@transaction.atomic
def retry_set_aside(messages: QuerySet[Message], *, event: str, fault: str, now: datetime) -> int:
    """Have those of `messages` of one kind that were set aside tried again, as if they were new. Returns how many.

    Raises:
        NothingToRetry: there is none.
    """
    return _retry(messages.filter(state=Message.State.FAILED, event=event, fault=fault), now)


@transaction.atomic
def retry_message(messages: QuerySet[Message], *, pk: int, now: datetime) -> None:
    """Have one of `messages` that was set aside tried again, as if it were new.

    Raises:
        NothingToRetry: it is not set aside any more, or held what is gone.
    """
    _retry(messages.filter(state=Message.State.FAILED, pk=pk), now)


@transaction.atomic
def retry_undeliverable(user: User, *, now: datetime) -> int:
    """Have the emails that could not be delivered to `user` tried again. Returns how many.

    Raises:
        NothingToRetry: there is none.
    """
    return _retry(Message.objects.filter(state=Message.State.UNDELIVERABLE, recipient=user), now)


def _retry(messages: QuerySet[Message], now: datetime) -> int:
    # An email of the login is left out: its text is gone, and what it held has run out.
    number = messages.exclude(category=Category.ACCOUNT).update(
        state=Message.State.PENDING, due_at=now, attempts=0, leased_until=None, fault="", smtp_code=None
    )
    if not number:
        raise NothingToRetry(_("There’s nothing left to try again. Someone may have done it already."))
    return number


def mark_read(user: User, *, pk: int, now: datetime) -> None:
    """Note that `user` has opened one of their messages."""
    Message.objects.filter(pk=pk, recipient=user, read_at=None).update(read_at=now)

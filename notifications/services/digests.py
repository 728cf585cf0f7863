"""A daily quota: at most two emails a day that can wait, and one digest for a backlog.

What comes on top of the two stands in one digest on the next morning. Notices that nobody can opt out of do not wait so
long: when more than a few are due for one person at once, as after downtime, they come in one digest together, now.
The inbox on the site has every message by itself. What is urgent does not count.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from notifications.models import ALWAYS_DELIVERED, Category, Message
from notifications.policies import next_at
from notifications.queries.digests import DIGEST, DigestPayload, is_backlog_digest
from notifications.queries.preferences import preference_for
from notifications.services.outbox import Notice, enqueue_many

DAILY_QUOTA = 2
BACKLOG_SIZE = 3
BACKLOG_WAIT_SECONDS = 120  # how long the digest of a backlog waits for the rest of it
_BACKLOG_MAX_AGE = timedelta(hours=1)  # and how long it waits at most while there is more to come
# An invitation holds the way in, and one tells of all that wait: it is never one line of a digest.
# What a coordinator writes is an email of its own too: the outbox keeps none of its text.
_IMPORTANT = ALWAYS_DELIVERED - {Category.DIGEST, Category.ACCOUNT, Category.INVITATION, Category.STAFF}


def reserve_individual_send(message: Message, *, now: datetime) -> bool:
    """Return whether the email is sent by itself: it cannot wait, or the day's quota has room, which it then uses up.

    Locks the recipient and writes `quota_day` where the email counts.
    """
    if message.urgent or message.category in ALWAYS_DELIVERED:
        return True
    if message.expires_at and message.expires_at <= _next_digest(message, now=now):
        return True
    return _reserve_quota(message, now=now)


def is_part_of_backlog(message: Message, *, now: datetime) -> bool:
    """Whether it came with more of what nobody can opt out of than anybody should get one by one."""
    if message.urgent or message.category not in _IMPORTANT:
        return False
    with_it = _backlog_of(message.reader, now=now).exclude(pk=message.pk)[:BACKLOG_SIZE].count()
    if with_it < BACKLOG_SIZE:
        with_it += Message.objects.filter(digest__in=_open_digests(message.reader, now=now)).count()
    return with_it >= BACKLOG_SIZE


def put_in_digest(message: Message, *, now: datetime) -> None:
    """Leave the email to the digest that comes when the recipient's next quiet hours end."""
    message.digest = _digest(message.reader, due_at=_next_digest(message, now=now))


def put_in_backlog_digest(message: Message, *, now: datetime) -> None:
    """Leave the email to the digest of the backlog, which goes out when nothing has come to it for a moment."""
    later = now + timedelta(seconds=BACKLOG_WAIT_SECONDS)
    for digest in _open_digests(message.reader, now=now):
        # Moved on before it is added to: whoever writes the digest holds a lease, and misses nothing.
        if Message.objects.filter(pk=digest.pk, state=Message.State.PENDING, leased_until=None).update(due_at=later):
            message.digest = digest
            return
    message.digest = _digest(message.reader, due_at=later, backlog=True)


def is_backlog_growing(digest: Message, *, now: datetime) -> bool:
    """Whether more of the backlog of which a digest tells is still to come."""
    if not is_backlog_digest(digest) or now - digest.created_at > _BACKLOG_MAX_AGE:
        return False
    return _backlog_of(digest.reader, now=now).exists()


@transaction.atomic
def _reserve_quota(message: Message, *, now: datetime) -> bool:
    """Count it among the emails of the recipient's own day; False when the quota is used up.

    The recipient's row is locked meanwhile: two workers do not both take what is left.
    """
    if message.quota_day:
        return True
    list(User.objects.select_for_update(no_key=True).filter(pk=message.reader.pk).values_list("pk"))
    day = now.astimezone(message.reader.zone).date()
    if Message.objects.filter(recipient=message.recipient_id, quota_day=day).count() >= DAILY_QUOTA:
        return False
    message.quota_day = day
    Message.objects.filter(pk=message.pk).update(quota_day=day)
    return True


def _backlog_of(reader: User, *, now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        recipient=reader, state=Message.State.PENDING, urgent=False, category__in=_IMPORTANT, due_at__lte=now
    )


def _open_digests(reader: User, *, now: datetime) -> QuerySet[Message]:
    """The digests of a backlog that are not written yet and not too old."""
    pending = Message.objects.filter(recipient=reader, state=Message.State.PENDING, event=DIGEST, payload__backlog=True)
    return pending.filter(created_at__gt=now - _BACKLOG_MAX_AGE)


def _digest(reader: User, *, due_at: datetime, backlog: bool = False) -> Message:
    notice = Notice(
        event=DIGEST,
        recipient=reader,
        subject_pk=str(reader.pk),
        revision=due_at.isoformat(),
        offset="backlog" if backlog else "0",
        due_at=due_at,
        payload=DigestPayload(backlog=True) if backlog else {},
    )
    enqueue_many([notice])
    return Message.objects.get(dedupe_key=notice.dedupe_key)


def _next_digest(message: Message, *, now: datetime) -> datetime:
    return next_at(now.astimezone(message.reader.zone), preference_for(message).quiet_until)

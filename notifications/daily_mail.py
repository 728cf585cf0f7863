"""No flood: at most two e-mails a day that can wait, and one e-mail for what piled up.

What comes on top of the two stands in one digest on the next morning. News that nobody can opt out of does not wait so
long: when more than a few are due for one person at once, as after downtime, they come in one e-mail together, now.
The inbox on the site has every message by itself. What is urgent does not count.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from notifications.events import get_event
from notifications.models import ALWAYS_DELIVERED, Category, Message
from notifications.quiet import next_at
from notifications.selectors import preference_for
from notifications.services import News, enqueue_many

DIGEST = "digest"
MOST_A_DAY = 2
MOST_AT_ONCE = 3
PILE_SECONDS = 120  # how long a digest of what piled up waits for the rest of the pile
_PILE_AGE = timedelta(hours=1)  # and how long it waits at most while there is more to come
# An invitation holds the way in, and one tells of all that wait: it is never one line of a digest.
_IMPORTANT = ALWAYS_DELIVERED - {Category.DIGEST, Category.ACCOUNT, Category.INVITATION}


def goes_at_once(message: Message, *, now: datetime) -> bool:
    """Whether the e-mail is sent by itself: it cannot wait, or it is one of the day's."""
    if message.urgent or message.category in ALWAYS_DELIVERED:
        return True
    if message.expires_at and message.expires_at <= _next_digest(message, now=now):
        return True
    return _take_turn(message, now=now)


def is_one_of_many(message: Message, *, now: datetime) -> bool:
    """Whether it came with more of what nobody can opt out of than anybody should get one by one."""
    if message.urgent or message.category not in _IMPORTANT:
        return False
    with_it = _piled_up(message.reader, now=now).exclude(pk=message.pk)[:MOST_AT_ONCE].count()
    if with_it < MOST_AT_ONCE:
        with_it += Message.objects.filter(digest__in=_open_digests(message.reader, now=now)).count()
    return with_it >= MOST_AT_ONCE


def put_in_digest(message: Message, *, now: datetime) -> None:
    """Leave the e-mail to the digest that comes when the recipient's next quiet hours end."""
    message.digest = _digest(message.reader, due_at=_next_digest(message, now=now))


def put_on_pile(message: Message, *, now: datetime) -> None:
    """Leave the e-mail to the digest of what piled up, which goes out when nothing has come to it for a moment."""
    later = now + timedelta(seconds=PILE_SECONDS)
    for digest in _open_digests(message.reader, now=now):
        # Moved on before it is added to: whoever writes the digest holds a lease, and misses nothing.
        if Message.objects.filter(pk=digest.pk, state=Message.State.PENDING, leased_until=None).update(due_at=later):
            message.digest = digest
            return
    message.digest = _digest(message.reader, due_at=later, pile=True)


def waits_for_more(digest: Message, *, now: datetime) -> bool:
    """Whether more of the pile of which a digest tells is still to come."""
    if digest.event != DIGEST or not digest.payload.get("pile") or now - digest.created_at > _PILE_AGE:
        return False
    return _piled_up(digest.reader, now=now).exists()


def told_by(digest: Message) -> list[Message]:
    """The messages that a digest tells of: unread and still true when it is due, oldest first."""
    current = Q(expires_at=None) | Q(expires_at__gt=digest.due_at)
    waiting = digest.told_of.filter(current, read_at=None).select_related("recipient")
    return [one for one in waiting.order_by("sent_at", "pk") if get_event(one.event).still_matters(one)]


@transaction.atomic
def _take_turn(message: Message, *, now: datetime) -> bool:
    """Make it one of the e-mails of the recipient's own day; False when these are used up.

    The recipient's row is locked meanwhile: two workers do not both take the last turn.
    """
    if message.turn_on:
        return True
    list(User.objects.select_for_update(no_key=True).filter(pk=message.reader.pk).values_list("pk"))
    day = now.astimezone(message.reader.zone).date()
    if Message.objects.filter(recipient=message.recipient_id, turn_on=day).count() >= MOST_A_DAY:
        return False
    message.turn_on = day
    Message.objects.filter(pk=message.pk).update(turn_on=day)
    return True


def _piled_up(reader: User, *, now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(
        recipient=reader, state=Message.State.PENDING, urgent=False, category__in=_IMPORTANT, due_at__lte=now
    )


def _open_digests(reader: User, *, now: datetime) -> QuerySet[Message]:
    """The digests of what piled up that are not written yet and not too old."""
    pending = Message.objects.filter(recipient=reader, state=Message.State.PENDING, event=DIGEST, payload__pile=True)
    return pending.filter(created_at__gt=now - _PILE_AGE)


def _digest(reader: User, *, due_at: datetime, pile: bool = False) -> Message:
    news = News(
        event=DIGEST,
        recipient=reader,
        subject_pk=str(reader.pk),
        revision=due_at.isoformat(),
        offset="pile" if pile else "0",
        due_at=due_at,
        payload={"pile": True} if pile else {},
    )
    enqueue_many([news])
    return Message.objects.get(dedupe_key=news.dedupe_key)


def _next_digest(message: Message, *, now: datetime) -> datetime:
    return next_at(now.astimezone(message.reader.zone), preference_for(message).quiet_until)

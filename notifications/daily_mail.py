"""At most two e-mails a day that can wait; what comes on top stands in one digest on the next morning.

The inbox on the site has every message at once. What is urgent, and what nobody can opt out of, does not count.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from notifications.events import get_event
from notifications.models import ALWAYS_DELIVERED, Message
from notifications.quiet import next_at
from notifications.selectors import preference_of
from notifications.services import News, enqueue_many

DIGEST = "digest"
MOST_A_DAY = 2


def goes_at_once(message: Message, *, now: datetime) -> bool:
    """Whether the e-mail is sent by itself: it cannot wait, or it is one of the day's."""
    if message.urgent or message.category in ALWAYS_DELIVERED:
        return True
    if message.expires_at and message.expires_at <= _next_digest(message.recipient, now=now):
        return True
    return _take_turn(message, now=now)


@transaction.atomic
def _take_turn(message: Message, *, now: datetime) -> bool:
    """Make it one of the e-mails of the recipient's own day; False when these are used up.

    The recipient's row is locked meanwhile: two workers do not both take the last turn.
    """
    if message.turn_on:
        return True
    User.objects.select_for_update(no_key=True).get(pk=message.recipient_id)
    day = now.astimezone(message.recipient.zone).date()
    if Message.objects.filter(recipient=message.recipient_id, turn_on=day).count() >= MOST_A_DAY:
        return False
    message.turn_on = day
    message.save(update_fields=["turn_on"])
    return True


def put_in_digest(message: Message, *, now: datetime) -> None:
    """Leave the e-mail to the digest that comes when the recipient's next quiet hours end."""
    due_at = _next_digest(message.recipient, now=now)
    news = News(
        event=DIGEST,
        recipient=message.recipient,
        subject_pk=str(message.recipient_id),
        revision=due_at.isoformat(),
        due_at=due_at,
    )
    enqueue_many([news])
    message.digest = Message.objects.get(dedupe_key=news.dedupe_key)


def _next_digest(recipient: User, *, now: datetime) -> datetime:
    return next_at(now.astimezone(recipient.zone), preference_of(recipient).quiet_until)


def told_by(digest: Message) -> list[Message]:
    """The messages that a digest tells of: unread and still true when it is due, oldest first."""
    current = Q(expires_at=None) | Q(expires_at__gt=digest.due_at)
    waiting = digest.told_of.filter(current, read_at=None).select_related("recipient")
    return [one for one in waiting.order_by("sent_at", "pk") if get_event(one.event).still_matters(one)]

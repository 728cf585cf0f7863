"""At most two e-mails a day that can wait; what comes on top stands in one digest on the next morning.

The inbox on the site has every message at once. What is urgent, and what nobody can opt out of, does not count.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from notifications.events import get_event
from notifications.models import ALWAYS_DELIVERED, MailCount, Message
from notifications.quiet import next_at
from notifications.selectors import preference_of
from notifications.services import enqueue

DIGEST = "digest"
MOST_A_DAY = 2


def can_wait(message: Message) -> bool:
    """Whether the e-mail counts against the day's."""
    return not message.urgent and message.category not in ALWAYS_DELIVERED


@transaction.atomic
def take_turn(recipient: User, *, now: datetime) -> bool:
    """Count one more e-mail on the recipient's own day; False when the day's are used up."""
    day = now.astimezone(recipient.zone).date()
    count, _created = MailCount.objects.select_for_update().get_or_create(user=recipient, defaults={"day": day})
    if count.day != day:
        count.day, count.mailed = day, 0
    if count.mailed >= MOST_A_DAY:
        return False
    count.mailed += 1
    count.save()
    return True


def put_in_digest(message: Message, *, now: datetime) -> None:
    """Leave the e-mail to the digest that comes when the recipient's next quiet hours end."""
    message.in_digest = True
    due_at = next_at(now.astimezone(message.recipient.zone), preference_of(message.recipient).quiet_until)
    enqueue(
        event=DIGEST,
        recipient=message.recipient,
        subject_pk=str(message.recipient_id),
        revision=due_at.isoformat(),
        payload={"since": now.isoformat()},
        due_at=due_at,
    )


def in_digest(digest: Message) -> list[Message]:
    """The messages that a digest tells of: unread and still true when it is due, oldest first."""
    waiting = Message.objects.filter(
        recipient=digest.recipient_id, in_digest=True, read_at=None, sent_at__gte=digest.payload["since"]
    )
    current = waiting.filter(Q(expires_at=None) | Q(expires_at__gt=digest.due_at)).select_related("recipient")
    return [one for one in current.order_by("sent_at", "pk") if get_event(one.event).still_matters(one)]

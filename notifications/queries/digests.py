"""What a digest tells."""

from django.db.models import Q

from notifications.events import get_event
from notifications.models import Message

DIGEST = "digest"


def messages_in_digest(digest: Message) -> list[Message]:
    """The messages that a digest tells of: unread and still true when it is due, oldest first."""
    current = Q(expires_at=None) | Q(expires_at__gt=digest.due_at)
    waiting = digest.digested_messages.filter(current, read_at=None).select_related("recipient")
    return [one for one in waiting.order_by("sent_at", "pk") if get_event(one.event).still_matters(one)]

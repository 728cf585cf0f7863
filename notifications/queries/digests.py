"""What a digest tells."""

from typing import TypedDict, cast

from django.db.models import Q

from notifications.events import get_event
from notifications.models import Message

DIGEST = "digest"


class DigestPayload(TypedDict, total=False):
    """What a digest carries: `backlog` where it tells of what came in at once."""

    backlog: bool


def is_backlog_digest(message: Message) -> bool:
    """Whether a message is the digest of a backlog, rather than of a day."""
    return message.event == DIGEST and cast(DigestPayload, message.payload).get("backlog", False)


def messages_in_digest(digest: Message) -> list[Message]:
    """The messages that a digest tells of: unread and still true when it is due, oldest first."""
    current = Q(expires_at=None) | Q(expires_at__gt=digest.due_at)
    waiting = digest.digested_messages.filter(current, read_at=None).select_related("recipient")
    return [one for one in waiting.order_by("sent_at", "pk") if get_event(one.event).still_matters(one)]

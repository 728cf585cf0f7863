"""Shared reads of the outbox."""

from accounts.models import User
from notifications.models import Message


def unread_count(user: User) -> int:
    """How many delivered messages of `user` have not been read."""
    return Message.objects.filter(recipient=user, state=Message.State.SENT, read_at=None).count()

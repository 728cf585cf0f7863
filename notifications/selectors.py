"""Shared reads of the outbox."""

from django.db.models import QuerySet

from accounts.models import User
from notifications.models import Category, Message, NotificationPreference


def inbox_of(user: User) -> QuerySet[Message]:
    """The delivered messages of `user`, newest first; a digest only repeats what is there already."""
    sent = Message.objects.filter(recipient=user, state=Message.State.SENT).exclude(category=Category.DIGEST)
    return sent.order_by("-sent_at", "-pk")


def unread_count(user: User) -> int:
    """How many delivered messages of `user` have not been read."""
    return inbox_of(user).filter(read_at=None).count()


def preference_of(user: User) -> NotificationPreference:
    """What `user` wants to hear; the usual when they never said."""
    return NotificationPreference.objects.filter(user=user).first() or NotificationPreference(user=user)

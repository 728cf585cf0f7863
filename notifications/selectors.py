"""Shared reads of the outbox."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from core.revisions import stored_fields
from notifications.models import Category, Message, NotificationPreference

_NOT_SHOWN = (Category.DIGEST, Category.ACCOUNT)


def inbox_of(user: User) -> QuerySet[Message]:
    """The delivered messages of `user`, newest first, those whose e-mail did not arrive too.

    A digest only repeats what is there already, and a letter about the account is kept nowhere.
    """
    sent = Message.objects.filter(recipient=user, state__in=Message.SHOWN)
    return sent.exclude(category__in=_NOT_SHOWN).order_by("-sent_at", "-pk")


def unread_count(user: User) -> int:
    """How many delivered messages of `user` have not been read."""
    return inbox_of(user).filter(read_at=None).count()


def wishes_of(user: User) -> dict[str, Any]:
    """Return what the form of preferences shows: opted out of what, the hour before, and the quiet hours."""
    return stored_fields(preference_of(user), ("opted_out", "hour_before", "quiet_from", "quiet_until"))


def preference_of(user: User) -> NotificationPreference:
    """What `user` wants to hear; the usual when they never said."""
    return NotificationPreference.objects.filter(user=user).first() or NotificationPreference(user=user)


def preference_for(message: Message) -> NotificationPreference:
    """What the recipient of `message` wants to hear, read once with the message."""
    try:
        return message.reader.notification_preference
    except NotificationPreference.DoesNotExist:
        return NotificationPreference(user=message.reader)

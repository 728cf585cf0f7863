"""What people want to hear, and when."""

from typing import Any

from accounts.models import User
from core.revisions import stored_fields
from notifications.models import Message, NotificationPreference


def preference_values(user: User) -> dict[str, Any]:
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

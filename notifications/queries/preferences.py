"""What people want to hear, and when."""

from datetime import time
from typing import TypedDict

from accounts.models import User
from notifications.models import Message, NotificationPreference


class PreferenceValues(TypedDict):
    """What the form of preferences shows, as it is stored: categories without email, those on devices, and the rest."""

    opted_out: list[str]
    pushed: list[str]
    hour_before: bool
    takes_replies: bool
    quiet_from: time
    quiet_until: time


def preference_values(user: User) -> PreferenceValues:
    """Return what the form of preferences shows: which channel for what, the hour before, replies, quiet hours."""
    held = preference_of(user)
    return PreferenceValues(
        opted_out=held.opted_out,
        pushed=held.pushed,
        hour_before=held.hour_before,
        takes_replies=held.takes_replies,
        quiet_from=held.quiet_from,
        quiet_until=held.quiet_until,
    )


def preference_of(user: User) -> NotificationPreference:
    """What `user` wants to hear; the usual when they never said."""
    return NotificationPreference.objects.filter(user=user).first() or NotificationPreference(user=user)


def preference_for(message: Message) -> NotificationPreference:
    """What the recipient of `message` wants to hear, read once with the message."""
    try:
        return message.reader.notification_preference
    except NotificationPreference.DoesNotExist:
        return NotificationPreference(user=message.reader)

"""The outbox, and the channels by which a message reaches somebody."""

from notifications.models.devices import Device, PushCopy
from notifications.models.messages import (
    ALWAYS_DELIVERED,
    AccountEmail,
    Category,
    Fault,
    Message,
    NotificationPreference,
    SlowDomain,
)
from notifications.models.phones import PhoneNumber, TextCopy

__all__ = [
    "ALWAYS_DELIVERED",
    "AccountEmail",
    "Category",
    "Device",
    "Fault",
    "Message",
    "NotificationPreference",
    "PhoneNumber",
    "PushCopy",
    "SlowDomain",
    "TextCopy",
]

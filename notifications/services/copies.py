"""Copies of a message for channels beside the email: written when the message is delivered, sent by themselves.

They take the text of the message and keep its manners. What has been left to a digest is not announced by itself, quiet
hours are over when a message is delivered, and what somebody wants on a device alone counts among the two a day.
"""

from datetime import datetime, timedelta

from notifications.events import get_event
from notifications.models import Device, Message, PhoneNumber, PushCopy, TextCopy
from notifications.queries.preferences import preference_for
from notifications.services.digests import reserve_individual_send

_TEXT_WORTH = timedelta(hours=6)


def queue_copies(message: Message, *, now: datetime) -> None:
    """Put the copies of a message that is written on their way. Asking again adds none that still wait.

    Emails about signing in go to addresses, of which some belong to no account, and to no other channel.
    """
    if message.recipient_id is None:
        return
    _queue_pushes(message, now)
    _queue_text(message, now)


def _queue_text(message: Message, now: datetime) -> None:
    texted = get_event(message.event).texted
    if texted is None or not texted(message, now):
        return
    phone = PhoneNumber.objects.filter(user=message.recipient_id, confirmed_at__isnull=False, stopped_at=None).first()
    if phone:
        copy = TextCopy(phone=phone, message=message, due_at=now, worth_until=now + _TEXT_WORTH)
        TextCopy.objects.bulk_create([copy], ignore_conflicts=True)


def _queue_pushes(message: Message, now: datetime) -> None:
    if message.digest_id or message.category not in preference_for(message).pushed:
        return
    devices = list(Device.objects.filter(user=message.recipient_id).values_list("pk", flat=True))
    if devices and reserve_individual_send(message, now=now):
        copies = [PushCopy(message=message, device_id=device, due_at=now) for device in devices]
        PushCopy.objects.bulk_create(copies, ignore_conflicts=True)

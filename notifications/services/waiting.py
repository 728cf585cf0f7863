"""When a message that is due is tried again, because this is no time for it."""

from datetime import datetime, timedelta

from notifications.models import Message
from notifications.policies import end_of_quiet_hours
from notifications.queries.preferences import preference_for
from notifications.services.digests import is_backlog_growing


def not_now(message: Message, *, now: datetime) -> datetime | None:
    """When it is tried again because it is quiet, or because more comes together with it."""
    if message.urgent:
        return None
    preference = preference_for(message)
    local = now.astimezone(message.reader.zone)
    quiet = end_of_quiet_hours(local, start=preference.quiet_from, end=preference.quiet_until)
    if quiet is None and is_backlog_growing(message, now=now):
        return now + timedelta(minutes=1)
    return quiet


def comes_again(message: Message, until: datetime) -> bool:
    """Whether a later message about the same thing goes out to the same person by then, so that this one need not."""
    alike = Message.objects.filter(event=message.event, subject_pk=message.subject_pk, recipient=message.recipient_id)
    later = alike.filter(state=Message.State.PENDING, due_at__gt=message.due_at, due_at__lte=until)
    return later.exists()

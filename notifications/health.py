"""Whether the site is well: whether its database answers, and whether the outbox makes progress.

Progress is judged by what is due and what went out. A worker that hangs still answers when it is asked how it is.
"""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from notifications.models import Message

LATE = timedelta(minutes=10)
IDLE = timedelta(minutes=2)


def database_answers() -> bool:
    """Whether the database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def outbox_moves(*, now: datetime) -> bool:
    """Whether mail goes out: nothing is late, or something has been sent lately."""
    due = Message.objects.filter(state=Message.State.PENDING, urgent__in=(True, False), due_at__lte=now - LATE)
    return not due.exists() or _has_sent(since=now - IDLE)


def _has_sent(*, since: datetime) -> bool:
    """Whether an e-mail left; what only reached the inbox on the site says nothing of the mail server."""
    sent = Message.objects.filter(state=Message.State.SENT, sent_at__gt=since)
    return sent.exclude(provider_id="").exists()

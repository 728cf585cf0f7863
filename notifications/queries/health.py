"""Whether the site is well: whether its database answers, and whether the outbox makes progress.

Progress is judged by what is due and what went out. A worker that hangs still answers when it is asked how it is.
"""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.models import Count, Max, Q

from notifications.models import Message

LATE = timedelta(minutes=10)
IDLE = timedelta(minutes=2)
_CLOCKS_DIFFER = timedelta(minutes=1)
_RECENT = timedelta(minutes=30)
# One full mailbox, or one server that greets strangers late, is no fault of ours.
_SEVERAL, _OFTEN = 3, 3


def database_answers() -> bool:
    """Whether the database answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def outbox_moves(*, now: datetime) -> bool:
    """Whether mail goes out: nothing is late, or something has been sent lately; and not every attempt fails."""
    due = Message.objects.filter(state=Message.State.PENDING, urgent__in=(True, False), due_at__lte=now - LATE)
    if due.exists() and not _has_sent(after=now - IDLE, now=now):
        return False
    return not _keeps_failing(now) or _has_sent(after=now - LATE, now=now)


def _has_sent(*, after: datetime, now: datetime) -> bool:
    """Whether an email left; what only reached the inbox on the site says nothing of the mail server.

    A worker whose clock is ahead leaves times that are still to come: they say nothing either.
    """
    sent = Message.objects.filter(state=Message.State.SENT, sent_at__gt=after, sent_at__lte=now + _CLOCKS_DIFFER)
    return sent.exclude(provider_id="").exists()


def _keeps_failing(now: datetime) -> bool:
    """Whether attempts for several people failed, some more than once or twice.

    What is put off or cannot be written is due anew each time, and so is never late.
    """
    waiting = Q(state=Message.State.PENDING) | Q(state=Message.State.FAILED, due_at__gt=now - _RECENT)
    failed = Message.objects.filter(waiting).exclude(fault="")
    found = failed.aggregate(people=Count("recipient", distinct=True), most=Max("attempts"))
    return bool(found["people"] >= _SEVERAL and found["most"] >= _OFTEN)

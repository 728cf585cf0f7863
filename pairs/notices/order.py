"""The order of news: that a pair has ended is told before what follows from it."""

from datetime import datetime, timedelta

from django.db.models import Q

from notifications.models import Message
from pairs.notices.pairs import ENDS, MENTOR_REPLACED

# What has waited for others of its reader's messages is due again by then.
_SOON = timedelta(minutes=1)


def hears_first_of_end(message: Message, pair: int | None, now: datetime) -> bool:
    """Return whether the reader of a message has yet to hear, now and not in the morning, that a pair is over.

    Args:
        message: what may follow from it.
        pair: the primary key of the pair; None for none.
        now: the instant.
    """
    if pair is None:
        return False
    over = Q(event__in=ENDS, subject_pk=str(pair)) | Q(event=MENTOR_REPLACED, payload__before=pair)
    told = Message.objects.filter(over, recipient=message.recipient_id, due_at__lte=now + _SOON)
    return told.filter(state=Message.State.PENDING).exists()

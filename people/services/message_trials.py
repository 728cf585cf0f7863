"""Looking at a message in one's own mailbox."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.rate_limits import enforce_rate_limit
from notifications.events import Event
from notifications.services.outbox import Notice, enqueue_many
from people.notices.message_trials import MESSAGE_TRIAL, TrialPayload
from programs.models import Program

_LIMIT, _PERIOD = 10, timedelta(minutes=10)
_HOLDS_FOR = timedelta(hours=1)


@transaction.atomic
def try_message(event: Event, program: Program, *, by: User, now: datetime) -> None:
    """Queue an example of a message of the program, to `by` alone.

    Raises:
        RateLimitExceeded: they did so ten times within ten minutes.
    """
    enforce_rate_limit(MESSAGE_TRIAL, user_pk=by.pk, limit=_LIMIT, period=_PERIOD, now=now)
    notice = Notice(
        event=MESSAGE_TRIAL,
        recipient=by,
        subject_pk=str(program.pk),
        revision=now.isoformat(),
        due_at=now,
        expires_at=now + _HOLDS_FOR,
        payload=dict(TrialPayload(event=event.name)),
    )
    enqueue_many([notice])

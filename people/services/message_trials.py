"""Looking at a message in one's own mailbox."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.events import Event
from notifications.services.mail_trials import queue_trial
from people.notices.message_trials import MESSAGE_TRIAL, TrialPayload
from programs.models import Program


@transaction.atomic
def try_message(event: Event, program: Program, *, by: User, now: datetime) -> None:
    """Queue an example of a message of the program, to `by` alone.

    Raises:
        RateLimitExceeded: they did so ten times within ten minutes.
    """
    payload = dict(TrialPayload(event=event.name))
    queue_trial(MESSAGE_TRIAL, to=by, subject_pk=str(program.pk), at_most=10, now=now, payload=payload)

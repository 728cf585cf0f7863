"""Trying whether email goes out, by an email to oneself that takes the way of all others."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from accounts.models import User
from core.rate_limits import enforce_rate_limit
from notifications.queries.mail_status import MAIL_TRIAL
from notifications.services.outbox import Notice, enqueue_many

_PERIOD = timedelta(minutes=10)
_HOLDS_FOR = timedelta(hours=1)


def try_mail(user: User, *, now: datetime) -> None:
    """Queue an urgent email to `user`; the outbox then says what became of it.

    Raises:
        RateLimitExceeded: they did so three times within ten minutes.
    """
    queue_trial(MAIL_TRIAL, to=user, subject_pk=str(user.pk), at_most=3, now=now)


def queue_trial(
    event: str, *, to: User, subject_pk: str, at_most: int, now: datetime, payload: Mapping[str, object] | None = None
) -> None:
    """Queue a message for the one who wants to look at it, for within an hour.

    Args:
        event: the name of a registered event.
        to: who asks for it, and gets it.
        subject_pk: primary key of what it is about.
        at_most: how many of the event within ten minutes.
        now: the instant.
        payload: identifiers for rendering.

    Raises:
        RateLimitExceeded: they did so that often already.
    """
    enforce_rate_limit(event, user_pk=to.pk, limit=at_most, period=_PERIOD, now=now)
    notice = Notice(
        event=event,
        recipient=to,
        subject_pk=subject_pk,
        revision=now.isoformat(),
        due_at=now,
        expires_at=now + _HOLDS_FOR,
        payload=payload or {},
    )
    enqueue_many([notice])

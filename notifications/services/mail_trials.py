"""Trying whether email goes out, by an email to oneself that takes the way of all others."""

from datetime import datetime, timedelta

from accounts.models import User
from core.rate_limits import enforce_rate_limit
from notifications.queries.mail_status import MAIL_TRIAL
from notifications.services.outbox import Notice, enqueue_many

_LIMIT, _PERIOD = 3, timedelta(minutes=10)
_HOLDS_FOR = timedelta(hours=1)


def try_mail(user: User, *, now: datetime) -> None:
    """Queue an urgent email to `user`; the outbox then says what became of it.

    Raises:
        RateLimitExceeded: they did so three times within ten minutes.
    """
    enforce_rate_limit(MAIL_TRIAL, user_pk=user.pk, limit=_LIMIT, period=_PERIOD, now=now)
    notice = Notice(
        event=MAIL_TRIAL,
        recipient=user,
        subject_pk=str(user.pk),
        revision=now.isoformat(),
        due_at=now,
        expires_at=now + _HOLDS_FOR,
    )
    enqueue_many([notice])

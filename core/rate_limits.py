"""How often one person may do what is expensive. Counted in the cache that all processes share."""

from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError


class RateLimitExceeded(DomainError):
    """The person has reached the limit of this period."""


def enforce_rate_limit(action: str, *, user_pk: int, limit: int, period: timedelta, now: datetime) -> None:
    """Count one action of a person in a fixed window.

    Args:
        action: what is done, as a key.
        user_pk: the person's primary key.
        limit: how many are allowed in a window.
        period: the length of a window; it begins for everybody at the same instant.
        now: the instant of the action.

    Raises:
        RateLimitExceeded: the window is used up; the message says when the next one begins.
    """
    window = int(now.timestamp() // period.total_seconds())
    key = f"rate-limit:{action}:{user_pk}:{window}"
    cache.add(key, 0, timeout=int(period.total_seconds()) + 60)
    if cache.incr(key) > limit:
        next_window = datetime.fromtimestamp((window + 1) * period.total_seconds(), UTC)
        raise RateLimitExceeded(
            _("You’ve done that several times in a short while. Please try again at %(time)s.")
            % {"time": f"{timezone.localtime(next_window):%H:%M}"}
        )

"""How often one person may do what costs the machine a lot. Counted in the cache that all processes share."""

from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import DomainError


class TooOften(DomainError):
    """The person has had all turns of this stretch of time."""


def take_turn(what: str, *, who: int, most: int, within: timedelta, now: datetime) -> None:
    """Count a turn of a person.

    Args:
        what: what is done, as a key.
        who: the person's primary key.
        most: how many turns a stretch of time holds.
        within: how long a stretch is; it begins for everybody at the same instant.
        now: the instant of the turn.

    Raises:
        TooOften: there is no turn left; the message says from when on there is.
    """
    stretch = int(now.timestamp() // within.total_seconds())
    key = f"turns:{what}:{who}:{stretch}"
    cache.add(key, 0, timeout=int(within.total_seconds()) + 60)
    if cache.incr(key) > most:
        free = datetime.fromtimestamp((stretch + 1) * within.total_seconds(), UTC)
        raise TooOften(
            _("That was a lot of files in a short time. Please try again at %(time)s.")
            % {"time": f"{timezone.localtime(free):%H:%M}"}
        )

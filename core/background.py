"""Background work as seen from outside: who keeps the timetable, when it last ticked, how much waits in each queue.

All of it is in Valkey or Redis, and none of it must last: what counts is in the database.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from redis import Redis, RedisError
from redis.lock import Lock

_TICKED, _LEASE = "timetable:ticked", "timetable:lease"
LEASE_SECONDS = 30.0
_PATIENCE = 2.0  # seconds; a page asks


def note_tick(now: datetime) -> None:
    """Remember that beat looked at its timetable at `now`."""
    with suppress(RedisError):
        cache.set(_TICKED, now, timeout=None)


def last_tick() -> datetime | None:
    """When beat last looked at its timetable; None when it never did, or nobody knows."""
    with suppress(RedisError):
        ticked: datetime | None = cache.get(_TICKED)
        return ticked
    return None


def queue_depths() -> dict[str, int]:
    """Return how many tasks nobody has taken up yet, by queue, urgent first; nothing when the broker is away."""
    names: Sequence[str] = [queue.name for queue in settings.CELERY_TASK_QUEUES]
    if (client := _broker()) is None:
        return {}
    with client, suppress(RedisError):
        pipeline = client.pipeline(transaction=False)
        for name in names:
            pipeline.llen(name)
        return dict(zip(names, pipeline.execute(), strict=True))
    return {}


def timetable_lease() -> Lock | None:
    """The lock that the one beat holds which sends out tasks; None without a broker, where no two can meet."""
    client = _broker()
    return Lock(client, _LEASE, timeout=LEASE_SECONDS, blocking=False, thread_local=False) if client else None


def _broker() -> Redis | None:
    if not settings.REDIS_URL:
        return None
    return Redis.from_url(settings.REDIS_URL, db=0, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE)

"""The timetable, which any number of beats may keep: one sends out tasks, the others wait for it to fall silent.

Beat has a Celery application of its own (`celery --app mentorship.beat beat`). It sends tasks by their names, so no app
of the site is loaded for it: 75 MB of memory in place of 155.
"""

import os
from contextlib import suppress
from typing import Any

from celery import Celery
from celery.beat import PersistentScheduler
from celery.signals import setup_logging
from django.conf import settings
from django.utils import timezone
from django.utils.log import configure_logging
from redis import RedisError
from redis.exceptions import LockError

from core.background import LEASE_SECONDS, note_tick, timetable_lease

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

# Without Celery’s preparation of Django, which loads all apps; never the application of a process that has another.
app = Celery("timetable", fixups=[], set_as_current=False)
app.config_from_object("django.conf:settings", namespace="CELERY")

_LOOKS_AGAIN = LEASE_SECONDS / 3


@setup_logging.connect
def log_as_the_site_does(**_: Any) -> None:
    """Write the lines of every other process; else Celery would set up its own."""
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)


class SoleScheduler(PersistentScheduler):
    """Celery's scheduler, which does something only while it holds the lease of the timetable.

    A beat that ends gives the lease back; that of one that was killed runs out. Who takes over catches up on what came
    due, as after a stop: each task of the timetable looks for itself at what there is to do.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        self._lease = timetable_lease()
        super().__init__(*args, **options)

    def tick(self, *args: Any, **options: Any) -> float:
        """Send out what is due; returns the seconds until the next look."""
        if not self._is_ours():
            return _LOOKS_AGAIN
        note_tick(timezone.now())
        return min(float(super().tick(*args, **options)), _LOOKS_AGAIN)

    def close(self) -> None:
        """Keep when each task last ran, and let another beat go on at once."""
        super().close()
        if self._lease is not None:
            with suppress(RedisError, LockError):
                self._lease.release()

    def _is_ours(self) -> bool:
        """Renew the lease, or take it when it is free. Without the broker there is nobody to send a task to."""
        if self._lease is None:
            return True
        try:
            if self._lease.owned():
                return bool(self._lease.reacquire())
            return bool(self._lease.acquire())
        except (RedisError, LockError):
            return False

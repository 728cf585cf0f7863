"""Reminders of training: by hand, and by themselves before lists close."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from notifications.services.outbox import Notice, enqueue_many
from people.models import MentorParticipation
from people.notices.training import TRAINING_DUE
from people.queries.readiness import mentors_to_train
from programs.models import Cycle
from programs.notices.events import reminder_of_day


def remind_of_training(cycle: Cycle, *, participations: Collection[int], now: datetime) -> int:
    """Remind those of `participations`, primary keys, who have a module to do; once a day at most.

    Returns how many are reminded now.
    """
    day = cycle.local_day(now)
    rows = mentors_to_train(cycle, day=day).filter(pk__in=participations)
    return enqueue_many(_notice(row, now, offset=reminder_of_day(day)) for row in rows)


def remind_before_closing(cycle: Cycle, *, closes_at: datetime, days: int, now: datetime) -> int:
    """Remind everybody who has a module to do that lists close in so many days; once for each closing and number."""
    rows = mentors_to_train(cycle, day=cycle.local_day(now))
    about = {"revision": closes_at.isoformat(), "offset": f"-{days}d", "expires_at": closes_at}
    return enqueue_many(_notice(row, now, **about) for row in rows)


def _notice(row: MentorParticipation, now: datetime, **given: Any) -> Notice:
    return Notice(event=TRAINING_DUE, recipient=row.mentor, subject_pk=str(row.pk), due_at=now, **given)

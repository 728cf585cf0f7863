"""What is asked of somebody who has until a deadline to answer: offers, and requests in rolling programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from notifications.services.outbox import Notice

_LAST_REMINDER = timedelta(hours=24)


def ask_and_remind(
    question: str,
    reminder: str,
    *,
    asked_at: datetime,
    until: datetime,
    now: datetime,
    days: Sequence[int],
    **about: Any,
) -> Iterator[Notice]:
    """Yield the notice that asks at once, its reminders, and the last one a day before the end.

    Args:
        question: the event of the notice.
        reminder: the event of the reminders.
        asked_at: when the question was first asked, from which the days count.
        until: when the time to answer ends.
        now: the instant at which it is asked; reminders that would be due by then are left out.
        days: on how many days after it was asked somebody is reminded.
        about: recipient, subject and revision of each.
    """
    yield Notice(event=question, due_at=now, expires_at=until, **about)
    reminders = {f"+{each}d": asked_at + timedelta(days=each) for each in days}
    for offset, due in (reminders | {"-24h": until - _LAST_REMINDER}).items():
        if now < due < until:
            yield Notice(event=reminder, offset=offset, due_at=due, expires_at=until, **about)

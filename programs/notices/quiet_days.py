"""Exams and holidays are quiet: a reminder that goes out by itself waits until they are over."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from notifications.models import Message
from programs.models import Cycle
from programs.queries.days_off import days_off_in

_BY_ITSELF = ("+", "-")


def waits_for_quiet_days(
    cycle_of: Callable[[Message], Cycle | None], *, until_deadline: bool = False
) -> Callable[[Message, datetime], datetime | None]:
    """Return what an event says as `waits_until`: reminders wait for the day after exams and holidays.

    What is told at once, and what somebody sends by hand, does not wait.

    Args:
        cycle_of: the year that a message is about, with program and institution; None for none.
        until_deadline: whether what a reminder asks for is over when it expires, so that it would come too late.
    """

    def waits_until(message: Message, now: datetime) -> datetime | None:
        if not _goes_out_by_itself(message) or (cycle := cycle_of(message)) is None:
            return None
        until = after_quiet_days(cycle, now)
        if until and until_deadline and message.expires_at and until >= message.expires_at:
            return None
        return until

    return waits_until


def _goes_out_by_itself(message: Message) -> bool:
    """Whether it is one of the reminders that are queued ahead, as its offset says."""
    return message.dedupe_key.rpartition(":")[2].startswith(_BY_ITSELF)


def after_quiet_days(cycle: Cycle, now: datetime) -> datetime | None:
    """Return when the exams and holidays end in which `now` lies, on the school's clock; None when it lies in none."""
    today = day = cycle.local_day(now)
    for each in days_off_in(cycle):
        if each.starts_on <= day <= each.ends_on:
            day = each.ends_on + timedelta(days=1)
    if day == today:
        return None
    return datetime.combine(day, time(0), cycle.program.institution.zone)

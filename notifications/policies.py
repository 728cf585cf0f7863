"""Quiet hours, in the reader's own zone, and how long what was put off waits."""

from datetime import UTC, date, datetime, time, timedelta


def end_of_quiet_hours(local: datetime, *, start: time, end: time) -> datetime | None:
    """Return when the quiet hours around `local` end, or None when it is not quiet then.

    Args:
        local: an instant in the reader's zone.
        start: when quiet begins, such as 21:00.
        end: when it ends, such as 07:00; earlier than `start` means the next morning; the same, never quiet.
    """
    clock = local.time()
    quiet = start <= clock < end if start <= end else clock >= start or clock < end
    if not quiet:
        return None
    return _instant_after(local, local.date() + timedelta(days=1 if clock >= end else 0), end)


def next_at(local: datetime, clock: time) -> datetime:
    """Return the first instant after `local` at which the reader's clock shows `clock`."""
    day = local.date() + timedelta(days=1 if local.time() >= clock else 0)
    return _instant_after(local, day, clock)


def _instant_after(local: datetime, day: date, clock: time) -> datetime:
    """When the clock shows `clock` on `day`: the second time, where the clocks go back and the first is over."""
    first = datetime.combine(day, clock, tzinfo=local.tzinfo)
    return first if first.astimezone(UTC) > local.astimezone(UTC) else first.replace(fold=1)


def wait_before_retry(attempts: int, *, urgent: bool, luck: float) -> timedelta:
    """Return how long a message waits that was put off: twice as long each time, and not all equally long.

    Otherwise a thousand that a busy server put off together would come together again.

    Args:
        attempts: how many there were, this one included.
        urgent: whether somebody waits for it.
        luck: from 0 to 1, another each time; adds up to half.
    """
    step = timedelta(seconds=15) if urgent else timedelta(minutes=1)
    return step * 2.0**attempts * (1 + luck / 2)

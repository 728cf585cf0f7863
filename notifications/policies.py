"""Quiet hours, in the reader's own zone."""

from datetime import datetime, time, timedelta


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
    day = local.date() + timedelta(days=1 if clock >= end else 0)
    return datetime.combine(day, end, tzinfo=local.tzinfo)


def next_at(local: datetime, clock: time) -> datetime:
    """Return the first instant after `local` at which the reader's clock shows `clock`."""
    today = datetime.combine(local.date(), clock, tzinfo=local.tzinfo)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), clock, tzinfo=local.tzinfo)

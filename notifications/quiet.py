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

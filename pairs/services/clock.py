"""A pair's clock stands still and goes on, inside the transaction of a caller who has locked the pair."""

from datetime import date

from accounts.models import User
from pairs.models import Mentorship, Pause

State = Mentorship.State


def stop_clock(
    pair: Mentorship,
    *,
    day: date,
    on_hold: bool,
    asked_by: User | None = None,
    back_on: date | None = None,
    resumes_itself: bool = False,
) -> Pause:
    """Pause an active pair.

    Args:
        pair: locked.
        day: the first day of the pause; for a pair that begins later, its first day.
        on_hold: whether somebody has to resume it; otherwise the return of the mentor does.
        asked_by: one of the two; None for a leave and for a coordinator.
        back_on: the expected day of return, if known.
        resumes_itself: whether the pair goes on that day without being asked.
    """
    pair.state, pair.on_hold = State.PAUSED, on_hold
    pair.paused_on, pair.resumed_on = max(day, pair.counts_from), None
    pair.save(update_fields=["state", "on_hold", "paused_on", "resumed_on"])
    return Pause.objects.create(
        mentorship=pair, asked_by=asked_by, began_on=pair.paused_on, back_on=back_on, resumes_itself=resumes_itself
    )


def restart_clock(pair: Mentorship, *, day: date) -> None:
    """Let a paused pair go on; the days of the pause do not count for it."""
    pair.paused_on = pair.paused_on or day
    pair.state, pair.resumed_on, pair.on_hold = State.ACTIVE, max(day, pair.paused_on), False
    pair.paused_days += (pair.resumed_on - pair.paused_on).days
    pair.save(update_fields=["state", "on_hold", "paused_on", "resumed_on", "paused_days"])
    Pause.objects.filter(mentorship=pair, ended_on=None).update(ended_on=pair.resumed_on)

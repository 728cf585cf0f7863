"""Who comes: nobody is in two sessions at once, so people are locked, looked up, and only then confirmed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from sessions.errors import DoubleBooked
from sessions.models import Attendance, MentoringSession

_LONGEST = timedelta(minutes=480)


def lock_and_find_busy(
    people: Iterable[int], starts: Sequence[datetime], minutes: int, *, excluding: Iterable[MentoringSession] = ()
) -> set[int]:
    """Lock `people` (primary keys) and return those who are confirmed in a session that overlaps.

    The lock makes two bookings of one person wait for each other; it lasts until the transaction ends.

    Args:
        people: primary keys of users.
        starts: when the stretches of time begin; at least one.
        minutes: the length of each.
        excluding: sessions that do not count, because they are about to move.
    """
    wanted = sorted(set(people))
    list(User.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk").values_list("pk"))
    confirmed = Attendance.objects.filter(
        user__in=wanted,
        state=Attendance.State.CONFIRMED,
        session__state=MentoringSession.State.SCHEDULED,
        session__starts_at__gt=min(starts) - _LONGEST,
        session__starts_at__lt=max(starts) + timedelta(minutes=minutes),
    ).select_related("session")
    confirmed = confirmed.exclude(session__in=[one.pk for one in excluding])
    return {one.user_id for one in confirmed if any(one.session.overlaps(start, minutes) for start in starts)}


def refuse_double_booking(
    people: Iterable[int], starts: Sequence[datetime], minutes: int, *, excluding: Iterable[MentoringSession] = ()
) -> None:
    """Refuse stretches of time in which one of `people` is confirmed elsewhere.

    Raises:
        DoubleBooked: somebody is. Where that is, is not said.
    """
    if lock_and_find_busy(people, starts, minutes, excluding=excluding):
        raise DoubleBooked(_("One of you is already booked at that time. Choose another time."), field="time")


def set_attendance(attendance: Attendance, state: Attendance.State, *, now: datetime) -> None:
    """Write down whether somebody comes; the caller has looked that nothing stands against it.

    Args:
        attendance: of a group session or a workshop, locked with its session.
        state: confirmed, declined, excused, or waitlisted: then they wait from now on.
        now: the instant of the step.
    """
    attendance.state, attendance.answered_at, attendance.claim_until = state, now, None
    attendance.waiting_since = now if state == Attendance.State.WAITLISTED else None
    attendance.save(update_fields=("state", "answered_at", "waiting_since", "claim_until"))

"""Places and the waiting list of group sessions and workshops: first in, first out."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from sessions.errors import DoubleBooked, NotPermitted
from sessions.models import Attendance, MentoringSession
from sessions.policies import can_view
from sessions.services import notices
from sessions.services.attendance import lock_and_find_busy, set_attendance

State = Attendance.State
CLAIM = timedelta(hours=24)
# Nearer to the session than this, a place is given for good: nobody after them could still make plans.
_LAST_CALL = timedelta(hours=3)


@transaction.atomic
def take_place(session: MentoringSession, *, by: User, now: datetime) -> Attendance:
    """Take a place, or the end of the waiting list when every place is taken. Doing it twice changes nothing.

    Raises:
        NotPermitted: the session is not open to `by`.
        WrongState: it has begun, or was cancelled.
        DoubleBooked: `by` is confirmed elsewhere at that time.
    """
    session = lock_open_session(session, by, now)
    attendance, _new = Attendance.objects.get_or_create(session=session, user=by)
    if attendance.state in (State.CONFIRMED, State.WAITLISTED):
        _claim(attendance)
        return attendance
    if lock_and_find_busy([by.pk], [session.starts_at], session.minutes, excluding=[session]):
        raise DoubleBooked(_("You’re already booked at that time. Cancel the other session first."))
    assign_place(session, attendance, now=now)
    return attendance


@transaction.atomic
def leave_place(session: MentoringSession, *, by: User, now: datetime) -> None:
    """Give a place back, leave the waiting list, or decline an invitation; the first who waits moves up.

    Raises:
        NotPermitted: the session is not open to `by`, or `by` leads it.
        WrongState: it has begun, or was cancelled.
    """
    session = lock_open_session(session, by, now)
    attendance, _new = Attendance.objects.get_or_create(session=session, user=by)
    if attendance.leads:
        raise NotPermitted(_("You lead this session. Move it or cancel it instead."))
    set_attendance(attendance, State.DECLINED, now=now)
    give_free_places(session, now=now)


def assign_place(session: MentoringSession, attendance: Attendance, *, now: datetime) -> bool:
    """Give somebody a place, or the end of the waiting list when every place is taken; who leads needs none.

    The caller holds the session's row lock, and has looked that the person has nothing else then.

    Returns:
        Whether they come.
    """
    comes = attendance.leads or free_places(session) > 0
    set_attendance(attendance, State.CONFIRMED if comes else State.WAITLISTED, now=now)
    if comes:
        notices.schedule_reminders_for(session, who=attendance.user, now=now)
    return comes


def give_free_places(session: MentoringSession, *, now: datetime) -> None:
    """Give each free place to the first who waits and has nothing else then, and write to them at once.

    The caller holds the session's row lock. Who is booked elsewhere keeps the position on the list.
    """
    free = free_places(session)
    for waiting in Attendance.objects.filter(session=session).waiting().select_related("user"):
        if free <= 0:
            return
        if lock_and_find_busy([waiting.user_id], [session.starts_at], session.minutes, excluding=[session]):
            continue
        set_attendance(waiting, State.CONFIRMED, now=now)
        _hold_for_a_while(waiting, session, now)
        notices.announce_place(session, to=waiting.user, now=now)
        notices.schedule_reminders_for(session, who=waiting.user, now=now)
        free -= 1


def _hold_for_a_while(attendance: Attendance, session: MentoringSession, now: datetime) -> None:
    """Hold the place of somebody who moved up until they say that they come, as long as others could still use it."""
    until = min(now + CLAIM, session.starts_at - _LAST_CALL)
    if until > now:
        attendance.claim_until = until
        attendance.save(update_fields=["claim_until"])


def _claim(attendance: Attendance) -> None:
    if attendance.claim_until is not None:
        attendance.claim_until = None
        attendance.save(update_fields=["claim_until"])


def pass_on_places(*, now: datetime) -> int:
    """Give places that nobody claimed in time to the next who wait; where nobody waits they stay. Return how many went.

    Each session is a transaction of its own.
    """
    sessions = Attendance.objects.unclaimed(now).values("session").distinct()
    return sum(_pass_on_in(session, now) for session in MentoringSession.objects.filter(pk__in=sessions))


@transaction.atomic
def _pass_on_in(session: MentoringSession, now: datetime) -> int:
    session = MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    people = Attendance.objects.filter(session=session)
    waiting = people.waiting().count()
    late = list(people.unclaimed(now).select_related("user").order_by("claim_until", "pk"))
    over = session.state != MentoringSession.State.SCHEDULED or session.starts_at <= now
    passed = [] if over else late[:waiting]
    for one in late:
        _claim(one)
    for one in passed:
        set_attendance(one, State.DECLINED, now=now)
        notices.announce_passed_place(session, to=one.user, now=now)
    if passed:
        give_free_places(session, now=now)
    return len(passed)


def lock_open_session(session: MentoringSession, by: User, now: datetime) -> MentoringSession:
    """Return the group session or workshop as it stands now, locked; it is open to `by` and has not begun.

    Raises:
        NotPermitted: it is not open to `by`.
        WrongState: it has begun, or was cancelled.
    """
    locked = MentoringSession.objects.select_for_update(of=("self",), no_key=True)
    session = locked.select_related("cycle__program").get(pk=session.pk)
    if session.kind == MentoringSession.Kind.ONE_TO_ONE or not can_view(by, session):
        raise NotPermitted(_("This session isn’t open to you."))
    if session.state != MentoringSession.State.SCHEDULED or session.starts_at <= now:
        raise WrongState(_("This session has started, or was cancelled."))
    return session


def free_places(session: MentoringSession) -> int:
    """Return how many places nobody holds; without a limit there is always one."""
    if session.places is None:
        return 1
    return session.places - Attendance.objects.filter(session=session).holding_a_place().count()

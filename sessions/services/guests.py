"""Who runs a workshop or a group session gives more places, puts somebody on the list, and takes somebody off."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from sessions.errors import DoubleBooked, NotPermitted
from sessions.models import Attendance, MentoringSession
from sessions.policies import can_change, can_view
from sessions.services import notices
from sessions.services.attendance import lock_and_find_busy, set_attendance
from sessions.services.places import assign_place, free_places, give_free_places, lock_open_session

State = Attendance.State


@transaction.atomic
def set_places(session: MentoringSession, *, by: User, places: int, now: datetime, began_from: str = "") -> int:
    """Give a session another number of places. Those who move up from the waiting list hear of it at once.

    Returns:
        How many moved up.

    Raises:
        EditedMeanwhile: somebody has changed the number since the page was opened.
        NotPermitted: `by` does not run it.
        WrongState: it has begun, was cancelled, or more people have a place.
    """
    session = _lock_managed(session, by, now)
    message = _("Someone changed the number of places to %(n)s after you opened this page.") % {"n": session.places}
    refuse_stale(began_from, stored={"places": session.places}, wanted={"places": places}, message=message)
    guests = Attendance.objects.filter(session=session).holding_a_place()
    taken = guests.count()
    if places < max(taken, 1):
        raise WrongState(
            _("%(taken)s people have a place. Remove someone first, or choose at least that many.") % {"taken": taken},
            field="places",
        )
    session.places = places
    session.save(update_fields=["places"])
    give_free_places(session, now=now)
    return guests.count() - taken


@transaction.atomic
def add_guest(session: MentoringSession, *, person: User, by: User, now: datetime) -> Attendance:
    """Give `person` a place, or the end of the waiting list when every place is taken. They hear of a place at once.

    Raises:
        NotPermitted: `by` does not run the session.
        WrongState: it has begun or was cancelled, or it is not open to `person`.
        DoubleBooked: `person` is confirmed elsewhere at that time.
    """
    session = _lock_managed(session, by, now)
    if not can_view(person, session):
        # The same words as for an address of nobody: who has an account elsewhere is not told.
        raise WrongState(_("Nobody who takes part this year has this address."), field="email")
    attendance, _new = Attendance.objects.get_or_create(session=session, user=person)
    if attendance.state in (State.CONFIRMED, State.WAITLISTED):
        return attendance
    if lock_and_find_busy([person.pk], [session.starts_at], session.minutes, excluding=[session]):
        raise DoubleBooked(_("This person is already booked at that time."), field="email")
    if assign_place(session, attendance, now=now):
        notices.announce_place(session, to=person, now=now)
    return attendance


@transaction.atomic
def remove_guest(session: MentoringSession, *, person: User, by: User, now: datetime) -> None:
    """Take `person` off the list and tell them; the first who waits moves up.

    Raises:
        NotPermitted: `by` does not run the session, or `person` leads it.
        WrongState: it has begun or was cancelled.
    """
    session = _lock_managed(session, by, now)
    attendance = Attendance.objects.filter(session=session, user=person).first()
    if attendance is None or attendance.state not in (State.CONFIRMED, State.WAITLISTED, State.INVITED):
        return
    if attendance.leads:
        raise NotPermitted(_("The person who leads a session can’t be removed. Cancel the session instead."))
    set_attendance(attendance, State.EXCUSED, now=now)
    notices.announce_lost_place(session, to=person, now=now)
    give_free_places(session, now=now)


@transaction.atomic
def set_lead(session: MentoringSession, *, person: User, leads: bool, by: User, now: datetime) -> None:
    """Let somebody who comes lead the session, too, or be a guest again. Who leads uses no place.

    Raises:
        NotPermitted: `by` does not run the session, or nobody else leads it.
        WrongState: it has begun or was cancelled, `person` does not come, or every place is taken.
    """
    session = _lock_managed(session, by, now)
    attendance = Attendance.objects.filter(session=session, user=person, state=State.CONFIRMED).first()
    if attendance is None:
        raise WrongState(_("Only someone who is coming can lead the session."))
    if attendance.leads == leads:
        return
    if not leads:
        if not Attendance.objects.filter(session=session, leads=True).exclude(user=person).exists():
            raise NotPermitted(_("Somebody has to lead the session."))
        if free_places(session) < 1:
            raise WrongState(_("Every place is taken. Add a place first."))
    attendance.leads = leads
    attendance.save(update_fields=["leads"])
    give_free_places(session, now=now)


def _lock_managed(session: MentoringSession, by: User, now: datetime) -> MentoringSession:
    session = lock_open_session(session, by, now)
    if not can_change(by, session):
        raise NotPermitted(_("Only the people who run a session can change its places."))
    return session

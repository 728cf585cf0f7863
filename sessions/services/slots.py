"""Booking office hours: a free slot is an agreement that the mentor has given beforehand. Nobody has to answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from pairs.models import Mentorship
from sessions.errors import NotPermitted, SlotTaken
from sessions.models import Attendance, MentoringSession, Mode, OfficeHours, StepNote
from sessions.policies import can_meet, can_take_slots
from sessions.queries.office_hours import office_of, slots_for
from sessions.services import notices
from sessions.services.attendance import lock_and_find_busy
from sessions.services.step_notes import write_step_note
from sessions.services.suggestions import close_suggestions

State = MentoringSession.State
# How many other times who comes too late is shown.
_NEXT = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a mentor’s office hours.

    Attributes:
        starts_at: when the slot begins.
        minutes: how long, at most as long as the slot.
        mode: how they would meet.
        note: a word for the mentor.
    """

    starts_at: datetime
    minutes: int
    mode: Mode
    note: str = ""


@transaction.atomic
def book_slot(mentorship: Mentorship, *, by: User, wish: Wish, now: datetime) -> MentoringSession:
    """Book a free slot for a mentee: the session is agreed at once, and both hear of it.

    Raises:
        NotPermitted: `by` is not the mentee.
        WrongState: the pair does not meet.
        SlotTaken: somebody was quicker, or the time is not offered.
    """
    mentorship = _locked(mentorship, by)
    office = _take(mentorship, wish, now=now)
    session = MentoringSession.objects.create(
        cycle=mentorship.cycle,
        mentorship=mentorship,
        organiser=by,
        state=State.SCHEDULED,
        starts_at=wish.starts_at,
        minutes=wish.minutes,
        time_zone=by.time_zone,
        mode=wish.mode,
        **_where(office, wish),
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, user_id=person, state=Attendance.State.CONFIRMED, answered_at=now)
        for person in (mentorship.mentee_id, mentorship.mentor_id)
    )
    noted = write_step_note(session, by=by, step=StepNote.Step.BOOKED, text=wish.note, now=now)
    notices.schedule_reminders([session], now=now)
    notices.announce_booking(session, noted=noted, now=now)
    return session


@transaction.atomic
def move_to_slot(session: MentoringSession, *, by: User, wish: Wish, now: datetime) -> MentoringSession:
    """Move a session of a pair to a free slot of the mentor. It moves at once, and the mentor hears of it.

    Raises:
        NotPermitted: `by` is not the mentee.
        WrongState: it is over, cancelled or has begun, or the pair does not meet.
        SlotTaken: somebody was quicker, or the time is not offered.
    """
    if session.mentorship is None:
        raise NotPermitted(_("Only the mentor and the mentee can answer."))
    mentorship = _locked(session.mentorship, by)
    session = MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if not session.is_ahead or session.starts_at <= now:
        raise WrongState(_("This session can no longer be moved."))
    office = _take(mentorship, wish, now=now, moving=session)
    was = session.starts_at
    session.starts_at, session.minutes, session.mode = wish.starts_at, wish.minutes, wish.mode
    session.time_zone = by.time_zone
    for name, value in _where(office, wish).items():
        setattr(session, name, value)
    session.state, session.n_times = State.SCHEDULED, 1
    session.sequence += 1
    session.save()
    session.attendances.update(state=Attendance.State.CONFIRMED, answered_at=now)
    close_suggestions([session], now=now)
    noted = write_step_note(session, by=by, step=StepNote.Step.MOVED, text=wish.note, now=now)
    notices.announce_change(session, was=was, by=by, noted=noted, now=now)
    notices.schedule_reminders([session], now=now)
    return session


def _locked(mentorship: Mentorship, by: User) -> Mentorship:
    rows = Mentorship.objects.select_for_update(of=("self",)).select_related("cycle", "mentee", "mentor")
    mentorship = rows.get(pk=mentorship.pk)
    if not can_take_slots(by, mentorship):
        raise NotPermitted(_("Only the mentee books office hours."))
    if not can_meet(by, mentorship):
        raise WrongState(_("You can plan sessions while your mentorship is active."))
    return mentorship


def _take(mentorship: Mentorship, wish: Wish, *, now: datetime, moving: MentoringSession | None = None) -> OfficeHours:
    """Lock both people, look that the slot is still free, and return the mentor’s office hours.

    Who waits for the lock finds what the first has booked.
    """
    people, excluding = (mentorship.mentee_id, mentorship.mentor_id), [moving] if moving else []
    busy = lock_and_find_busy(people, [wish.starts_at], wish.minutes, excluding=excluding)
    office = office_of(mentorship.mentor)
    found = slots_for(office, mentorship, now=now, moving=moving) if office else []
    free = [one.time for one in found if one.free]
    length = timedelta(minutes=wish.minutes)
    fits = any(one.starts_at == wish.starts_at and length <= one.ends_at - one.starts_at for one in free)
    if office is None or busy or not fits:
        later = [one.starts_at for one in free if one.starts_at > wish.starts_at]
        earlier = [one.starts_at for one in free if one.starts_at < wish.starts_at]
        raise SlotTaken(
            _("This time is no longer free. Nothing was booked. Choose another time."),
            instead=[*later, *earlier][:_NEXT],
        )
    return office


def _where(office: OfficeHours, wish: Wish) -> dict[str, str]:
    """Where the two meet: the mentor’s place in person, and the mentor’s link by video."""
    return {
        "location": office.location if wish.mode == Mode.IN_PERSON else "",
        "join_url": office.join_url if wish.mode == Mode.VIDEO else "",
    }

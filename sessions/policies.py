"""Who may see and do what with sessions. Who may see one is asked of the models' `visible_to`."""

from accounts.models import User
from pairs.models import MentoringGroup, Mentorship
from pairs.policies import is_in_pair
from pairs.queries.pauses import present_pause
from people.policies import memberships_of
from programs.models import CycleState
from programs.policies import can_coordinate
from sessions.models import Attendance, MentoringSession

Kind = MentoringSession.Kind


def can_meet(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` may book sessions of the pair: it goes on, or is paused or on leave until a day that is known.

    A pair that a coordinator has paused books nothing. Which times a pause or a leave leaves open, the services know.
    """
    if not is_in_pair(user, mentorship):
        return False
    if mentorship.state == Mentorship.State.PAUSED:
        if mentorship.on_hold:
            pause = present_pause(mentorship)
            return pause is not None and pause.back_on is not None
        return mentorship.participation is not None and mentorship.participation.away_until is not None
    return mentorship.is_live


def can_take_slots(user: User, mentorship: Mentorship) -> bool:
    """Whether the office hours of the pair’s mentor are there for `user`: the mentee books them."""
    return user.is_active and mentorship.mentee_id == user.pk


def can_hold_office_hours(user: User) -> bool:
    """Whether `user` mentors in a year that is not over."""
    places = memberships_of(user)
    return any(places.cycles[pk].state != CycleState.CLOSED for pk in places.mentor_in)


def is_participant(user: User, session: MentoringSession) -> bool:
    """Whether `user` belongs to the session, and so reads its summary and topics and may keep a private note."""
    return MentoringSession.objects.with_participant(user).filter(pk=session.pk).exists()


def can_view(user: User, session: MentoringSession) -> bool:
    """Whether `user` may open the page of the session."""
    return MentoringSession.objects.visible_to(user).filter(pk=session.pk).exists()


def leads_session(user: User, session: MentoringSession) -> bool:
    """Whether `user` runs the session: the mentor of a pair, who leads a group or a workshop, or its organiser.

    Among peers everybody does.
    """
    if not user.is_active:
        return False
    if session.group is not None and session.group.is_of_peers:
        return leads_group(user, session.group.pk)
    if session.mentorship is not None:
        return session.mentorship.mentor_id == user.pk
    led = Attendance.objects.filter(session=session, user=user, leads=True)
    return session.organiser_id == user.pk or led.exists()


def can_change(user: User, session: MentoringSession) -> bool:
    """Whether `user` may move or cancel the session: both of a pair; who leads the others."""
    if session.mentorship is not None:
        return is_in_pair(user, session.mentorship)
    return leads_session(user, session) or (
        session.kind == Kind.WORKSHOP and can_coordinate(user, session.cycle.program)
    )


def can_choose_focus(user: User, session: MentoringSession) -> bool:
    """Whether `user` says what a session that is not over is for: both of a pair; who leads the others."""
    if not session.is_ahead:
        return False
    return is_in_pair(user, session.mentorship) if session.mentorship is not None else leads_session(user, session)


def can_write_to_people(user: User, session: MentoringSession) -> bool:
    """Whether `user` writes to everybody who is expected: who runs a group session or a workshop. Peers use email."""
    return session.mentorship is None and not session.is_of_peers and can_change(user, session)


def can_log(user: User, session: MentoringSession) -> bool:
    """Whether `user` writes the log: the mentor's side does, and each of peers."""
    return leads_session(user, session)


def can_check_log(user: User, session: MentoringSession) -> bool:
    """Whether `user` confirms or disputes the log: the mentee of the pair does."""
    return session.mentorship is not None and user.is_active and session.mentorship.mentee_id == user.pk


def leads_group(user: User, group_pk: int) -> bool:
    """Whether `user` is a mentor of the group, or one of its peers, and so plans its sessions."""
    return MentoringGroup.objects.led_by(user).filter(pk=group_pk).exists()

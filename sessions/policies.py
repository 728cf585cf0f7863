"""Who may see and do what with sessions and private notes. The models' `visible_to` says the same in SQL."""

from accounts.models import User
from pairs.models import GroupMember, Mentorship
from people.policies import is_mentee_in, is_mentor_in
from programs.models import CycleState
from programs.policies import can_coordinate
from sessions.models import Attendance, MentoringSession, PrivateNote

Kind = MentoringSession.Kind


def is_of_pair(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` is one of the two."""
    return user.is_active and user.pk in (mentorship.mentee_id, mentorship.mentor_id)


def can_view_pair(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` may open the pair's workspace: only the two, from the day the pair exists."""
    return is_of_pair(user, mentorship) and mentorship.state != Mentorship.State.PROPOSED


def can_meet(user: User, mentorship: Mentorship) -> bool:
    """Whether `user` may book sessions of the pair: it is active, or its mentor is on leave and says when it ends.

    Which times a leave leaves open, the services know.
    """
    if not is_of_pair(user, mentorship):
        return False
    if mentorship.state == Mentorship.State.PAUSED:
        return mentorship.participation is not None and mentorship.participation.away_until is not None
    return mentorship.state == Mentorship.State.ACTIVE


def has_part(user: User, session: MentoringSession) -> bool:
    """Whether `user` belongs to the session, as one of the pair, of the group, invited, or organising it."""
    if not user.is_active:
        return False
    if session.organiser_id == user.pk:
        return True
    if session.mentorship is not None and is_of_pair(user, session.mentorship):
        return True
    if session.group_id and GroupMember.objects.filter(group=session.group_id, user=user).exists():
        return True
    return Attendance.objects.filter(session=session, user=user).exists()


def can_view(user: User, session: MentoringSession) -> bool:
    """Whether `user` may open the page of the session."""
    if has_part(user, session):
        return True
    takes_part = is_mentee_in(user, session.cycle) or is_mentor_in(user, session.cycle)
    return session.kind == Kind.WORKSHOP and (takes_part or can_coordinate(user, session.cycle.program))


def can_view_metadata(user: User, session: MentoringSession) -> bool:
    """Whether `user` knows date, length, mode and state of the session: the program's coordinators do."""
    return can_coordinate(user, session.cycle.program)


def leads(user: User, session: MentoringSession) -> bool:
    """Whether `user` runs the session: the mentor of a pair, who leads a group or a workshop, or its organiser."""
    if not user.is_active:
        return False
    if session.mentorship is not None:
        return session.mentorship.mentor_id == user.pk
    led = Attendance.objects.filter(session=session, user=user, leads=True)
    return session.organiser_id == user.pk or led.exists()


def can_change(user: User, session: MentoringSession) -> bool:
    """Whether `user` may move or cancel the session: both of a pair; who leads the others."""
    if session.mentorship is not None:
        return is_of_pair(user, session.mentorship)
    return leads(user, session) or (session.kind == Kind.WORKSHOP and can_coordinate(user, session.cycle.program))


def can_log(user: User, session: MentoringSession) -> bool:
    """Whether `user` writes the log: the mentor's side does."""
    return leads(user, session)


def can_check_log(user: User, session: MentoringSession) -> bool:
    """Whether `user` confirms or disputes the log: the mentee of the pair does."""
    return session.mentorship is not None and user.is_active and session.mentorship.mentee_id == user.pk


def can_read_summary(user: User, session: MentoringSession) -> bool:
    """Whether `user` reads the shared summary and the topics: only those who belong to the session."""
    return has_part(user, session)


def can_write_note(user: User, session: MentoringSession) -> bool:
    """Whether `user` may keep a private note about the session."""
    return has_part(user, session)


def can_view_note(user: User, note: PrivateNote) -> bool:
    """Whether `user` may read the note: its writer, and nobody else whatever their role."""
    return user.is_active and note.writer_id == user.pk


def leads_group(user: User, group_pk: int) -> bool:
    """Whether `user` is a mentor of the group, and so plans its sessions."""
    members = GroupMember.objects.filter(group=group_pk, user=user, side=GroupMember.Side.MENTOR)
    return user.is_active and members.exists()


def is_closing(mentorship: Mentorship) -> bool:
    """Whether the pair looks back: its cycle closes, or the pair ended while the cycle runs."""
    state = mentorship.cycle.state
    return state == CycleState.CLOSING or (state == CycleState.RUNNING and mentorship.ended_on is not None)

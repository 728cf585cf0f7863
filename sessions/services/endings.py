"""Sessions that do not take place: cancelled by somebody, or because a pair or a person leaves the program."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Role, User
from core.errors import WrongState
from pairs.models import MentoringGroup, Mentorship
from people.policies import forget_memberships, is_mentee_in, is_mentor_in
from programs.models import Cycle
from sessions.errors import NotPermitted
from sessions.models import Attendance, MentoringSession, StepNote
from sessions.policies import can_change
from sessions.services import notices
from sessions.services.places import give_free_places, leave_place
from sessions.services.step_notes import write_step_note
from sessions.services.suggestions import close_suggestions

State = MentoringSession.State
_FEWEST_PEERS = 2


@transaction.atomic
def cancel_session(
    session: MentoringSession, *, by: User, later_too: bool = False, note: str = "", now: datetime
) -> int:
    """Cancel a session and tell the others at once. Returns how many sessions were cancelled.

    Args:
        session: proposed or scheduled.
        by: one of the pair, or who leads the group or the workshop.
        later_too: also the later sessions of its series.
        note: a word with it, for the others.
        now: the instant of the step.

    Raises:
        NotPermitted: `by` may not cancel it.
        WrongState: it is over, logged or cancelled already.
    """
    locked = MentoringSession.objects.select_for_update(of=("self",), no_key=True)
    session = locked.get(pk=session.pk)
    if not can_change(by, session):
        raise NotPermitted(_("Only the people who run a session can cancel it."))
    if not session.is_ahead:
        raise WrongState(_("This session is over, or was already cancelled."))
    sessions = [session]
    if later_too and session.series_id:
        later = locked.filter(series=session.series_id, starts_at__gt=session.starts_at, state__in=session.AHEAD)
        sessions += later.select_related("mentorship").order_by("starts_at")
    noted = write_step_note(session, by=by, step=StepNote.Step.CANCELLED, text=note, now=now)
    return cancel_sessions(sessions, by=by, noted=noted, now=now)


def cancel_sessions(sessions: list[MentoringSession], *, by: User, noted: bool = False, now: datetime) -> int:
    """Cancel coming sessions of one pair that the caller has locked; the other hears of it. Returns how many."""
    _cancel(sessions, now=now)
    notices.announce_cancellation(sessions, by=by, noted=noted, now=now)
    return len(sessions)


@transaction.atomic
def cancel_sessions_of_pair(mentorship: Mentorship, *, now: datetime) -> None:
    """Cancel every coming session of a pair that ends; both hear of it."""
    sessions = list(_coming(now).filter(mentorship=mentorship))
    _cancel(sessions, now=now)
    notices.announce_cancellation(sessions, by=None, now=now)


@transaction.atomic
def part_peers(group: MentoringGroup, users: Collection[int], *, now: datetime) -> None:
    """Take `users` (keys), who have left a group of peers, out of its coming sessions.

    With nobody left these are cancelled, and everybody hears of it.
    """
    sessions = list(_coming(now).filter(group=group))
    if not group.members.current().exists():
        _cancel(sessions, now=now)
        notices.announce_cancellation(sessions, by=None, now=now)
        return
    gone = Attendance.objects.filter(session__in=sessions, user__in=users)
    gone.update(state=Attendance.State.DECLINED, waiting_since=None, claim_until=None, answered_at=now)


@transaction.atomic
def decline_as_peer(session: MentoringSession, *, by: User, now: datetime) -> None:
    """One of peers cannot come. When nobody is left to meet, the session is cancelled and the other hears of it.

    Raises as `leave_place`.
    """
    leave_place(session, by=by, now=now)
    session = MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    expected = session.attendances.exclude(state__in=(Attendance.State.DECLINED, Attendance.State.EXCUSED))
    if expected.count() < _FEWEST_PEERS:
        _cancel([session], now=now)
        notices.announce_cancellation([session], by=by, now=now)


@transaction.atomic
def cancel_sessions_of_cycle(cycle: Cycle, *, now: datetime) -> None:
    """Cancel every coming session of a cycle that closes; all who are expected hear of it."""
    sessions = list(_coming(now).filter(cycle=cycle).select_related("mentorship"))
    _cancel(sessions, now=now)
    notices.announce_cancellation(sessions, by=None, now=now)


@transaction.atomic
def release_person(user: User, cycle: Cycle, *, role: Role, now: datetime) -> None:
    """Take somebody who leaves a cycle out of its coming sessions; their places go to those who wait.

    Args:
        user: who leaves.
        cycle: which cycle.
        role: as mentee or as mentor. Who stays in the other role keeps that role's pairs, groups and workshops.
        now: the instant of the step.
    """
    forget_memberships(user)
    sessions = list(_coming(now).filter(cycle=cycle, attendances__user=user).select_related("mentorship"))
    paired = [one for one in sessions if one.mentorship is not None and _acts_as(user, one.mentorship) == role]
    _cancel(paired, now=now)
    notices.announce_cancellation(paired, by=user, now=now)
    stays = is_mentor_in(user, cycle) if role == Role.MENTEE else is_mentee_in(user, cycle)
    left = [] if stays else [one for one in sessions if one.mentorship is None]
    Attendance.objects.filter(session__in=left, user=user).update(
        state=Attendance.State.DECLINED, waiting_since=None, claim_until=None, answered_at=now
    )
    for session in left:
        give_free_places(session, now=now)


def _acts_as(user: User, mentorship: Mentorship) -> Role:
    return Role.MENTEE if mentorship.mentee_id == user.pk else Role.MENTOR


def _coming(now: datetime) -> QuerySet[MentoringSession]:
    locked = MentoringSession.objects.select_for_update(of=("self",), no_key=True)
    return locked.upcoming(now).order_by("starts_at", "pk")


def _cancel(sessions: list[MentoringSession], *, now: datetime) -> None:
    """Cancel what the caller has locked; its calendar entries are to be removed (RFC 5545 SEQUENCE)."""
    for session in sessions:
        session.state = State.CANCELLED
        session.sequence += 1
    MentoringSession.objects.bulk_update(sessions, ("state", "sequence"))
    close_suggestions(sessions, now=now)

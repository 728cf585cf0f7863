"""Group sessions and workshops: who plans them, who leads them, and when they move."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale
from pairs.models import GroupMember, MentoringGroup
from programs.models import Cycle
from programs.policies import can_coordinate
from sessions.errors import DoubleBooked, NotPermitted
from sessions.models import Attendance, MentoringSession, StepNote
from sessions.policies import can_change, leads_group
from sessions.presentation.stored import plan_of
from sessions.services import notices
from sessions.services.attendance import lock_and_find_busy, refuse_double_booking
from sessions.services.bookings import SessionPlan, create_series, plan_as_stored, planned_fields
from sessions.services.leave import refuse_absent_leaders
from sessions.services.places import give_free_places
from sessions.services.step_notes import write_step_note

Kind = MentoringSession.Kind
State = MentoringSession.State


@transaction.atomic
def plan_group_session(
    group: MentoringGroup, *, by: User, plan: SessionPlan, title: str, description: str, now: datetime
) -> list[MentoringSession]:
    """Plan a session, or a series, of a group; all members are invited and its mentors lead. Among peers nobody does.

    Raises:
        NotPermitted: `by` is no mentor of the group, and none of its peers.
        ImpossibleTime: in the past, in the leave of who leads, or the clocks skip that time.
        DoubleBooked: `by` is confirmed elsewhere at that time.
    """
    group = MentoringGroup.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=group.pk)
    if not leads_group(by, group.pk):
        raise NotPermitted(_("Only the people who lead a group can plan its sessions."))
    about = _About(kind=Kind.GROUP, group=group, title=title, description=description)
    sessions = _plan(group.cycle, by=by, plan=plan, about=about, leaders=[by.pk], now=now)
    members = list(GroupMember.objects.current().filter(group=group).exclude(user=by).select_related("user"))
    Attendance.objects.bulk_create(
        Attendance(session=session, user=member.user, leads=member.side == GroupMember.Side.MENTOR)
        for session in sessions
        for member in members
    )
    notices.announce_proposal(sessions[0], to=[member.user for member in members], now=now)
    return sessions


@transaction.atomic
def plan_workshop(
    cycle: Cycle,
    *,
    by: User,
    plan: SessionPlan,
    title: str,
    description: str,
    places: int,
    leaders: Iterable[User],
    now: datetime,
) -> list[MentoringSession]:
    """Plan a workshop that everybody in the cycle may join as long as there are places.

    Args:
        cycle: whose people may come.
        by: a coordinator of the program.
        plan: when and how.
        title: what it is called; it stands in calendars.
        description: what we do there.
        places: how many may come, who leads not counted.
        leaders: who leads; they are confirmed at once.
        now: the instant of the step.

    Raises:
        NotPermitted: `by` does not coordinate the program.
        ImpossibleTime: in the past, in the leave of who leads, or the clocks skip that time.
        DoubleBooked: a leader is confirmed elsewhere at that time.
    """
    if not can_coordinate(by, cycle.program):
        raise NotPermitted(_("Only the coordinators of a program can plan its workshops."))
    about = _About(kind=Kind.WORKSHOP, title=title, description=description, places=places)
    return _plan(cycle, by=by, plan=plan, about=about, leaders=[leader.pk for leader in leaders], now=now)


class _About(TypedDict, total=False):
    kind: MentoringSession.Kind
    group: MentoringGroup
    title: str
    description: str
    places: int


def _plan(
    cycle: Cycle, *, by: User, plan: SessionPlan, about: _About, leaders: list[int], now: datetime
) -> list[MentoringSession]:
    series, starts = create_series(plan, by=by, now=now)
    refuse_absent_leaders(cycle, leaders, starts)
    refuse_double_booking(leaders, starts, plan.minutes)
    fields = planned_fields(plan, by=by, host=by, series=series)
    sessions = MentoringSession.objects.bulk_create(
        MentoringSession(cycle=cycle, starts_at=start, state=State.SCHEDULED, **about, **fields) for start in starts
    )
    Attendance.objects.bulk_create(
        Attendance(
            session=session,
            user_id=leader,
            leads=not session.is_of_peers,
            state=Attendance.State.CONFIRMED,
            answered_at=now,
        )
        for session in sessions
        for leader in leaders
    )
    notices.schedule_reminders(sessions, now=now)
    return sessions


@transaction.atomic
def move_group_session(
    session: MentoringSession, *, by: User, plan: SessionPlan, note: str = "", now: datetime, began_from: str = ""
) -> MentoringSession:
    """Move a group session or a workshop. Those who have something else then lose their place and are asked again.

    `note` is a word with it, and `began_from` the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has moved it since the form was opened.
        NotPermitted: `by` neither leads nor coordinates it.
        WrongState: it is over or cancelled.
        ImpossibleTime: in the past, in the leave of who leads, or the clocks skip that time.
        DoubleBooked: who leads it is confirmed elsewhere then.
    """
    session = MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if session.kind == Kind.ONE_TO_ONE or not can_change(by, session):
        raise NotPermitted(_("Only the people who run a session can move it."))
    if session.state != State.SCHEDULED:
        raise WrongState(_("This session can no longer be moved."))
    _series, starts = create_series(plan, by=by, now=now)
    refuse_stale(began_from, stored=plan_of(session), wanted=plan_as_stored(plan, starts[0]))
    leaders = session.attendances.filter(leads=True).values_list("user", flat=True)
    refuse_absent_leaders(session.cycle, leaders, starts)
    _ask_again(session, starts[0], plan.minutes, by=by)
    was = session.starts_at
    session.starts_at, session.minutes, session.time_zone = starts[0], plan.minutes, by.time_zone
    session.mode, session.join_url, session.location = plan.mode, plan.join_url, plan.location
    session.sequence += 1
    session.save()
    noted = write_step_note(session, by=by, step=StepNote.Step.MOVED, text=note, now=now)
    notices.announce_change(session, was=was, by=by, noted=noted, now=now)
    notices.schedule_reminders([session], now=now)
    give_free_places(session, now=now)
    return session


def _ask_again(session: MentoringSession, starts_at: datetime, minutes: int, *, by: User) -> None:
    """Take back the yes of those who are busy at the new time, so that the move cannot double-book them."""
    coming = {one.user_id: one for one in session.attendances.filter(state=Attendance.State.CONFIRMED)}
    busy = lock_and_find_busy(coming, [starts_at], minutes, excluding=[session])
    if any(coming[person].leads or (session.is_of_peers and person == by.pk) for person in busy):
        raise DoubleBooked(
            _("You’re already booked at that time. Choose another time.")
            if session.is_of_peers
            else _("Someone who leads the session is already booked at that time. Choose another time."),
            field="time",
        )
    session.attendances.filter(user__in=busy).update(state=Attendance.State.INVITED, answered_at=None, claim_until=None)

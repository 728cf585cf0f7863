"""What concerns somebody in all their roles and programs: tasks, where they stand, and the sessions ahead."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Role, User
from home.coordinators import coordinator_tasks
from home.members import member_tasks
from home.mentee_status import mentee_statuses
from home.mentor_status import mentor_statuses
from home.roles import ActiveRole
from home.staff import admin_tasks
from home.status import Status
from people.models import Enrollment, MentorParticipation
from people.policies import places_of
from programs.models import CycleState
from sessions.models import MentoringSession
from sessions.presentation.series import first_of_each_series
from sessions.queries.sessions import confirmed_sessions
from sessions.todo import Task

_SHOWN = 3
# Enough for the next agreed ones to be among them, whatever series are suggested.
_READ = 50


@dataclass(frozen=True, slots=True)
class Everything:
    """What stands on every home, whatever the role.

    Attributes:
        tasks: what waits for the reader, soonest first.
        statuses: where the reader stands in each year that goes on, but for what the home shows anyway.
        sessions: the next sessions that are agreed.
        suggested: times that the reader suggested and nobody has answered yet.
        many_places: whether the rows have to say which program and role they are about.
    """

    tasks: list[Task]
    statuses: list[Status]
    sessions: list[MentoringSession]
    suggested: list[MentoringSession]
    many_places: bool


def everything_for(
    user: User, roles: list[ActiveRole], *, chosen: ActiveRole | None, tasks: list[Task], now: datetime
) -> Everything:
    """Return what stands on the home of `user`.

    Args:
        user: the reader.
        roles: the reader's roles.
        chosen: the role whose home it is; a year that is over is told of under its own role only.
        tasks: what waits in the chosen role, where its home knows already.
        now: the instant of the page.
    """
    over = chosen.cycle.pk if chosen and chosen.cycle else None
    enrollments = [one for one in _enrollments(user) if one.cycle.state != CycleState.CLOSED or one.cycle_id == over]
    mentoring = [one for one in _participations(user) if one.cycle.state != CycleState.CLOSED or one.cycle_id == over]
    others = [held for held in roles if held != chosen]
    waiting = [*tasks, *member_tasks(user, enrollments, mentoring, now=now), *_staff_tasks(user, others, now)]
    statuses = [*mentee_statuses(user, enrollments, now=now), *mentor_statuses(user, mentoring, now=now)]
    expected = list(confirmed_sessions(user, now)[:_READ])
    return Everything(
        sorted(waiting, key=lambda task: task.due),
        [one for one in statuses if not (one.settled and chosen == ActiveRole(one.role, one.cycle))],
        [session for session in expected if session.state == MentoringSession.State.SCHEDULED][:_SHOWN],
        first_of_each_series((one for one in expected if one.state == MentoringSession.State.PROPOSED), now),
        len(roles) > 1,
    )


def _enrollments(user: User) -> list[Enrollment]:
    held = [pk for _program, pk in places_of(user).mentee_in.values()]
    if not held:
        return []
    rows = Enrollment.objects.filter(pk__in=held)
    return list(rows.select_related("cycle__program__institution").order_by("-cycle__planning_from", "pk"))


def _participations(user: User) -> list[MentorParticipation]:
    held = [pk for _program, pk in places_of(user).mentor_in.values()]
    if not held:
        return []
    rows = MentorParticipation.objects.filter(pk__in=held)
    return list(rows.select_related("cycle__program__institution", "mentor").order_by("-cycle__planning_from", "pk"))


def _staff_tasks(user: User, roles: list[ActiveRole], now: datetime) -> list[Task]:
    tasks = []
    for held in roles:
        if held.role == Role.COORDINATOR and held.program:
            tasks += coordinator_tasks(user, held.program, now)
        elif held.role == Role.ADMIN:
            tasks += admin_tasks(held, now)
    return tasks

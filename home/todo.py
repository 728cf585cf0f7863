"""What waits for somebody in all their roles: what the apps offer, put together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from accounts.models import Role, User
from core.todo import Task
from feedback import todo as feedback
from home.roles import ActiveRole
from matching.todo import coordinators as matching_for_coordinators
from matching.todo import members as matching
from pairs import todo as pairs
from people import todo as people
from people.models import Enrollment, MentorParticipation
from programs import todo as programs
from programs.models import Cycle, Institution, Program
from programs.queries.programs import current_cycles
from sessions import todo as sessions

_UNKNOWN: Mapping[int, int] = MappingProxyType({})


def member_tasks(
    user: User,
    enrollments: Sequence[Enrollment],
    participations: Sequence[MentorParticipation],
    *,
    now: datetime,
) -> list[Task]:
    """Return the tasks of a mentee and mentor.

    Args:
        user: the reader.
        enrollments: of `user`, with cycle, program and institution.
        participations: of `user`, likewise.
        now: the instant of the page.
    """
    cycles = {one.cycle_id: one.cycle for one in enrollments} | {one.cycle_id: one.cycle for one in participations}
    tasks = sessions.tasks_for(user, now=now)
    if not cycles:
        return tasks
    return [
        *programs.tasks_for(user, cycles.values(), now=now),
        *people.tasks_for(user, enrollments, participations, now=now),
        *matching.tasks_for(user, enrollments, now=now),
        *feedback.tasks_for(user, cycles.values(), now=now),
        *tasks,
    ]


def coordinator_tasks(
    user: User,
    cycles: Sequence[Cycle],
    *,
    now: datetime,
    unreached: Mapping[int, int] = _UNKNOWN,
    unacknowledged: Mapping[int, int] = _UNKNOWN,
) -> list[Task]:
    """Return the tasks of a coordinator, program by program.

    Args:
        user: the reader.
        cycles: the current ones of the programs that `user` coordinates, with program and institution.
        now: the instant of the page.
        unreached: cycle → how many people no email reaches, where the caller has counted.
        unacknowledged: cycle → how many have not acknowledged the handbook, likewise.
    """
    tasks = [
        *pairs.coordinator_tasks_for(cycles, now=now),
        *matching_for_coordinators.coordinator_tasks_for(user, cycles, now=now),
        *people.coordinator_tasks_for(cycles, now=now, known=unreached),
        *programs.coordinator_tasks_for(cycles, now=now, known=unacknowledged),
    ]
    places = [cycle.program.name for cycle in cycles]
    return sorted(tasks, key=lambda task: places.index(task.place))


def admin_tasks(place: Institution | Program | Cycle, of_place: Sequence[Program], *, now: datetime) -> list[Task]:
    """Return the tasks of an administrator.

    Args:
        place: the institution or the program that is administered.
        of_place: its programs, as `programs.todo.with_current_versions` reads them.
        now: the instant of the page.
    """
    mail = people.school_tasks_for(now=now) if isinstance(place, Institution) else []
    return [*mail, *programs.admin_tasks_for(of_place, now=now)]


def staff_tasks(user: User, roles: Sequence[ActiveRole], *, now: datetime) -> list[Task]:
    """Return the tasks of `user` in some of their roles as a coordinator or administrator."""
    coordinated = [held.program for held in roles if held.role == Role.COORDINATOR and held.program]
    tasks = coordinator_tasks(user, current_cycles(coordinated), now=now) if coordinated else []
    for held in roles:
        if held.role == Role.ADMIN:
            of_place = programs.with_current_versions(held.programs)
            tasks += admin_tasks(held.place, list(of_place), now=now)
    return tasks

"""What waits for somebody in all their roles: what the apps offer, put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import Role, User
from core.counting import count_rows
from core.todo import Task, TaskSource, tasks_from
from feedback import todo as feedback
from home.roles import ActiveRole
from home.standing import Standing
from matching.todo import coordinators as matching_for_coordinators
from matching.todo import members as matching
from pairs import todo as pairs
from pairs.queries.check_ins import asking_for_a_talk
from pairs.queries.conflicts import pairs_in_conflict
from people import todo as people
from people.models import Enrollment
from people.queries.not_reached import not_reached_in
from people.queries.volunteers import waiting_volunteers
from programs import todo as programs
from programs.models import Cycle, Institution, Program
from programs.queries.handbooks import members_without_acknowledgement
from programs.queries.programs import current_cycles
from sessions import todo as sessions
from surveys import todo as surveys
from training import todo as training


def member_tasks(standing: Standing, *, now: datetime) -> list[Task]:
    """Return the tasks of a mentee and mentor, of whom most have few kinds: those are found before they are read."""
    user, cycles = standing.user, standing.cycles
    tasks = [
        *tasks_from(member_sources(user, standing.enrollments, now=now), reader=user),
        *pairs.tasks_for(user, standing.pairs, now=now),
        *surveys.tasks_for(user, now=now),
    ]
    if not cycles:
        return tasks
    mentoring = standing.participations
    return [
        *programs.tasks_for(user, cycles.values(), now=now),
        *people.tasks_for(user, standing.enrollments, mentoring, now=now),
        *training.tasks_for(user, [one.cycle for one in mentoring if people.asks_for_training(one)], now=now),
        *matching.tasks_for(user, standing.enrollments, now=now),
        *feedback.tasks_for(user, cycles.values(), now=now),
        *tasks,
    ]


def member_sources(user: User, enrollments: Sequence[Enrollment], *, now: datetime) -> list[TaskSource]:
    """Return what may wait for a mentee and mentor: rows that most people have none of."""
    return [
        *people.sources_for(user, now=now),
        *sessions.sources_for(user, now=now),
        *pairs.sources_for(user, now=now),
        *matching.sources_for(user, enrollments, now=now),
    ]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait in each cycle, by its primary key.

    Attributes:
        conflicts: pairs with a conflict that nobody settled.
        unreached: people whom no email reaches.
        unacknowledged: people who have not acknowledged the handbook.
        volunteers: people who offered to mentor and have no answer.
        talks: people who would like to talk to the reader.
    """

    conflicts: dict[int, int] = field(default_factory=dict)
    unreached: dict[int, int] = field(default_factory=dict)
    unacknowledged: dict[int, int] = field(default_factory=dict)
    volunteers: dict[int, int] = field(default_factory=dict)
    talks: dict[int, int] = field(default_factory=dict)


def rows_waiting(user: User, cycles: Iterable[Cycle], *, now: datetime) -> dict[Any, QuerySet[Any]]:
    """Return the queries behind `Waiting`, for `core.counting`: (its attribute, cycle) → rows."""
    found: dict[Any, QuerySet[Any]] = {}
    for cycle in cycles:
        found["conflicts", cycle.pk] = pairs_in_conflict(cycle.program, day=cycle.local_day(now))
        found["unreached", cycle.pk] = not_reached_in(cycle.program)
        found["unacknowledged", cycle.pk] = members_without_acknowledgement(cycle)
        found["volunteers", cycle.pk] = waiting_volunteers(cycle.program)
        found["talks", cycle.pk] = asking_for_a_talk(cycle.program, user)
    return found


def waiting_of(cycles: Iterable[Cycle], numbers: Mapping[Any, int]) -> Waiting:
    """Return what the counts of `rows_waiting` say."""
    found = Waiting()
    for cycle in cycles:
        found.conflicts[cycle.pk] = numbers["conflicts", cycle.pk]
        found.unreached[cycle.pk] = numbers["unreached", cycle.pk]
        found.unacknowledged[cycle.pk] = numbers["unacknowledged", cycle.pk]
        found.volunteers[cycle.pk] = numbers["volunteers", cycle.pk]
        found.talks[cycle.pk] = numbers["talks", cycle.pk]
    return found


def coordinator_tasks(
    user: User, cycles: Sequence[Cycle], *, now: datetime, waiting: Waiting | None = None
) -> list[Task]:
    """Return the tasks of a coordinator, program by program; as many queries for many programs as for one.

    Args:
        user: the reader.
        cycles: the current ones of the programs that `user` coordinates, with program and institution.
        now: the instant of the page.
        waiting: where the caller has counted.
    """
    if not cycles:
        return []
    if waiting is None:
        numbers = count_rows(Cycle.objects.filter(pk=cycles[0].pk), rows_waiting(user, cycles, now=now))
        waiting = waiting_of(cycles, numbers)
    tasks = [
        *pairs.talk_tasks_for(cycles, now=now, known=waiting.talks),
        *pairs.coordinator_tasks_for(cycles, now=now, known=waiting.conflicts),
        *matching_for_coordinators.coordinator_tasks_for(user, cycles, now=now),
        *people.coordinator_tasks_for(cycles, now=now, known=waiting.unreached),
        *people.volunteer_tasks_for(cycles, now=now, known=waiting.volunteers),
        *programs.coordinator_tasks_for(cycles, now=now, known=waiting.unacknowledged),
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
    mail = people.school_tasks_for(place, now=now) if isinstance(place, Institution) else []
    return [*mail, *programs.admin_tasks_for(of_place, now=now)]


def staff_tasks(user: User, roles: Sequence[ActiveRole], *, now: datetime) -> list[Task]:
    """Return the tasks of `user` in some of their roles as a coordinator or administrator."""
    coordinated = coordinated_in(roles)
    tasks = coordinator_tasks(user, current_cycles(coordinated), now=now) if coordinated else []
    for held in roles:
        if held.role == Role.ADMIN:
            of_place = programs.with_current_versions(held.programs)
            tasks += admin_tasks(held.place, list(of_place), now=now)
    return tasks


def coordinated_in(roles: Sequence[ActiveRole]) -> list[Program]:
    """Return the programs of which somebody with these roles is a coordinator."""
    return [held.program for held in roles if held.role == Role.COORDINATOR and held.program]

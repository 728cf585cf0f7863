"""What concerns somebody in all their roles and programs: tasks, where they stand, and the sessions ahead."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Role
from core.todo import Coming, Task
from home.places import naming_schools
from home.roles import ActiveRole
from home.standing import Standing
from home.statuses import mentee_statuses, mentor_statuses
from home.todo import member_tasks, staff_tasks
from programs.todo import Status
from sessions.todo import coming_for

_SHOWN = 3


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
    sessions: list[Coming]
    suggested: list[Coming]
    many_places: bool


def everything_for(
    standing: Standing, roles: list[ActiveRole], *, chosen: ActiveRole | None, tasks: list[Task], now: datetime
) -> Everything:
    """Return what stands on the home of somebody.

    Args:
        standing: of the reader; a year that is over is told of under its own role only.
        roles: the reader's roles.
        chosen: the role whose home it is.
        tasks: what waits in the chosen role, where its home knows already; a coordinator's know all their programs.
        now: the instant of the page.
    """
    user = standing.user
    coordinates = chosen is not None and chosen.role == Role.COORDINATOR
    others = [held for held in roles if held != chosen and not (coordinates and held.role == Role.COORDINATOR)]
    waiting = [*tasks, *member_tasks(standing, now=now), *staff_tasks(user, others, now=now)]
    statuses = [*mentee_statuses(standing, now=now), *mentor_statuses(standing, now=now)]
    coming = naming_schools(coming_for(user, now=now), roles)
    return Everything(
        sorted(naming_schools(waiting, roles), key=lambda task: task.due),
        [one for one in statuses if not (one.settled and chosen == ActiveRole(one.role, one.cycle))],
        [one for one in coming if one.agreed][:_SHOWN],
        [one for one in coming if not one.agreed],
        len(roles) > 1,
    )

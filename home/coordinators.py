"""The work queue of a coordinator: what waits, the queues behind it, and the week in sentences."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.counting import count_rows
from core.paging import page_of
from core.search import narrowed
from home.roles import ActiveRole, roles_of
from home.todo import coordinated_in, coordinator_tasks, rows_waiting, waiting_of
from matching.queries.eligibility import unpaired_mentees
from matching.todo.coordinators import pending_offers
from pairs.queries.priority import first_those_left
from pairs.todo import pairs_by_state
from people.queries.not_reached import not_reached_in
from programs.models import Cycle, Program
from programs.queries.handbooks import members_without_acknowledgement
from programs.queries.programs import current_cycles
from reports.presentation.insights import insights_for
from sessions.queries.drift import at_risk_pairs, quiet_groups
from sessions.queries.leaves import leaves_of_cycle, sessions_during
from sessions.queries.pending import unlogged_in
from sessions.queries.sessions import sessions_around

_WEEK = timedelta(days=7)
# The queues in which nobody can be where nobody is offered a mentor, and where there are none.
_OF_OFFERS = ("offers",)
_OF_MENTORS = (*_OF_OFFERS, "leave")
# Queues that the tasks of the program count too.
_WAITING = {"unreached": "unreached", "handbook": "unacknowledged"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One list of cases.

    Attributes:
        key: stands in the address.
        label: the tab's word.
        rows: the cases, most urgent first.
        people: the paths to the people by whose names a case is found; empty where the row is one.
        table: what its template is called, where it is not called like the key.
    """

    key: str
    label: Promise | str
    rows: "QuerySet[Any]"
    people: tuple[str, ...]
    table: str = ""

    @property
    def template(self) -> str:
        """The head and the rows of its table."""
        return f"home/queues/{self.table or self.key}.html"

    def found(self, search: str) -> "QuerySet[Any]":
        """The cases that the words of `search` find by the names of their people."""
        prefixes = [f"{person}__" if person else "" for person in self.people]
        names = [prefix + name for prefix in prefixes for name in ("given_name", "family_name")]
        return narrowed(self.rows, search, *names)


def coordinator_context(request: HttpRequest, user: User, active_role: ActiveRole, now: datetime) -> dict[str, Any]:
    """Return what stands on the home of a coordinator."""
    program = cast(Program, active_role.program)  # every coordinator is appointed to a program
    others = [each for each in coordinated_in(roles_of(user)) if each != program]
    cycles = current_cycles([program, *others])
    cycle = next((each for each in cycles if each.program_id == program.pk), None)
    if cycle is None:
        return {"program": program, "tasks": coordinator_tasks(user, cycles, now=now)}
    queues, week = _queues(cycle, now), _week(cycle, now)
    numbers = count_rows(
        Cycle.objects.filter(pk=cycle.pk),
        rows_waiting(user, cycles, now=now)
        | {queue.key: queue.rows for queue in queues if queue.key not in _WAITING}
        | week,
    )
    waiting = waiting_of(cycles, numbers)
    counts = {
        queue.key: getattr(waiting, _WAITING[queue.key])[cycle.pk] if queue.key in _WAITING else numbers[queue.key]
        for queue in queues
    }
    chosen = next((queue for queue in queues if queue.key == request.GET.get("queue")), queues[0])
    search = request.GET.get("q", "")
    return {
        "program": program,
        "cycle": cycle,
        "tasks": coordinator_tasks(user, cycles, now=now, waiting=waiting),
        "queues": [(queue, counts[queue.key]) for queue in queues],
        "queue": chosen,
        "page": page_of(request, chosen.found(search), number=None if search else counts[chosen.key]),
        "q": search,
        "week": {name: numbers[name] for name in week},
        "insights": insights_for(cycle, now=now),
    }


def _queues(cycle: Cycle, now: datetime) -> list[Queue]:
    program = cycle.program
    empty = _OF_MENTORS if program.is_peer else _OF_OFFERS if program.meets_in_groups_alone else ()
    return [queue for queue in _all_queues(cycle, now) if queue.key not in empty]


def _quiet(cycle: Cycle, now: datetime) -> Queue:
    """The pairs at risk, or the groups where nobody has a mentor to themselves."""
    if cycle.program.meets_in_groups_alone:
        label = _("At-risk pairs") if cycle.program.is_peer else _("At-risk groups")
        rows = quiet_groups(cycle, now=now)
        return Queue(key="quiet", label=label, rows=rows, people=("members__user",), table="quiet_groups")
    return Queue(key="quiet", label=_("At-risk pairs"), rows=at_risk_pairs(cycle, now=now), people=("mentee", "mentor"))


def _unmatched(cycle: Cycle) -> Queue:
    program = cycle.program
    in_groups = _("Without a group") if program.meets_in_groups_alone else _("Without a mentor")
    label = _("Without a peer") if program.is_peer else in_groups
    waiting = first_those_left(unpaired_mentees(cycle).select_related("mentee"))
    return Queue(key="unmatched", label=label, rows=waiting, people=("mentee",))


def _all_queues(cycle: Cycle, now: datetime) -> list[Queue]:
    return [
        _quiet(cycle, now),
        _unmatched(cycle),
        Queue(
            key="offers",
            label=_("Offers waiting for answers"),
            rows=pending_offers([cycle]),
            people=("enrollment__mentee", "participation__mentor"),
        ),
        Queue(key="unreached", label=_("Not reached by email"), rows=not_reached_in(cycle.program), people=("",)),
        Queue(
            key="handbook",
            label=_("Handbook not acknowledged"),
            rows=members_without_acknowledgement(cycle),
            people=("",),
        ),
        Queue(
            key="logs",
            label=_("Missing logs"),
            rows=unlogged_in(cycle, now=now),
            people=("organiser", "mentorship__mentee"),
        ),
        Queue(
            key="leave",
            label=_("Sessions during leave"),
            rows=sessions_during(leaves_of_cycle(cycle), now),
            people=("mentorship__mentor", "mentorship__mentee", "organiser"),
        ),
    ]


def _week(cycle: Cycle, now: datetime) -> dict[Any, QuerySet[Any]]:
    """What the sentences about this week count."""
    ended_after = cycle.local_day(now - 4 * _WEEK)
    return {**sessions_around(cycle, now=now, within=_WEEK), **pairs_by_state(cycle, ended_after=ended_after)}

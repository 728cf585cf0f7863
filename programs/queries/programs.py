"""Reads about institutions, programs and cycles."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F, Q, QuerySet

from accounts.models import User
from core.prepared import prepared
from programs.models import Appointment, Cycle, CycleState, HelpContact, Institution, Program

# Which cycle of a program a reader means today: the one that takes people in before the one that winds up.
_CURRENT_FIRST = (
    CycleState.ENROLLING,
    CycleState.RANKING,
    CycleState.MATCHING,
    CycleState.RUNNING,
    CycleState.CLOSING,
    CycleState.PLANNING,
    CycleState.CLOSED,
)


def is_empty_install() -> bool:
    """Whether no institution exists yet: the first-run page shows itself."""
    return not Institution.objects.exists()


def current_cycle(program: Program) -> Cycle | None:
    """Return the cycle that the program's pages speak of, with its program and institution; None before the first."""
    return next(iter(current_cycles([program])), None)


def current_cycles(programs: Sequence[Program]) -> list[Cycle]:
    """Return the same of many programs in one query, in their order; a program without a cycle gives none."""
    by_program: dict[int, list[Cycle]] = defaultdict(list)
    for cycle in Cycle.objects.filter(program__in=programs).select_related("program__institution"):
        by_program[cycle.program_id].append(cycle)
    found = (by_program[program.pk] for program in programs)
    return [min(cycles, key=lambda one: _CURRENT_FIRST.index(CycleState(one.state))) for cycles in found if cycles]


def program_years(program: Program) -> list[Cycle]:
    """Return the years of a program, the newest first."""
    return list(program.cycles.order_by("-planning_from", "-pk"))


def meant_cycle(cycles: Sequence[Cycle], asked: str | None) -> Cycle | None:
    """Return the year of this key, else the one that the program's pages speak of; None where there is none."""
    own = next((cycle for cycle in cycles if str(cycle.pk) == asked), None)
    return own or min(cycles, key=lambda one: _CURRENT_FIRST.index(CycleState(one.state)), default=None)


def intake_cycle(program: Program) -> Cycle | None:
    """Return the newest cycle that is not closed: the one into which people are imported."""
    open_cycles = Cycle.objects.filter(program=program).exclude(state=CycleState.CLOSED)
    return open_cycles.select_related("program__institution").order_by("-planning_from").first()


def help_contacts_of(program: Program) -> list[HelpContact]:
    """Return “Get help now” as it stands on the program's public pages: the school's entries, then its own."""
    return _help_contacts(program.institution_id, program)


@prepared
def _help_contacts(school: int, program: Program) -> QuerySet[HelpContact]:
    contacts = HelpContact.objects.filter(Q(program=None) | Q(program=program), institution=school)
    return contacts.order_by(F("program").asc(nulls_first=True), "position", "pk")


def coordinators_of(program: Program) -> list[User]:
    """Return the program's coordinators by name."""
    appointed = Appointment.objects.of_coordinators().filter(program=program)
    return list(User.objects.filter(pk__in=appointed.values("user")))

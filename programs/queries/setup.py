"""What the setting-up of a program reads of it."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, Q, QuerySet

from accounts.models import Role
from programs.models import Appointment, Cycle, ExamPeriod, HandbookVersion, HelpContact, Program
from programs.queries.programs import current_cycle

EXAM = ("name", "starts_on", "ends_on")
EXAM_ROWS = 4


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """The facts of one program.

    Attributes:
        program: of which they are.
        cycle: the year that its pages speak of.
        published: whether a handbook is in force.
        drafted: whether a handbook is being written.
        reachable: whether a help contact of the program or the school has a phone number or an email address.
        called: whether one of them has a phone number.
        coordinated: whether somebody coordinates it.
        settled: the keys of the steps that somebody has decided.
        exams: the exam periods of the cycle.
    """

    program: Program
    cycle: Cycle | None
    published: bool
    drafted: bool
    reachable: bool
    called: bool
    coordinated: bool
    settled: frozenset[str] = frozenset()
    exams: tuple[ExamPeriod, ...] = ()


def setup_facts(program: Program) -> SetupFacts:
    """Return the facts of a program; four queries."""
    cycle = current_cycle(program)
    return replace(
        opening_facts(program, cycle),
        settled=frozenset(program.settled_steps.values_list("key", flat=True)),
        exams=tuple(cycle.exam_periods.all()) if cycle else (),
    )


def opening_facts(program: Program, cycle: Cycle | None) -> SetupFacts:
    """Return the facts on which it depends whether a program can open, without the others; one query."""
    versions = HandbookVersion.objects.filter(program=program)
    found = Program.objects.values_list(
        Exists(versions.filter(state=HandbookVersion.State.PUBLISHED)),
        Exists(versions.filter(state=HandbookVersion.State.DRAFT)),
        Exists(help_contacts(program)),
        Exists(help_contacts(program).exclude(phone="")),
        Exists(Appointment.objects.filter(program=program, role=Role.COORDINATOR)),
    )
    [row] = found.filter(pk=program.pk)
    return SetupFacts(program, cycle, *row)


def help_contacts(program: Program) -> QuerySet[HelpContact]:
    """Return the help contacts of the program and of its school that say whom to call or write to."""
    own = HelpContact.objects.filter(Q(program=program) | Q(institution=program.institution_id, program=None))
    return own.exclude(phone="", email="")


def exams_of(cycle: Cycle) -> dict[str, Any]:
    """Return the exam periods of a year as the fields of their form, in their order; empty rows follow."""
    fields: dict[str, Any] = {}
    rows = list(cycle.exam_periods.values(*EXAM)[:EXAM_ROWS])
    nothing: dict[str, Any] = {"name": "", "starts_on": None, "ends_on": None}
    for number in range(1, EXAM_ROWS + 1):
        row = rows[number - 1] if number <= len(rows) else nothing
        fields |= {f"{name}_{number}": row[name] for name in EXAM}
    return fields

"""What the setting-up of a program reads of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Role
from programs.models import Appointment, Cycle, ExamPeriod, HandbookVersion, HelpContact, Program
from programs.queries.programs import current_cycle

_State = HandbookVersion.State
EXAM = ("name", "starts_on", "ends_on")
EXAM_ROWS = 4


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """The facts of one program.

    Attributes:
        program: of which they are.
        cycle: the year that its pages speak of.
        settled: the keys of the steps that somebody has decided.
        handbook: the states of its versions.
        reachable: whether a help contact of the program or the school has a phone number or an email address.
        coordinated: whether somebody coordinates it.
        exams: the exam periods of the cycle.
    """

    program: Program
    cycle: Cycle | None
    settled: frozenset[str]
    handbook: frozenset[str]
    reachable: bool
    coordinated: bool
    exams: tuple[ExamPeriod, ...]

    @property
    def published(self) -> bool:
        """Whether a handbook is in force."""
        return _State.PUBLISHED in self.handbook

    @property
    def drafted(self) -> bool:
        """Whether a handbook is being written."""
        return _State.DRAFT in self.handbook


def setup_facts(program: Program) -> SetupFacts:
    """Return the facts of a program; six queries."""
    cycle = current_cycle(program)
    return SetupFacts(
        program=program,
        cycle=cycle,
        settled=_texts(program.settled_steps.values_list("key", flat=True)),
        handbook=_texts(program.handbook_versions.order_by().values_list("state", flat=True).distinct()),
        reachable=help_contacts(program).exists(),
        coordinated=Appointment.objects.filter(program=program, role=Role.COORDINATOR).exists(),
        exams=tuple(cycle.exam_periods.all()) if cycle else (),
    )


def help_contacts(program: Program) -> QuerySet[HelpContact]:
    """Return the help contacts of the program and of its school that say whom to call or write to."""
    own = HelpContact.objects.filter(Q(program=program) | Q(institution=program.institution_id, program=None))
    return own.exclude(phone="", email="")


def _texts(values: Iterable[str]) -> frozenset[str]:
    return frozenset(values)


def exams_of(cycle: Cycle) -> dict[str, Any]:
    """Return the exam periods of a year as the fields of their form, in their order; empty rows follow."""
    fields: dict[str, Any] = {}
    rows = list(cycle.exam_periods.values(*EXAM)[:EXAM_ROWS])
    nothing: dict[str, Any] = {"name": "", "starts_on": None, "ends_on": None}
    for number in range(1, EXAM_ROWS + 1):
        row = rows[number - 1] if number <= len(rows) else nothing
        fields |= {f"{name}_{number}": row[name] for name in EXAM}
    return fields

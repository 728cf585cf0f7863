"""Which mentors are trained, and which may not be matched for lack of it, as the program's rule has it."""

from datetime import date

from django.db.models import BooleanField, Case, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from people.models import MentorParticipation
from programs.models import Cycle, CycleState, Program
from training.queries.readiness import (
    lacks_a_module,
    last_completed,
    modules_done,
    modules_required,
    requires_training,
)
from training.queries.taking import EARLY_RENEWAL

_PATHS = {"user": "mentor", "program": "cycle__program"}


def trained(day: date) -> Q:
    """Those who on `day` have done what the program requires, or whose training elsewhere somebody has recorded."""
    here = Q(requires_training(program=_PATHS["program"])) & ~Q(lacks_a_module(day=day, **_PATHS))
    return Q(trained_on__isnull=False) | here


def with_training(rows: QuerySet[MentorParticipation], *, day: date) -> QuerySet[MentorParticipation]:
    """Add `modules_required`, how many of them are `modules_done` on `day`, and `last_trained_at`."""
    return rows.annotate(**training_needs(day))


def training_needs(day: date) -> dict[str, Coalesce | Subquery]:
    """Return the expressions of `with_training`."""
    return {
        "modules_required": modules_required(program=_PATHS["program"]),
        "modules_done": modules_done(day=day, **_PATHS),
        "last_trained_at": last_completed(user=_PATHS["user"]),
    }


def training_flag(day: date) -> Case:
    """Whether `trained` holds, as an expression."""
    return Case(When(trained(day), then=Value(True)), default=Value(False), output_field=BooleanField())


def is_trained(participation: MentorParticipation, *, day: date) -> bool:
    """Whether `trained` holds for one."""
    return MentorParticipation.objects.filter(trained(day), pk=participation.pk).exists()


def training_open(day: date) -> Q:
    """Those who have a required module to do on `day`, no training elsewhere, and no experienced co-mentor."""
    return Q(lacks_a_module(day=day, **_PATHS), trained_on=None, co_mentor=None)


def mentors_to_train(cycle: Cycle, *, day: date) -> QuerySet[MentorParticipation]:
    """Return who mentors in the year and has a module to do on `day`, or due again so soon that it may be taken again.

    None where the program doesn’t ask, or the year is over.
    """
    if cycle.state == CycleState.CLOSED:
        return MentorParticipation.objects.none()
    taking_part = cycle.participations.filter(state__in=MentorParticipation.TAKING_PART, mentor__is_active=True)
    return unready_mentors(taking_part, program=cycle.program, day=day + EARLY_RENEWAL)


def is_unready(participation: MentorParticipation, *, day: date) -> bool:
    """Whether the mentor is one of `unready_mentors`; cycle and program are loaded."""
    rows = MentorParticipation.objects.filter(pk=participation.pk)
    return unready_mentors(rows, program=participation.cycle.program, day=day).exists()


def must_train_first(participation: MentorParticipation, *, day: date) -> bool:
    """Whether the program pairs nobody with the mentor before their training is done."""
    required = participation.cycle.program.readiness_rule == Program.ReadinessRule.REQUIRED
    return required and is_unready(participation, day=day)


def unready_mentors(
    mentors: QuerySet[MentorParticipation], *, program: Program, day: date
) -> QuerySet[MentorParticipation]:
    """Return those of `mentors` of the program whose training is open on `day`, with the mentor; none where the
    program doesn’t ask.
    """
    if program.readiness_rule == Program.ReadinessRule.OFF:
        return mentors.none()
    return mentors.filter(training_open(day)).select_related("mentor")

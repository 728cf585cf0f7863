"""Writes of setting up a program: its steps, one by one, and the exams of a year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core.revisions import refuse_stale
from programs.models import Cycle, ExamPeriod, Program, SettledStep
from programs.queries.setup import EXAM, EXAM_ROWS, exams_of
from programs.services.cycles import refuse_closed
from programs.services.programs import update_program
from programs.signals import readiness_rule_changed


@transaction.atomic
def save_step(
    program: Program, key: str, *, fields: Mapping[str, Any], by: User, now: datetime, began_from: str = ""
) -> Program:
    """Save the settings of one step, which a form has validated, and mark it as decided.

    Args:
        program: whose step it is.
        key: the step.
        fields: name → value of its settings.
        by: who decided.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other settings of the step since the form was opened.
        NotReadyToOpen: the program is open and would lose its purpose.
        WrongState: it would become a program of peers, or stop being one, after somebody was invited.
    """
    program = update_program(program, fields=fields, began_from=began_from)
    settle(program, key, by=by, now=now)
    if "readiness_rule" in fields:
        readiness_rule_changed.send(sender=Program, program=program, now=now)
    return program


def settle(program: Program, *keys: str, by: User, now: datetime) -> None:
    """Mark steps as decided by `by`; inside the caller's transaction. The newest decision counts."""
    SettledStep.objects.bulk_create(
        (SettledStep(program=program, key=key, settled_by=by, settled_at=now) for key in keys),
        update_conflicts=True,
        unique_fields=("program", "key"),
        update_fields=("settled_by", "settled_at"),
    )


@transaction.atomic
def set_exams(cycle: Cycle, *, fields: Mapping[str, Any], by: User, now: datetime, began_from: str = "") -> None:
    """Replace the exam periods of a year; none is a decision, too.

    Args:
        cycle: the year.
        fields: name, first and last day of each, as a form has validated them; a row without a name is left out.
        by: who decided.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved other periods since the form was opened.
        WrongState: the year is closed.
    """
    cycle = Cycle.objects.select_for_update(of=("self",)).select_related("program").get(pk=cycle.pk)
    refuse_closed(cycle)
    refuse_stale(began_from, stored=exams_of(cycle), wanted=fields)
    cycle.exam_periods.all().delete()
    rows = ({name: fields[f"{name}_{number}"] for name in EXAM} for number in range(1, EXAM_ROWS + 1))
    ExamPeriod.objects.bulk_create(ExamPeriod(cycle=cycle, **row) for row in rows if row["name"])
    settle(cycle.program, "exams", by=by, now=now)

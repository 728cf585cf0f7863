"""Undoing, by the worker, what was done with hundreds of people at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.lists.actions import Report
from programs.models import LongStep, StaffStep
from programs.presentation.staff_steps import step_kind
from programs.services.long_steps import Outcome, register_worker
from programs.services.staff_steps import undo_step

UNDO_OF_MANY = "undo_of_many"


def _undo(long_step: LongStep, about: Mapping[str, Any], report: Report, now: datetime) -> Outcome:
    step = StaffStep.objects.select_related("program").get(pk=about["step"])
    left_out = undo_step(step, by=long_step.by, now=now, report=report)
    return Outcome(str(step_kind(step.kind).undone), left_out)


def register_undo_of_many() -> None:
    """Make it known to the worker."""
    register_worker(UNDO_OF_MANY, _undo)

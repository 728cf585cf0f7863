"""Imports as steps, for the page of who did what."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.services.import_waiting import STEP
from people.services.undo_import import undo_import
from programs.models import StaffStep
from programs.presentation.staff_steps import StepKind, register_step


def _people(step: StaffStep) -> str:
    return reverse("people:list-people", kwargs={"slug": step.program.slug})


def register_import_steps() -> None:
    """Make the step known."""
    undone = _("The import is undone. Whoever has signed in or changed something since has stayed as they are.")
    register_step(StepKind(STEP, _("People imported"), _people, undo_import, undone))

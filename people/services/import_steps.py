"""Imports as steps, for the page of who did what."""

from django.utils.translation import gettext_lazy as _

from people.services import adding
from people.services.import_waiting import STEP
from people.services.person_steps import people_page, person_page
from people.services.undo_import import undo_import
from programs.presentation.staff_steps import StepKind, register_step


def register_import_steps() -> None:
    """Make the step known."""
    undone = _("The import is undone. Whoever has signed in or changed something since has stayed as they are.")
    register_step(StepKind(STEP, _("People imported"), people_page, undo_import, undone))
    out = _("Undone: they’re out of the year again, unless they’ve signed in or something has been built on it.")
    register_step(StepKind(adding.STEP, _("Person added"), person_page, undo_import, out))

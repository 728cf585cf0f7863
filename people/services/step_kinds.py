"""The steps about people, for the person's page and for the page of who did what."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from people.services.participations import undo_oversight
from people.services.person_steps import people_page, person_page
from people.services.persons import undo_correction
from programs.models import StaffStep
from programs.presentation.staff_steps import StepKind, register_step


def _ask_again(_step: StaffStep, _by: User, _now: datetime) -> None:
    """A step that was undone counts no more: the page asks again by itself."""


def register_person_steps() -> None:
    """Make the steps of this app known. Some have a step of their own that leads back, or none can."""
    put_back = _("Undone: everything is as it was. If the address changed, both addresses get an email.")
    register_step(StepKind("person_corrected", _("Details corrected"), person_page, undo_correction, put_back))
    overseen = _("Undone: places, training and department are as they were.")
    register_step(StepKind("mentor_overseen", _("Places or training changed"), person_page, undo_oversight, overseen))
    register_step(StepKind("mentee_withdrawn", _("Withdrawn"), person_page))
    register_step(StepKind("mentee_readmitted", _("Taken back as a mentee"), person_page))
    register_step(StepKind("mentor_readmitted", _("Taken back as a mentor"), person_page))
    register_step(StepKind("people_merged", _("Two records merged"), person_page))
    register_step(StepKind("told_apart", _("Found to be two people"), person_page, _ask_again, _("Undone.")))
    register_step(StepKind("record_removed", _("Removed from a year"), people_page))

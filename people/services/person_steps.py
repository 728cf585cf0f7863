"""Steps about one person of a program, for the person's page and for the page of who did what."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from programs.models import Program, StaffStep
from programs.presentation.staff_steps import StepKind, register_step
from programs.services.staff_steps import record_step


def subject_of_person(pk: int) -> str:
    """How a step names the person that it is about."""
    return f"person:{pk}"


def keep_person_step(
    person: User, program: Program, kind: str, *, by: User, now: datetime, reason: str = "", **more: Any
) -> StaffStep:
    """Keep a step about a person, inside the transaction that takes it; `more` as for `record_step`."""
    subject = subject_of_person(person.pk)
    return record_step(program, kind=kind, subject=subject, person=person, by=by, reason=reason, now=now, **more)


def person_page(step: StaffStep) -> str:
    """The page of the person whom a step concerns."""
    return reverse("people:show-person", kwargs={"slug": step.program.slug, "pk": step.person_id})


def _ask_again(_step: StaffStep, _now: datetime) -> None:
    """A step that was undone counts no more: the page asks again by itself."""


def people_page(step: StaffStep) -> str:
    """The lists of the program in which a step was taken."""
    return reverse("people:list-people", kwargs={"slug": step.program.slug})


def register_person_steps() -> None:
    """Make the steps of this app known. Most have a step of their own that leads back, or none can."""
    register_step(StepKind("person_corrected", _("Details corrected"), person_page))
    register_step(StepKind("mentee_withdrawn", _("Withdrawn"), person_page))
    register_step(StepKind("mentee_readmitted", _("Taken back as a mentee"), person_page))
    register_step(StepKind("mentor_readmitted", _("Taken back as a mentor"), person_page))
    register_step(StepKind("people_merged", _("Two records merged"), person_page))
    register_step(StepKind("told_apart", _("Found to be two people"), person_page, _ask_again, _("Undone.")))
    register_step(StepKind("record_removed", _("Removed from a year"), people_page))

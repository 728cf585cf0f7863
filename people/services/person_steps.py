"""Steps about one person of a program, for the person's page and for the page of who did what."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from programs.models import Program, StaffStep
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


def people_page(step: StaffStep) -> str:
    """The lists of the program in which a step was taken."""
    return reverse("people:list-people", kwargs={"slug": step.program.slug})

"""Steps about one person of a program, for the person's page and for the page of who did what."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from programs.models import Cycle, Program, StaffStep
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


def subject_of_year(pk: int) -> str:
    """How a step about many people names the year in which it was taken."""
    return f"year:{pk}"


def list_page(name: str) -> Callable[[StaffStep], str]:
    """The page of a list, for a step about a year."""

    def url(step: StaffStep) -> str:
        return f"{reverse('people:show-list', args=[step.program.slug, name])}?year={step.subject_pk}"

    return url


def keep_sending(cycle: Cycle, kind: str, *, number: int, by: User, now: datetime) -> None:
    """Keep that somebody had emails sent to so many people or offers of a year; none is no step."""
    if number:
        about: dict[str, Any] = {"subject": subject_of_year(cycle.pk), "before": {"number": number}}
        record_step(cycle.program, kind=kind, by=by, now=now, **about)


def people_page(step: StaffStep) -> str:
    """The lists of the program in which a step was taken."""
    return reverse("people:list-people", kwargs={"slug": step.program.slug})

"""The emails to somebody who offers to mentor, and has no account as far as anybody says."""

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from people.models import Volunteer
from people.queries.volunteers import UNCONFIRMED_FOR
from programs.queries.contacts import answers_to


@dataclass(frozen=True, slots=True)
class Letter:
    """An email before it goes out."""

    subject: str
    body: str


def confirmation(volunteer: Volunteer, token: str) -> Letter:
    """Ask to confirm the address; only this letter has the secret of the link."""
    path = reverse("people:confirm-volunteer", kwargs={"slug": volunteer.program.slug, "token": token})
    return _letter("confirm", volunteer, link=f"{settings.SITE_URL}{path}", days=UNCONFIRMED_FOR.days)


def regrets(volunteer: Volunteer) -> Letter:
    """Say no, kindly and without a reason."""
    return _letter("declined", volunteer, write_to=answers_to(volunteer.program))


def _letter(name: str, volunteer: Volunteer, **more: object) -> Letter:
    program = volunteer.program
    context = {"volunteer": volunteer, "program": program, "school": program.institution.name, **more}
    with translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"notifications/people/volunteer_{name}.txt", context)
    subject, _newline, body = text.strip().partition("\n")
    return Letter(subject, body.strip())

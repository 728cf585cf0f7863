"""Running a program in a browser."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from programs.models import (
    HandbookVersion,
    HelpContact,
    Program,
)
from tests.factories.programs import (
    AppointmentFactory,
    ProgramFactory,
)
from tests.handbooks import text, write_handbook

SignIn = Callable[[User], Client]


def test_founding_and_opening_a_program(admin: User, sign_in: SignIn, now: datetime) -> None:
    client = sign_in(admin)
    client.post(reverse("programs:create-program"), {"name": "Circles", "tagline": "Groups"})
    program = Program.objects.get(slug="circles")
    settings = reverse("programs:edit-program", args=["circles"])
    page = text(client.get(settings))
    assert "Publish a handbook." in page
    opened = client.post(reverse("programs:open-program", args=["circles"]))
    assert opened.status_code == 422
    assert "Say in the settings why the program exists." in text(opened)
    Program.objects.filter(pk=program.pk).update(purpose="To meet.")
    write_handbook(program, by=admin, now=now)
    assert client.post(reverse("programs:open-program", args=["circles"])).status_code == 302
    assert Client().get(reverse("programs:show-program", args=["circles"])).status_code == 200


SETTINGS = {
    "name": "Compass", "tagline": "", "lead": "", "purpose": "To meet.", "mentee_gains": "", "mentor_gains": "",
    "time_costs": "", "pairing_steps": "", "eligibility": "", "format": "group", "cadence_days": 42,
    "session_minutes": 90, "expected_sessions": 6, "pairing": "random", "list_length": 5, "offer_days": 5,
    "silence_rule": "expire", "unranked_rule": "similarity", "answers_before_ratings": 5, "conflict_policy": "block",
    "contact_email": "", "open_requests": 1, "mentors_each": 1,
}  # fmt: skip


def test_settings_are_saved(program: Program, coordinator: User, sign_in: SignIn) -> None:
    url = reverse("programs:edit-program", args=["compass"])
    assert sign_in(coordinator).post(url, SETTINGS)["Location"] == url
    program.refresh_from_db()
    assert (program.cadence_days, program.pairing, program.silence_rule) == (42, "random", "expire")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"purpose": " "}, "purpose", "Say why the program exists."),
        ({"answers_before_ratings": 2}, "answers_before_ratings", "Use at least 3, so that nobody can be recognized."),
        ({"list_length": 11}, "list_length", ""),
        ({"academic_counseling": "on", "conflict_policy": "warn"}, "conflict_policy", "has to rule out the pairing"),
        ({"pairing": "beauty"}, "pairing", ""),
    ],
)
def test_settings_that_cannot_be(
    change: dict[str, object], field: str, words: str, program: Program, coordinator: User, sign_in: SignIn
) -> None:
    response = sign_in(coordinator).post(reverse("programs:edit-program", args=["compass"]), SETTINGS | change)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert words in text(response)
    assert f'href="#id_{field}' in text(response)
    program.refresh_from_db()
    assert program.cadence_days == 30


def test_help_contacts_by_form(handbook: HandbookVersion, program: Program, coordinator: User, sign_in: SignIn) -> None:
    url = reverse("programs:edit-contacts", args=["compass"])
    data = {
        "form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0,
        "form-0-heading": "In danger", "form-0-text": "Day and night", "form-0-phone": "555", "form-0-email": "",
        "form-1-heading": "", "form-1-text": "", "form-1-phone": "", "form-1-email": "",
    }  # fmt: skip
    client = sign_in(coordinator)
    assert client.post(url, data | {"form-0-phone": ""}).status_code == 422
    assert client.post(url, {}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert HelpContact.objects.get(program=program).heading == "In danger"
    assert "In danger" in text(client.get(url))


def test_the_team_by_form(program: Program, admin: User, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(admin)
    url = reverse("people:appoint", args=["compass"])
    data = {"role": "coordinator", "email": "new@haldenlake.example", "given_name": "New", "family_name": "Person"}
    assert client.post(url, data | {"role": "king"}).status_code == 422
    assert client.post(url, data).status_code == 302
    page = text(client.get(reverse("people:list-team", args=["compass"])))
    assert "New Person" in page
    foreign = AppointmentFactory.create(program=ProgramFactory.create(institution=program.institution))
    assert client.post(reverse("people:dismiss", args=["compass", foreign.pk])).status_code == 404
    assert program.appointments.filter(role=Role.COORDINATOR).count() == 2

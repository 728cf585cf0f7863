"""Running a program in a browser."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from programs.models import Cycle, CycleState, HandbookVersion, HelpContact, Program
from programs.queries.setup import exams_of
from programs.services.setup import set_exams
from tests.factories.programs import AppointmentFactory, CycleFactory, ProgramFactory
from tests.handbooks import text, write_handbook

SignIn = Callable[[User], Client]
Counted = Callable[[int], AbstractContextManager[object]]
FINALS = {"name_1": "Finals", "starts_on_1": date(2026, 12, 7), "ends_on_1": date(2026, 12, 18)}


def test_founding_and_opening_a_program(admin: User, sign_in: SignIn, now: datetime) -> None:
    client = sign_in(admin)
    client.post(reverse("programs:create-program", args=["halden-lake"]), {"name": "Circles"})
    program = Program.objects.get(slug="circles")
    settings = reverse("programs:edit-program", args=["circles"])
    page = text(client.get(settings))
    assert "can open once 3 things are done" in page
    opened = client.post(reverse("programs:open-program", args=["circles"]))
    assert opened.status_code == 422
    assert "Say in the settings why the program exists." in text(opened)
    Program.objects.filter(pk=program.pk).update(purpose="To meet.")
    write_handbook(program, by=admin, now=now)
    CycleFactory.create(program=program, state=CycleState.PLANNING)
    assert client.post(reverse("programs:open-program", args=["circles"])).status_code == 302
    assert Client().get(reverse("programs:show-program", args=["circles"])).status_code == 200


def test_a_step_is_saved_and_marked(program: Program, coordinator: User, sign_in: SignIn) -> None:
    client = sign_in(coordinator)
    settings = reverse("programs:edit-program", args=["compass"])
    before = client.get(settings).context["done"]
    fields = {"cadence_days": 42, "session_minutes": 90, "expected_sessions": 6}
    step = reverse("programs:edit-step", args=["compass", "sessions"])
    assert client.post(step, fields)["Location"] == settings
    program.refresh_from_db()
    assert (program.cadence_days, program.session_minutes, program.expected_sessions) == (42, 90, 6)
    assert client.get(settings).context["done"] == before + 1
    assert client.get(reverse("programs:edit-step", args=["compass", "handbook"])).status_code == 404


@pytest.mark.parametrize(
    ("step", "change", "field", "words"),
    [
        ("purpose", {"name": "Compass", "purpose": " "}, "purpose", "Say why the program exists."),
        ("ratings", {"answers_before_ratings": 1}, "answers_before_ratings", "Use at least 3, so that nobody"),
        ("lists", {"list_length": 11}, "list_length", ""),
        ("conflicts", {"academic_counseling": "on", "conflict_policy": "warn"}, "conflict_policy", "has to rule out"),
        ("pairing", {"pairing": "beauty"}, "pairing", ""),
    ],
)
def test_settings_that_cannot_be(
    step: str,
    change: dict[str, object],
    field: str,
    words: str,
    program: Program,
    coordinator: User,
    sign_in: SignIn,
) -> None:
    response = sign_in(coordinator).post(reverse("programs:edit-step", args=["compass", step]), change)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert words in text(response)
    assert f'href="#id_{field}' in text(response)
    assert not program.settled_steps.exists()


def test_the_settings_ask_as_often_for_a_full_program(
    handbook: HandbookVersion, cycle: Cycle, coordinator: User, sign_in: SignIn, django_assert_num_queries: Counted
) -> None:
    client = sign_in(coordinator)
    set_exams(cycle, fields=exams_of(cycle) | FINALS, by=coordinator, now=cycle.ranking_opens_at)
    with django_assert_num_queries(13):
        page = client.get(reverse("programs:edit-program", args=["compass"]))
    assert "4 weeks after" in text(page)


def test_a_date_on_a_weekend_is_pointed_out(cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime) -> None:
    settings = reverse("programs:edit-program", args=["compass"])
    with time_machine.travel(now):
        client = sign_in(coordinator)
        before = text(client.get(settings)).count("on a weekend")
        Cycle.objects.update(mid_year_on=date(2027, 2, 6), closing_from=date(2027, 6, 13), ends_on=date(2027, 7, 17))
        after = text(client.get(settings)).count("on a weekend")
    # The day on which a year ends asks nothing of anybody.
    assert after - before == 2


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

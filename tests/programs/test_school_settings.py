"""The school's names, time zone and contacts, by its administrator."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from programs.errors import NotReadyToOpen
from programs.models import HelpContact, Institution, Program
from programs.services import programs
from tests.conftest import SignIn
from tests.factories.programs import AppointmentFactory, InstitutionFactory
from tests.handbooks import text

SCHOOL = {
    "name": "Halden Lake Medical School",
    "short_name": "Lake",
    "time_zone": "Europe/Oslo",
    "colophon": "With Oslo",
}
ENTRY = {"heading": "In danger", "text": "Day and night", "phone": "555", "email": ""}


@pytest.fixture
def office(sign_in: SignIn, admin: User) -> Client:
    return sign_in(admin)


def _entries(*entries: dict[str, str]) -> dict[str, Any]:
    posted: dict[str, Any] = {"form-TOTAL_FORMS": len(entries), "form-INITIAL_FORMS": 0}
    return posted | {f"form-{n}-{name}": value for n, one in enumerate(entries) for name, value in one.items()}


def test_an_administrator_renames_the_school_and_moves_its_clock(office: Client, institution: Institution) -> None:
    url = reverse("programs:edit-school", args=["halden-lake"])
    page = office.post(url, SCHOOL, follow=True)
    assert "School settings saved." in text(page)
    institution.refresh_from_db()
    assert (institution.short_name, institution.time_zone) == ("Lake", "Europe/Oslo")
    assert "Lake" in text(page)


@pytest.mark.parametrize(
    "change", [{"name": " "}, {"short_name": ""}, {"time_zone": "Mars/Olympus"}, {"name": "x" * 161}]
)
def test_a_school_needs_names_and_a_clock(office: Client, institution: Institution, change: dict[str, str]) -> None:
    answer = office.post(reverse("programs:edit-school", args=["halden-lake"]), SCHOOL | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(change))
    institution.refresh_from_db()
    assert institution.short_name == "Halden Lake"


def test_two_administrators_see_each_other_s_words(office: Client, institution: Institution) -> None:
    url = reverse("programs:edit-school", args=["halden-lake"])
    revision = office.get(url).context["form"]["revision"].initial
    Institution.objects.update(name="Somebody else's name")
    refused = office.post(url, SCHOOL | {"revision": revision})
    assert refused.status_code == 422
    assert "Somebody else&#x27;s name" in refused.content.decode()
    assert SCHOOL["name"] in text(refused)


def test_an_administrator_of_one_program_has_no_such_page(sign_in: SignIn, program: Program) -> None:
    of_one = AppointmentFactory.create(program=program, role=Role.ADMIN).user
    assert sign_in(of_one).get(reverse("programs:edit-school", args=["halden-lake"])).status_code == 404


def test_nobody_edits_another_school(office: Client, institution: Institution) -> None:
    other = InstitutionFactory.create(slug="other", name="Other")
    office.post(reverse("programs:edit-school", args=["halden-lake"]), SCHOOL)
    other.refresh_from_db()
    assert other.name == "Other"


def test_the_school_s_contacts_stand_on_every_page(office: Client, institution: Institution, program: Program) -> None:
    HelpContact.objects.create(institution=institution, program=program, **ENTRY)
    url = reverse("programs:edit-school-contacts", args=["halden-lake"])
    assert "Campus emergency, day and night." in office.get(url).content.decode()
    assert office.post(url, _entries(ENTRY | {"heading": "At night"})).status_code == 302
    assert [one.heading for one in institution.help_contacts.filter(program=None)] == ["At night"]
    assert program.help_contacts.count() == 1
    assert "At night" in Client().get(reverse("programs:list-programs")).content.decode()


def test_the_last_emergency_contact_of_an_open_program_stays(institution: Institution, program: Program) -> None:
    with pytest.raises(NotReadyToOpen):
        programs.set_help_contacts(institution, contacts=[])
    programs.set_help_contacts(program, contacts=[ENTRY])
    programs.set_help_contacts(institution, contacts=[])
    assert institution.help_contacts.filter(program=None).count() == 0
    with pytest.raises(NotReadyToOpen):
        programs.set_help_contacts(program, contacts=[])


def test_a_draft_keeps_no_school_from_changing_its_contacts(institution: Institution, program: Program) -> None:
    Program.objects.update(status=Program.Status.DRAFT)
    programs.set_help_contacts(institution, contacts=[])
    assert not institution.help_contacts.exists()


def test_the_pages_ask_the_database_as_often_for_a_larger_school(
    office: Client, institution: Institution, django_assert_num_queries: Any, now: datetime
) -> None:
    for number in (1, 3):
        for _ in range(number):
            HelpContact.objects.create(institution=institution, **ENTRY)
        for name in ("programs:edit-school", "programs:edit-school-contacts"):
            with django_assert_num_queries(QUERIES[name]):
                office.get(reverse(name, args=["halden-lake"]))


QUERIES = {"programs:edit-school": 4, "programs:edit-school-contacts": 5}

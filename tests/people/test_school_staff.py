"""Who runs the school: appointed, ended and invited again on one page."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from core.errors import WrongState
from notifications.models import Message
from people.services.staff import invite_staff
from programs.models import Appointment, Institution, Program
from programs.services import programs
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.matching import MatchRoundFactory
from tests.factories.programs import AppointmentFactory, InstitutionFactory
from tests.handbooks import text

NEW = {"email": "new@haldenlake.example", "given_name": "New", "family_name": "Person"}
AT_SCHOOL = {"place": "school"}


@pytest.fixture
def office(sign_in: SignIn, admin: User) -> Client:
    return sign_in(admin)


def _post(office: Client, name: str, data: dict[str, Any] | None = None, *args: int) -> str:
    return text(office.post(reverse(f"people:{name}", args=["halden-lake", *args]), data or {}, follow=True))


@pytest.mark.parametrize("role", [Role.ADMIN, Role.SAFEGUARDING])
def test_an_administrator_appoints_for_the_whole_school(office: Client, institution: Institution, role: Role) -> None:
    assert "New Person is appointed." in _post(office, "appoint-in-school", NEW | AT_SCHOOL | {"role": role.value})
    appointment = Appointment.objects.get(user__email=NEW["email"])
    assert (appointment.program, appointment.institution, appointment.role) == (None, institution, role)
    assert Message.objects.filter(event="invitation", recipient=appointment.user).count() == 3
    _post(office, "appoint-in-school", NEW | AT_SCHOOL | {"role": role.value})
    assert Appointment.objects.filter(user__email=NEW["email"]).count() == 1


def test_the_form_begins_with_nothing_chosen(office: Client) -> None:
    refused = office.post(reverse("people:appoint-in-school", args=["halden-lake"]), NEW | {"role": "", "place": ""})
    assert {"role", "place"} == set(refused.context["form"].errors)
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_a_coordinator_runs_one_program(office: Client, program: Program) -> None:
    refused = office.post(
        reverse("people:appoint-in-school", args=["halden-lake"]), NEW | AT_SCHOOL | {"role": "coordinator"}
    )
    assert refused.status_code == 422
    assert "A coordinator runs one program. Choose which." in text(refused)
    assert not User.objects.filter(email=NEW["email"]).exists()
    _post(office, "appoint-in-school", NEW | {"role": "coordinator", "place": program.pk})
    assert program.appointments.get().user.email == NEW["email"]


def test_programs_and_staff_of_another_school_are_not_there(office: Client) -> None:
    elsewhere = InstitutionFactory.create(slug="other")
    theirs = AppointmentFactory.create(institution=elsewhere, program__institution=elsewhere)
    data = NEW | {"role": "coordinator", "place": theirs.program_id}
    assert office.post(reverse("people:appoint-in-school", args=["halden-lake"]), data).status_code == 422
    for name in ("dismiss-in-school", "invite-staff-again"):
        assert office.post(reverse(f"people:{name}", args=["halden-lake", theirs.pk])).status_code == 404


def test_the_last_administrator_stays(office: Client, admin: User, institution: Institution) -> None:
    own = admin.appointments.get()
    gone = AppointmentFactory.create(institution=institution, program=None, role=Role.ADMIN, user__is_active=False)
    assert "A school needs an administrator." in _post(office, "dismiss-in-school", {}, own.pk)
    assert Appointment.objects.filter(pk=own.pk).exists()
    programs.dismiss(gone)
    AppointmentFactory.create(institution=institution, program=None, role=Role.ADMIN)
    assert office.post(reverse("people:dismiss-in-school", args=["halden-lake", own.pk]))["Location"] == "/"
    assert office.get(reverse("people:list-school-staff", args=["halden-lake"])).status_code == 404


def test_an_administrator_of_one_program_who_goes_is_led_home(program: Program, sign_in: SignIn) -> None:
    own = AppointmentFactory.create(program=program, role=Role.ADMIN)
    browser = sign_in(own.user)
    assert browser.post(reverse("people:dismiss", args=[program.slug, own.pk]))["Location"] == "/"
    assert browser.get(reverse("people:list-team", args=[program.slug])).status_code in (403, 404)


def test_an_administrator_of_one_program_may_go(program: Program, admin: User) -> None:
    programs.dismiss(AppointmentFactory.create(program=program, role=Role.ADMIN))
    assert not program.appointments.exists()


def test_a_coordinator_who_cannot_sign_in_is_no_other(program: Program, coordinator: User) -> None:
    AppointmentFactory.create(program=program, user__is_active=False)
    with pytest.raises(WrongState):
        programs.dismiss(coordinator.appointments.get())


def test_ending_twice_changes_nothing(office: Client, program: Program, coordinator: User) -> None:
    other = AppointmentFactory.create(program=program)
    programs.dismiss(other)
    programs.dismiss(Appointment(pk=other.pk or 0, institution=program.institution, program=program, role=other.role))
    assert program.appointments.count() == 1


def test_one_member_is_invited_again_once_a_day(office: Client, program: Program) -> None:
    now = timezone.now()
    one, other = (
        invite_staff(program, email=f"{n}@lake.example", given_name=n, family_name="X", role=Role.COORDINATOR, now=now)
        for n in ("Ann", "Bob")
    )
    Message.objects.all().delete()
    assert "Ann X will be invited again." in _post(office, "invite-staff-again", {}, one.pk)
    url = reverse("people:invite-member-again", args=[program.slug, other.pk])
    assert "Bob X will be invited again." in text(office.post(url, follow=True))
    assert "There’s nobody left to invite again." in text(office.post(url, follow=True))
    assert [message.recipient for message in Message.objects.order_by("pk")] == [one.user, other.user]


def test_who_has_signed_in_is_not_offered_it(office: Client, program: Program, coordinator: User) -> None:
    User.objects.filter(pk=coordinator.pk).update(last_login=timezone.now())
    AppointmentFactory.create(program=program, user=UserFactory.create(given_name="Silent", last_login=None))
    for url in (
        reverse("people:list-school-staff", args=["halden-lake"]),
        reverse("people:list-team", args=[program.slug]),
    ):
        page = text(office.get(url))
        assert page.count("Invite again<span") == 1


def test_rounds_of_all_programs_are_there_to_read(office: Client, program: Program) -> None:
    url = reverse("matching:list-school-rounds", args=["halden-lake"])
    assert "No rounds yet." in text(office.get(url))
    match_round = MatchRoundFactory.create(cycle__program=program, name="Autumn round")
    page = text(office.get(url))
    assert "Autumn round" in page
    assert reverse("matching:show-round", args=[match_round.pk]) not in page
    assert url in text(office.get("/"))


def test_the_pages_ask_as_often_for_many(office: Client, program: Program, django_assert_num_queries: Any) -> None:
    for number in (1, 3):
        AppointmentFactory.create_batch(number, program=program)
        for n in range(number):
            MatchRoundFactory.create(cycle__program=program, cycle__name=f"{number}.{n}")
        with django_assert_num_queries(9):
            office.get(reverse("people:list-school-staff", args=["halden-lake"]))
        with django_assert_num_queries(6):
            office.get(reverse("matching:list-school-rounds", args=["halden-lake"]))

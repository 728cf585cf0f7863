from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Language, User
from core.errors import WrongState
from programs.errors import CodeRefused
from programs.models import Appointment, FirstRunCode, Institution, InterestTerm
from programs.policies import can_administer
from programs.queries.programs import is_empty_install
from programs.services.first_run import issue_first_run_code, set_up_school

SCHOOL = {
    "name": "Halden Lake School of Medicine",
    "short_name": "Halden Lake",
    "time_zone": "America/Toronto",
    "email": "Admin@haldenlake.example",
    "given_name": "Ada",
    "family_name": "Min",
    "password": "a-long-winter-walk",
}


def code() -> str:
    out = StringIO()
    call_command("first_run_code", stdout=out)
    return out.getvalue().strip()


def post(**changes: Any) -> Any:
    return Client().post(reverse("programs:first-run"), SCHOOL | changes)


@pytest.mark.django_db
def test_the_code_is_printed_and_only_its_hash_is_stored() -> None:
    printed = code()
    assert len(printed.replace("-", "")) == 12
    stored = FirstRunCode.objects.get()
    assert printed.replace("-", "") not in stored.code_hash.upper()


@pytest.mark.django_db
def test_a_new_code_voids_the_one_before(now: datetime) -> None:
    old, new = issue_first_run_code(now=now), issue_first_run_code(now=now)
    with pytest.raises(CodeRefused):
        set_up_school(**SCHOOL, code=old, now=now)
    assert set_up_school(**SCHOOL, code=new, now=now).email == "admin@haldenlake.example"


@pytest.mark.django_db
def test_a_code_is_good_for_a_week(now: datetime) -> None:
    old = issue_first_run_code(now=now)
    with pytest.raises(CodeRefused):
        set_up_school(**SCHOOL, code=old, now=now + timedelta(days=8))
    assert is_empty_install()


@pytest.mark.django_db
def test_the_school_its_administrator_and_its_lists_come_into_being() -> None:
    client = Client()
    page = client.get(reverse("programs:first-run"))
    assert page.status_code == 200
    # Typed by hand from a terminal: lower case and without the hyphens.
    response = client.post(reverse("programs:first-run"), SCHOOL | {"code": code().lower().replace("-", " ")})
    assert response["Location"] == reverse("programs:list-programs")
    institution, user = Institution.objects.get(), User.objects.get()
    assert can_administer(user, institution)
    assert user.check_password("a-long-winter-walk")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.session.get_expire_at_browser_close()
    assert client.get(reverse("programs:create-program", args=["halden-lake"])).status_code == 200
    assert Language.objects.filter(code="sw").exists()
    assert InterestTerm.objects.filter(institution=institution).count() > 20
    assert not FirstRunCode.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "AAAA-AAAA-AAAA"}, "code"),
        ({"code": ""}, "code"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"email": "nobody"}, "email"),
        ({"password": "12345678"}, "password"),
        ({"password": "short"}, "password"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_created(change: dict[str, str], field: str) -> None:
    good = code()
    response = post(**({"code": good} | change))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert is_empty_install()
    assert FirstRunCode.objects.exists()
    assert b"a-long-winter-walk" not in response.content


@pytest.mark.django_db
def test_a_code_works_once() -> None:
    good = code()
    assert post(code=good).status_code == 302
    assert post(code=good).status_code == 404
    assert Appointment.objects.count() == 1


def test_once_a_school_exists_there_is_no_first_run(institution: Institution, now: datetime) -> None:
    assert Client().get(reverse("programs:first-run")).status_code == 404
    assert post(code="AAAA-AAAA-AAAA").status_code == 404
    with pytest.raises(CommandError):
        call_command("first_run_code")
    with pytest.raises(WrongState):
        issue_first_run_code(now=now)

from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.test import Client
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from accounts.models import User
from mentorship.demo.cast import cast_members
from mentorship.demo.mailbox import sent_emails
from tests.factories.accounts import UserFactory

DEMO_URLS = "mentorship.demo.urls"


@pytest.fixture
def noor(db: None) -> User:
    return UserFactory.create(email=cast_members()[0].email)


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Client:
    settings.ROOT_URLCONF = DEMO_URLS
    settings.EMAIL_FILE_PATH = tmp_path
    return Client()


@pytest.mark.parametrize("name", ["demo:choose-person", "demo:mailbox"])
def test_demo_pages_do_not_exist_outside_demo_mode(name: str, db: None) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
    for path in ("/demo/", "/demo/mailbox/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"email": "noor-haddad-quist@haldenlake.example"}).status_code == 404


def test_a_visitor_signs_in_as_a_member_of_the_cast(demo: Client, noor: User) -> None:
    response = demo.post("/demo/", {"email": noor.email})
    assert response.status_code == 302
    assert demo.session["_auth_user_id"] == str(noor.pk)


def test_nobody_else_can_be_chosen(demo: Client, db: None) -> None:
    stranger = UserFactory.create()
    assert demo.post("/demo/", {"email": stranger.email}).status_code == 404
    assert "_auth_user_id" not in demo.session


def test_an_empty_demo_school_says_how_to_load_it(demo: Client, db: None) -> None:
    assert "make demo" in demo.get("/demo/").content.decode()


def test_the_mailbox_shows_what_was_sent(demo: Client, db: None, tmp_path: Path) -> None:
    backend = EmailBackend(file_path=str(tmp_path))
    for to in ("noor@haldenlake.example", "ruth@haldenlake.example"):
        backend.send_messages([EmailMessage("Your match is here", "Look: é", to=[to])])
    assert [email.to for email in sent_emails(tmp_path, to="noor@haldenlake.example")] == ["noor@haldenlake.example"]
    page = demo.get("/demo/mailbox/").content.decode()
    assert page.count("Your match is here") == 4  # a heading and a label each
    assert "Look: é" in page


def test_an_empty_mailbox_says_when_it_fills(demo: Client, db: None) -> None:
    assert "No emails yet." in demo.get("/demo/mailbox/").content.decode()

"""What every e-mail carries, and the link that stops those one need not have."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from notifications.access import unsubscribe_url
from notifications.models import Category, Message, NotificationPreference
from notifications.services.outbox import enqueue_account_email
from tests.conftest import SignIn
from tests.outbox import deliver_due, enqueue


def _email(recipient: User, *, now: datetime, event: str = "snow") -> mail.EmailMessage:
    enqueue(event=event, recipient=recipient, subject_pk="1", due_at=now)
    deliver_due(now)
    return mail.outbox[-1]


def _link(email: mail.EmailMessage) -> str:
    found = re.fullmatch(r"<http://localhost:8000(/unsubscribe/\S+/)>", email.extra_headers["List-Unsubscribe"])
    assert found
    return found[1]


@pytest.mark.parametrize("event", ["snow", "avalanche", "shelter"])
def test_every_email_says_that_nobody_wrote_it(outsider: User, now: datetime, event: str) -> None:
    assert _email(outsider, now=now, event=event).extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_an_email_of_the_login_says_so_too_and_cannot_be_opted_out_of(now: datetime) -> None:
    enqueue_account_email(
        address="one@a.example", subject="Code", body="123456", expires_at=now + timedelta(days=1), now=now
    )
    deliver_due(now)
    headers = mail.outbox[-1].extra_headers
    assert headers["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in headers


def test_answers_go_to_the_address_of_the_settings_when_no_other_is_known(
    outsider: User, now: datetime, settings: Settings
) -> None:
    settings.REPLY_TO_EMAIL = "office@haldenlake.example"
    assert _email(outsider, now=now).reply_to == ["office@haldenlake.example"]
    settings.REPLY_TO_EMAIL = ""
    assert _email(outsider, now=now, event="shelter").reply_to == []


def test_what_always_comes_offers_no_way_out(outsider: User, now: datetime) -> None:
    assert "List-Unsubscribe" not in _email(outsider, now=now, event="shelter").extra_headers


def test_one_click_of_a_mail_program_stops_the_category(client: Client, outsider: User, now: datetime) -> None:
    email = _email(outsider, now=now)
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert program.post(_link(email), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert NotificationPreference.objects.get(user=outsider).opted_out == [Category.RANKING]
    enqueue(event="snow", recipient=outsider, subject_pk="1", offset="2", due_at=now)
    deliver_due(now)
    assert len(mail.outbox) == 1
    assert Message.objects.filter(state=Message.State.SENT).count() == 2


def test_opening_the_link_changes_nothing_and_offers_one_button(client: Client, outsider: User, now: datetime) -> None:
    link = _link(_email(outsider, now=now))
    html = client.get(link).content.decode()
    assert html.count("<h1>") == 1
    assert html[html.index("<main") :].count("<button") == 1
    assert "Ranking" in html
    assert not NotificationPreference.objects.exists()
    assert "Emails stopped" in client.post(link).content.decode()


def test_the_link_says_nothing_of_its_person_and_stops_what_it_names_only(
    client: Client, sign_in: SignIn, outsider: User, student: User, now: datetime
) -> None:
    link = _link(_email(outsider, now=now))
    page = sign_in(student).post(link)
    assert outsider.email not in page.content.decode()
    assert not NotificationPreference.objects.filter(user=student).exists()


@pytest.mark.django_db
def test_a_link_that_the_site_did_not_write_leads_nowhere(client: Client, outsider: User) -> None:
    always = unsubscribe_url(outsider, Category.MATCH).removeprefix("http://localhost:8000")
    for path in ("/unsubscribe/nonsense/", always, always[:-3] + "xx/"):
        assert client.post(path).status_code == 404


def test_no_character_of_a_name_stands_in_a_header_or_a_email(outsider: User, now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    written = {"subject": "Hello Ru\x1bth\u202e\nBcc: all", "body": "12\u200b3"}
    enqueue_account_email(address="one@a.example", **written, expires_at=tomorrow, now=now)
    User.objects.update(given_name="Ru\x07th\u202e")
    email = _email(outsider, now=now)
    assert not {"\x07", "\x1b", "\u202e"} & set(f"{email.subject}{email.body}")
    assert any(each.subject == "Hello Ruth Bcc: all" for each in mail.outbox)


def test_what_leads_to_one_page_is_one_thread(outsider: User, student: User, now: datetime) -> None:
    first, again, other = (
        _email(reader, now=now, event=event).extra_headers["References"]
        for reader, event in ((outsider, "shelter"), (outsider, "snow"), (student, "snow"))
    )
    assert first == again != other
    assert re.fullmatch(r"<topic\.[0-9a-f]{32}@[a-z.]+>", first)

"""How email goes out: what administrators see of it, and what nobody sees."""

import smtplib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Role, User
from core.background import note_tick
from notifications.models import Category, Fault, Message
from notifications.queries.mail_status import mail_status
from programs.models import Program
from tests.conftest import SignIn
from tests.factories.notifications import MessageFactory
from tests.factories.programs import AppointmentFactory
from tests.handbooks import text
from tests.outbox import deliver_due

State = Message.State
STATUS, TRY, KEPT = "/mail/", "/mail/test/", "/mail/kept/"
FILES = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def office(sign_in: SignIn, admin: User) -> Client:
    return sign_in(admin)


def test_the_server_is_named_without_its_secrets(office: Client, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "mail.lake.example", 587, True
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "key-0815", "secret-4711"
    page = text(office.get(STATUS))
    assert "mail.lake.example:587" in page
    assert "Encrypted" in page
    assert "key-0815" not in page
    assert "secret-4711" not in page


@pytest.mark.django_db
def test_messages_are_counted_by_what_becomes_of_them(now: datetime) -> None:
    waiting: dict[str, Any] = {"state": State.PENDING, "sent_at": None}
    MessageFactory.create(**waiting, due_at=now - timedelta(minutes=5))
    MessageFactory.create(**waiting, due_at=now + timedelta(minutes=5), fault=Fault.BUSY)
    MessageFactory.create(state=State.FAILED, fault=Fault.BUSY)
    MessageFactory.create(state=State.UNDELIVERABLE, fault=Fault.ADDRESS)
    MessageFactory.create(sent_at=now - timedelta(hours=2), provider_id="<1@localhost>")
    MessageFactory.create(sent_at=now - timedelta(days=2), provider_id="<2@localhost>")
    MessageFactory.create(sent_at=now)
    status = mail_status(Message.objects.all(), now=now)
    assert (status.due, status.later, status.put_off, status.set_aside, status.undeliverable) == (1, 1, 1, 1, 1)
    assert (status.sent, status.last_sent_at) == (1, now - timedelta(hours=2))
    assert status.due_since == now - timedelta(minutes=5)


def test_who_works_and_what_went_out_in_each_hour_is_on_the_page(office: Client, student: User) -> None:
    now = timezone.now()
    assert "never: beat isn’t running" in text(office.get(STATUS))
    note_tick(now)
    for hours in (0, 0, 3, 30):
        went = {"sent_at": now - timedelta(hours=hours), "provider_id": "<1@localhost>"}
        MessageFactory.create(recipient=student, **went)
    page = text(office.get(STATUS))
    assert "3 emails went out in the last 24 hours, at most 2 in an hour" in page
    assert "beat isn’t running" not in page


def test_the_last_failures_say_why_and_nothing_of_the_text(office: Client, student: User) -> None:
    MessageFactory.create(
        recipient=student,
        state=State.UNDELIVERABLE,
        fault=Fault.ADDRESS,
        smtp_code=550,
        subject="A secret",
        body="Secret",
    )
    page = text(office.get(STATUS))
    assert student.display_name in page
    assert "The mail server doesn’t know the address (550)" in page
    assert "ecret" not in page


def test_a_test_email_takes_the_way_of_all_others_and_its_outcome_is_said(office: Client, admin: User) -> None:
    page = text(office.post(TRY, follow=True))
    assert f"A test email to {admin.email} is on its way out." in page
    assert "It hasn’t gone out yet." in page
    deliver_due()
    assert "The mail server took it at" in text(office.get(STATUS))
    [email] = mail.outbox
    assert (email.to, email.subject) == ([admin.email], "Email from your school’s mentoring site works")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            smtplib.SMTPRecipientsRefused({"x": (550, b"no")}),
            "Not delivered: The mail server doesn’t know the address (550).",
        ),
        (smtplib.SMTPDataError(451, b"later"), "Not yet delivered: The mail server put it off every time (451)."),
    ],
)
def test_what_the_mail_server_says_is_said(
    office: Client, error: Exception, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    office.post(TRY)
    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    deliver_due(timezone.now() + timedelta(seconds=1))
    assert words in text(office.get(STATUS))


def test_three_test_emails_in_ten_minutes(office: Client) -> None:
    for _ in range(4):
        page = text(office.post(TRY, follow=True))
    assert "several times in a short while" in page
    assert Message.objects.filter(event="mail_trial").count() == 3


def test_one_administrator_s_test_is_not_another_s(
    office: Client, sign_in: SignIn, admin: User, program: Program
) -> None:
    office.post(TRY)
    other = AppointmentFactory.create(institution=program.institution, program=None, role=Role.ADMIN).user
    assert "It hasn’t gone out yet." not in text(sign_in(other).get(STATUS))


def test_without_a_mail_server_those_who_run_the_school_are_told(
    sign_in: SignIn, admin: User, coordinator: User, student: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = FILES
    said = "No email leaves this site."
    assert [said in text(sign_in(person).get("/inbox/")) for person in (admin, coordinator, student)] == [
        True,
        True,
        False,
    ]
    assert "See what’s missing" in text(sign_in(admin).get("/inbox/"))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert said not in text(sign_in(admin).get("/inbox/"))


def test_without_a_mail_server_an_administrator_reads_what_everybody_is_told(
    office: Client, student: User, settings: Any
) -> None:
    went: dict[str, Any] = {"recipient": student, "provider_id": "<1@localhost>"}
    MessageFactory.create(**went, category=Category.INVITATION, subject="Come to Compass", body="About an hour.")
    MessageFactory.create(**went, category=Category.MATCH, subject="Your match is Ruth", body="Ruth.")
    MessageFactory.create(**went, category=Category.ACCOUNT, subject="Code 123456", body="123456")
    MessageFactory.create(category=Category.INVITATION, subject="Only in the inbox", recipient=student)
    assert office.get(KEPT).status_code == 404
    settings.EMAIL_BACKEND = FILES
    page = text(office.get(KEPT))
    assert "Come to Compass" in page
    assert "About an hour." in page
    assert "Your match" in page
    for hidden in ("Ruth", "123456", "Only in the inbox"):
        assert hidden not in page


def test_an_empty_mailbox_says_so(office: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = FILES
    assert "No emails yet." in text(office.get(KEPT))


def test_the_pages_ask_as_often_for_many(office: Client, settings: Any, django_assert_num_queries: Any) -> None:
    settings.EMAIL_BACKEND = FILES
    for _ in range(2):
        MessageFactory.create(state=State.FAILED, fault=Fault.BUSY)
        MessageFactory.create(complained_at=timezone.now())
        MessageFactory.create(category=Category.INVITATION, provider_id="<1@localhost>")
        with django_assert_num_queries(13):
            assert "These people reported one of our emails as spam." in text(office.get(STATUS))
        with django_assert_num_queries(6):
            office.get(KEPT)

"""Health is progress: what is due and what went out."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from notifications.models import Fault, Message
from notifications.queries import health
from tests.factories.notifications import MessageFactory
from tests.outbox import enqueue


@pytest.fixture
def late(outsider: User) -> Message:
    """A message that has been due for longer than it should."""
    enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=timezone.now() - health.LATE)
    return Message.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/", "/health/web/", "/health/live/"])
def test_all_is_well(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_mail_that_is_late_and_does_not_move_is_not_well(client: Client, late: Message) -> None:
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "mail": "not ok"})
    assert client.get("/health/web/").status_code == 200
    with pytest.raises(CommandError):
        call_command("check_outbox")


def test_a_worker_that_holds_the_late_message_and_hangs_is_not_well(client: Client, late: Message) -> None:
    Message.objects.update(leased_until=timezone.now() + timedelta(minutes=1))
    assert client.get("/health/").status_code == 503


def test_a_backlog_that_shrinks_is_well(client: Client, late: Message) -> None:
    now = timezone.now()
    MessageFactory.create(recipient=late.recipient, sent_at=now, provider_id="<1@localhost>")
    assert client.get("/health/").status_code == 200
    call_command("check_outbox")


def test_news_on_the_site_alone_do_not_hide_a_dead_mail_server(client: Client, late: Message) -> None:
    MessageFactory.create(recipient=late.recipient, sent_at=timezone.now(), provider_id="")
    assert client.get("/health/").status_code == 503


@pytest.mark.parametrize(
    ("state", "fault"), [(Message.State.PENDING, Fault.BUSY), (Message.State.FAILED, Fault.BROKEN)]
)
@pytest.mark.django_db
def test_mail_that_fails_each_time_and_so_is_never_late_is_not_well(client: Client, state: str, fault: str) -> None:
    soon = timezone.now() + timedelta(minutes=5) * (1 if state == Message.State.PENDING else -1)
    for _person in range(3):
        MessageFactory.create(state=state, fault=fault, attempts=3, sent_at=None, due_at=soon)
    assert client.get("/health/").status_code == 503
    MessageFactory.create(sent_at=timezone.now(), provider_id="<1@localhost>")
    assert client.get("/health/").status_code == 200


@pytest.mark.django_db
def test_one_full_mailbox_wakes_nobody(client: Client, outsider: User) -> None:
    soon = timezone.now() + timedelta(minutes=5)
    for _message in range(5):
        MessageFactory.create(
            recipient=outsider, state=Message.State.PENDING, fault=Fault.BUSY, attempts=5, sent_at=None, due_at=soon
        )
    assert client.get("/health/").status_code == 200


def test_a_clock_that_is_ahead_does_not_make_late_mail_well(client: Client, late: Message) -> None:
    MessageFactory.create(sent_at=timezone.now() + timedelta(hours=5), provider_id="<1@localhost>")
    assert client.get("/health/").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/", "/health/web/"])
def test_without_a_database_it_answers_in_words(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object, **_options: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("notifications.queries.health.connection.cursor", gone)
    monkeypatch.setattr("notifications.views.health.outbox_moves", gone)
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.json()["database"] == "not ok"
    assert client.get("/health/live/").json() == {"process": "ok"}


@pytest.mark.django_db
def test_the_machine_itself_is_answered_behind_tls(client: Client, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/health/", "/health/web/"):
        assert client.get(path, headers={"host": "localhost:8000"}).status_code == 200
    assert client.get("/help/").status_code == 301


@pytest.mark.django_db
def test_it_opens_no_session_and_says_nothing_else(client: Client) -> None:
    answer = client.get("/health/")
    assert not answer.cookies
    assert answer.json() == {"database": "ok", "mail": "ok"}
    assert "no-store" in answer.headers["Cache-Control"]

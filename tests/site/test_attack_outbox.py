"""Attacks on the outbox: poisoned messages, dying workers, a mail server and a broker that hang.

Each runs on both databases.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event as Gate
from typing import Any, cast

import pytest
from django.core import mail
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from notifications import events, tasks
from notifications.events import Event
from notifications.models import AccountEmail, Category, Fault, Message, NotificationPreference
from notifications.services import delivery
from notifications.services.outbox import enqueue_account_email
from tests import smtp
from tests.factories.accounts import UserFactory
from tests.outbox import deliver_due, enqueue

State = Message.State
_ON_BOTH = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]
pytestmark = pytest.mark.parametrize("database", _ON_BOTH)


def _gone(_message: Message) -> Any:
    raise ObjectDoesNotExist


def _broken(_message: Message) -> Any:
    raise ZeroDivisionError


def _fine(_message: Message) -> Any:
    return True


@pytest.fixture(autouse=True)
def kinds(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, db: None, database: str) -> None:
    """Kinds of messages, of which only `fine` and `alarm` can be delivered."""
    assert connection.vendor == database
    (tmp_path / "fine.txt").write_text("Good news\n\nAll is well.")
    (tmp_path / "long.txt").write_text("Good news " * 100 + "\n\nAll is\0 well.")
    templates = settings.TEMPLATES[0]
    settings.TEMPLATES = [templates | {"DIRS": [tmp_path, *templates["DIRS"]]}]
    monkeypatch.setattr(events, "_EVENTS", {})
    _register("fine")
    _register("alarm", urgent=True)
    _register("long", template="long.txt", path=lambda _message: "/" * 1000)
    _register("no template", template="nowhere.txt")
    _register("gone", still_matters=_gone)
    _register("broken", still_matters=_broken)
    _register("no context", context=_broken)


def _register(name: str, **options: Any) -> None:
    usual: dict[str, Any] = {
        "category": Category.CANCELLATION,
        "template": "fine.txt",
        "context": lambda _message: {},
        "path": lambda _message: "/inbox/",
        "still_matters": _fine,
        "entry": events.Entry(name, "Everyone", "Now"),
    }
    events.register(Event(name=name, **(usual | options)))


def _message(event: str, *, now: datetime, recipient: User | None = None) -> Message:
    enqueue(event=event, recipient=recipient or UserFactory.create(), subject_pk="1", due_at=now)
    return Message.objects.latest("pk")


def _sweep_for_days(now: datetime) -> None:
    for hours in range(30):
        deliver_due(now + timedelta(hours=hours))


def test_poisoned_messages_are_set_aside_and_the_healthy_ones_around_them_arrive(now: datetime) -> None:
    poisons = {
        "unheard of": Fault.UNKNOWN_EVENT,
        "gone": Fault.GONE,
        "broken": Fault.BROKEN,
        "no context": Fault.BROKEN,
        "no template": Fault.BROKEN,
    }
    healthy, poisoned = [], {}
    for number, kind in enumerate([*poisons] * 2):
        message = poisoned[number] = _message("fine", now=now)
        Message.objects.filter(pk=message.pk).update(event=kind)
        healthy.append(_message("fine", now=now))
    deliver_due(now)
    assert {Message.objects.get(pk=message.pk).state for message in healthy} == {State.SENT}
    _sweep_for_days(now)
    for message in poisoned.values():
        message.refresh_from_db()
        assert (message.state, message.fault) == (State.FAILED, poisons[message.event])


def test_a_preference_that_makes_no_sense_holds_up_only_its_own(now: datetime) -> None:
    odd = UserFactory.create()
    NotificationPreference.objects.create(user=odd, opted_out=cast("list[str]", 7))
    _register("optional", category=Category.SESSION)
    bad, good = _message("optional", now=now, recipient=odd), _message("fine", now=now)
    _sweep_for_days(now)
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, good.state) == (State.FAILED, State.SENT)


def test_a_subject_that_is_too_long_and_a_body_with_a_nul_are_sent_once(now: datetime) -> None:
    message = _message("long", now=now)
    _sweep_for_days(now)
    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(mail.outbox) == 1
    assert "\n" not in mail.outbox[0].subject


def test_a_message_at_which_the_worker_dies_each_time_is_set_aside(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    killer, other = _message("fine", now=now), _message("fine", now=now + timedelta(seconds=1))

    def die(_self: object, message: Message, *, now: datetime) -> None:
        if message.pk == killer.pk:
            raise SystemExit

    with monkeypatch.context() as worker:
        worker.setattr(delivery._Chunk, "_attempt", die)
        for hours in range(delivery.MOST_ATTEMPTS):
            with pytest.raises(SystemExit):
                deliver_due(now + timedelta(hours=hours))
    deliver_due(now + timedelta(days=1))
    killer.refresh_from_db()
    other.refresh_from_db()
    assert (killer.state, killer.fault) == (State.FAILED, Fault.DIED)
    assert other.state == State.SENT


def test_a_message_that_cannot_be_recorded_is_not_sent_again(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise DatabaseError

    message = _message("fine", now=now)
    with monkeypatch.context() as broken:
        broken.setattr(Message, "save", fail)
        deliver_due(now)
    _sweep_for_days(now)
    message.refresh_from_db()
    assert (message.state, len(mail.outbox)) == (State.SENT, 1)


def test_what_is_urgent_is_claimed_before_what_was_due_earlier(now: datetime) -> None:
    waiting = [_message("fine", now=now - timedelta(minutes=minutes)) for minutes in (3, 2, 1)]
    alarm = _message("alarm", now=now)
    assert delivery.claim_due(now=now)[0] == [alarm.pk, *(message.pk for message in waiting)]


def test_a_sweep_goes_on_while_there_is_work_and_takes_what_became_urgent_first(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    deliver = delivery._Chunk.deliver

    def note(self: delivery._Chunk, pk: int, *, now: datetime) -> None:
        if not order:
            _message("alarm", now=timezone.now())  # in the middle of the first chunk
        order.append(Message.objects.values_list("event", flat=True).get(pk=pk))
        deliver(self, pk, now=now)

    monkeypatch.setattr(delivery._Chunk, "deliver", note)
    recipient = UserFactory.create()
    for number in range(2 * delivery.CHUNK + 1):
        enqueue(event="fine", recipient=recipient, subject_pk="1", offset=str(number), due_at=now - timedelta(days=365))
    assert tasks.sweep_outbox() == 2 * delivery.CHUNK + 2
    assert order.index("alarm") == delivery.CHUNK


def test_ten_codes_asked_for_while_the_mail_server_hangs_hold_up_no_page(client: Client, settings: Settings) -> None:
    users = UserFactory.create_batch(4)
    with smtp.mail_server() as (desk, port):
        desk.greeting = smtp.HANG
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 0.2
        for address in [*(user.email for user in users), "nobody@haldenlake.example"]:
            for name in ("account_request_login_code", "account_reset_password"):
                assert Client().post(reverse(name), {"email": address}).status_code == 302
        assert desk.connections == 0
        assert Message.objects.filter(category=Category.ACCOUNT, urgent=True, state=State.PENDING).count() == 10
        deliver_due()
        assert desk.emails == []
        desk.greeting = "220 here"
        deliver_due(timezone.now() + timedelta(seconds=31))
        assert len(desk.emails) == 10


def test_a_code_stands_nowhere_in_the_database_and_its_email_is_gone_once_it_was_sent(client: Client) -> None:
    user = UserFactory.create()
    client.post(reverse("account_request_login_code"), {"email": user.email})
    email = AccountEmail.objects.get()
    code = email.body.split("\n\n")[1].strip()
    assert len(code) >= 6
    assert not any(code in text for text in _every_text(Message) + _every_text(AccountEmail))
    deliver_due()
    assert code in str(mail.outbox[0].body)
    assert not AccountEmail.objects.exists()
    assert not any(code in text for text in _every_text(Message))


def _every_text(model: type[Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - a name of ours
        return [str(bytes(value) if isinstance(value, memoryview) else value) for row in cursor for value in row]


@pytest.mark.parametrize(
    ("address", "minutes", "fate"), [("one@a.example", 4, State.EXPIRED), ("two@at@a.example", 0, State.UNDELIVERABLE)]
)
def test_an_email_that_will_not_be_sent_is_gone_too(now: datetime, address: str, minutes: int, fate: str) -> None:
    enqueue_account_email(
        address=address, subject="Code", body="123456", expires_at=now + timedelta(minutes=3), now=now
    )
    deliver_due(now + timedelta(minutes=minutes))
    assert Message.objects.get().state == fate
    assert not AccountEmail.objects.exists()
    assert mail.outbox == []


def test_asking_for_a_known_and_for_an_unknown_address_writes_the_same() -> None:
    written = []
    for address in (UserFactory.create().email, "nobody@haldenlake.example"):
        with CaptureQueriesContext(connection) as queries:
            Client().post(reverse("account_request_login_code"), {"email": address})
        tables = re.findall(r'INSERT INTO "(\w+)"', " ".join(query["sql"] for query in queries))
        written.append([table for table in tables if table.startswith("notifications")])
    assert written[0] == written[1] != []


def test_a_broker_that_hangs_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, answer = Gate(), Gate()
    calls = []

    def hang(**_options: object) -> None:
        calls.append(1)
        asked.set()
        answer.wait()
        raise ConnectionError

    monkeypatch.setattr(tasks.sweep_outbox, "apply_async", hang)
    tasks.wake_worker()
    assert asked.wait(10)
    for _ in range(10):
        tasks.wake_worker()  # returns although the broker does not
    answer.set()
    assert tasks._waking.acquire(timeout=10)
    tasks._waking.release()
    assert len(calls) == 1


def test_a_sweep_has_limits_in_time() -> None:
    soft, hard = tasks.sweep_outbox.soft_time_limit, tasks.sweep_outbox.time_limit
    assert soft
    assert hard
    assert soft < hard

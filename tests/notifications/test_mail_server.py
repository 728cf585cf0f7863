"""What the mail server's answers mean, asked of one that runs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from accounts.models import User
from notifications.models import Fault, Message, SlowDomain
from notifications.presentation import emails as emails
from notifications.services import delivery, mail_server
from tests import smtp
from tests.factories.accounts import UserFactory
from tests.outbox import deliver_due, enqueue

State = Message.State


@pytest.fixture
def desk(settings: Settings, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[smtp.MailServer]:
    """A mail server that does what the test says; nobody has patience with it."""
    monkeypatch.setattr(mail_server, "SLOW_SECONDS", 0.2)
    with smtp.mail_server() as (desk, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_TIMEOUT = 0.5
        yield desk


def _to(address: str, *, now: datetime, event: str = "snow") -> Message:
    enqueue(event=event, recipient=UserFactory.create(email=address), subject_pk="1", due_at=now)
    return Message.objects.latest("pk")


def _after(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_one_connection_serves_a_chunk(desk: smtp.MailServer, now: datetime) -> None:
    for number in range(delivery.CHUNK):
        _to(f"{number}@a.example", now=now)
    deliver_due(now)
    assert (len(desk.emails), desk.connections) == (delivery.CHUNK, 1)


def test_an_address_that_is_not_known_is_not_tried_again(desk: smtp.MailServer, now: datetime) -> None:
    desk.on_recipient = lambda address: "550 no such user" if address.startswith("bad") else "250 fine"
    bad, good = _to("bad@a.example", now=now), _to("good@a.example", now=now)
    deliver_due(now)
    bad = _after(bad)
    assert (bad.state, bad.fault, bad.smtp_code) == (State.UNDELIVERABLE, Fault.ADDRESS, 550)
    assert _after(good).state == State.SENT
    assert desk.connections == 1
    assert deliver_due(now + timedelta(days=1)) == 0


def test_a_malformed_address_is_not_even_tried(desk: smtp.MailServer, now: datetime) -> None:
    bad, good = _to("two@at@a.example", now=now), _to("good@a.example", now=now)
    deliver_due(now)
    assert (_after(bad).state, bad.fault, bad.smtp_code) == (State.UNDELIVERABLE, Fault.ADDRESS, None)
    assert _after(good).state == State.SENT


def test_an_email_that_is_refused_is_not_sent_again(desk: smtp.MailServer, now: datetime) -> None:
    desk.on_email = lambda _address: "554 not this"
    message = _to("one@a.example", now=now)
    deliver_due(now)
    assert (_after(message).state, message.fault, message.smtp_code) == (State.UNDELIVERABLE, Fault.REFUSED, 554)


@pytest.mark.parametrize("answer", ["450 later", "421 not now", "451 greylisted", smtp.HANG_UP, smtp.HANG])
def test_what_is_put_off_is_tried_again(desk: smtp.MailServer, now: datetime, answer: str) -> None:
    desk.on_recipient = lambda _address: answer
    message = _to("one@a.example", now=now)
    deliver_due(now)
    assert (_after(message).state, message.attempts, message.fault) == (State.PENDING, 1, Fault.BUSY)
    assert message.due_at > now
    desk.on_recipient = lambda _address: "250 fine"
    deliver_due(now + timedelta(hours=1))
    assert (_after(message).state, message.fault) == (State.SENT, "")


def test_what_is_put_off_every_time_is_set_aside(desk: smtp.MailServer, now: datetime) -> None:
    desk.on_recipient = lambda _address: "450 later"
    message = _to("one@a.example", now=now)
    for hours in range(30):
        deliver_due(now + timedelta(hours=hours))
    message = _after(message)
    assert (message.state, message.fault, message.smtp_code) == (State.FAILED, Fault.BUSY, 450)
    assert message.attempts == delivery.MOST_ATTEMPTS


def test_every_attempt_has_the_same_message_id(desk: smtp.MailServer, now: datetime) -> None:
    seen = []

    def lose_the_first(_address: str) -> str:
        seen.append(1)
        return "250 fine" if len(seen) > 1 else smtp.HANG_UP

    message = _to("one@a.example", now=now)
    Message.objects.update(provider_id="")
    desk.on_email = lose_the_first
    deliver_due(now)
    expected = emails.message_id(_after(message))
    deliver_due(now + timedelta(hours=1))
    assert [str(email["Message-ID"]) for email in desk.emails] == [expected]
    assert _after(message).provider_id == expected


def test_a_server_that_has_enough_of_a_connection_gets_a_new_one(desk: smtp.MailServer, now: datetime) -> None:
    taken = []

    def every_second(_address: str) -> str:
        taken.append(1)
        return "421 enough for one connection" if len(taken) == 3 else "250 fine"

    desk.on_recipient = every_second
    messages = [_to(f"{number}@a.example", now=now) for number in range(4)]
    deliver_due(now)
    assert {_after(message).state for message in messages} == {State.SENT}
    assert desk.connections == 2


def test_an_email_that_was_taken_without_a_word_comes_again(desk: smtp.MailServer, now: datetime) -> None:
    """Who sent it cannot know; the same Message-ID tells its reader's mail program."""
    taken = []

    def hang_up_at_first(address: str) -> str:
        taken.append(address)
        return smtp.HANG_UP if len(taken) == 1 else "250 fine"

    desk.on_email = hang_up_at_first
    message = _to("one@a.example", now=now)
    for hours in range(3):
        deliver_due(now + timedelta(hours=hours))
    assert _after(message).state == State.SENT
    assert len(taken) == 2


@pytest.mark.parametrize("greeting", [smtp.HANG, smtp.HANG_UP, "554 go away"])
def test_a_server_that_is_away_is_no_messages_fault(desk: smtp.MailServer, now: datetime, greeting: str) -> None:
    desk.greeting = greeting
    messages = [_to(f"{number}@a.example", now=now) for number in range(3)]
    deliver_due(now)
    assert desk.connections == 1
    assert {(_after(message).state, message.attempts) for message in messages} == {(State.PENDING, 0)}
    desk.greeting = "220 here"
    deliver_due(now + timedelta(seconds=30))
    assert {_after(message).state for message in messages} == {State.SENT}


def test_our_own_address_refused_says_nothing_of_the_recipients(desk: smtp.MailServer, now: datetime) -> None:
    desk.on_sender = lambda _address: "550 you may not send"
    message = _to("one@a.example", now=now)
    deliver_due(now)
    assert (_after(message).state, message.fault) == (State.PENDING, Fault.BUSY)


def test_a_server_that_says_a_word_now_and_then_is_hung_up_on(
    desk: smtp.MailServer, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EMAIL_TIMEOUT = 60  # the socket alone would wait
    monkeypatch.setattr(mail_server, "EMAIL_SECONDS", 0.3)
    desk.on_email = lambda _address: smtp.HANG
    message = _to("one@a.example", now=now)
    deliver_due(now)
    assert (_after(message).state, message.attempts) == (State.PENDING, 1)


def test_a_domain_that_hangs_holds_up_no_other(desk: smtp.MailServer, now: datetime) -> None:
    desk.on_recipient = lambda address: smtp.HANG if address.endswith("@slow.example") else "250 fine"
    slow = [_to(f"{number}@slow.example", now=now) for number in range(20)]
    quick = [_to(f"{number}@quick.example", now=now) for number in range(20)]
    deliver_due(now)
    assert {_after(message).state for message in quick} == {State.SENT}
    # One of them was tried, and that was enough.
    assert sum(_after(message).attempts for message in slow) == 1
    assert min(message.due_at for message in slow) >= now + timedelta(minutes=1)


def test_a_domain_that_is_well_again_is_forgotten(desk: smtp.MailServer, now: datetime) -> None:
    desk.on_recipient = lambda _address: smtp.HANG
    _to("one@slow.example", now=now)
    deliver_due(now)
    assert SlowDomain.objects.get().paused_until == now + timedelta(minutes=1)
    desk.on_recipient = lambda _address: "250 fine"
    deliver_due(now + timedelta(hours=1))
    assert not SlowDomain.objects.exists()


def test_a_domain_is_left_alone_for_longer_each_time(desk: smtp.MailServer, now: datetime) -> None:
    desk.on_recipient = lambda _address: smtp.HANG
    message, pauses = _to("one@slow.example", now=now), []
    for _ in range(3):
        at = max(_after(message).due_at, SlowDomain.objects.values_list("paused_until", flat=True).first() or now)
        deliver_due(at)
        pauses.append(SlowDomain.objects.get().paused_until - at)  # type: ignore[operator]
    assert pauses == [timedelta(minutes=minutes) for minutes in (1, 2, 4)]


def test_one_busy_mailbox_does_not_silence_its_domain(desk: smtp.MailServer, now: datetime) -> None:
    desk.on_recipient = lambda address: "452 mailbox full" if address.startswith("full") else "250 fine"
    for number in range(6):
        _to(f"full{number}@a.example", now=now)
        _to(f"other{number}@a.example", now=now)
    deliver_due(now)
    assert len(desk.emails) == 6
    assert not SlowDomain.objects.exists()


def test_a_chunk_that_takes_too_long_gives_back_the_rest(
    desk: smtp.MailServer, now: datetime, outsider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "CHUNK_SECONDS", -1.0)
    message = _to("one@a.example", now=now)
    [pk], token = delivery.claim_due(now=now)
    assert delivery.deliver_chunk([pk], token=token, clock=lambda: now)
    assert (_after(message).leased_until, message.attempts) == (None, 0)

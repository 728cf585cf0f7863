from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from accounts.models import User
from notifications.delivery import claim_due, deliver
from notifications.models import Category, Message, NotificationPreference
from notifications.services import enqueue

State = Message.State


def _sent(recipient: User, *, now: datetime, event: str = "snow", subject_pk: str = "1", **more: Any) -> Message:
    """Enqueue one message that is due, sweep, and return it as it is then."""
    enqueue(event=event, recipient=recipient, subject_pk=subject_pk, due_at=now, **more)
    sweep(now)
    return Message.objects.latest("pk")


def sweep(now: datetime) -> int:
    ids, token = claim_due(now=now)
    for pk in ids:
        deliver(pk, token=token, now=now)
    return len(ids)


def test_it_delivers_by_mail_and_to_the_inbox(outsider: User, now: datetime) -> None:
    message = _sent(outsider, now=now, payload={"place": "Kampala"})
    assert (message.state, message.subject, message.path) == (State.SENT, "Snow in Kampala", "/weather/1/")
    assert message.sent_at == now
    assert [letter.to for letter in mail.outbox] == [[outsider.email]]
    assert message.body in mail.outbox[0].body
    assert "http://localhost:8000/weather/1/" in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["Message-ID"] == message.provider_id


def test_nothing_is_sent_before_it_is_due(outsider: User, now: datetime) -> None:
    enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=now + timedelta(seconds=1))
    assert sweep(now) == 0


def test_what_no_longer_matters_is_not_sent(outsider: User, now: datetime, weather: set[str]) -> None:
    weather.clear()
    assert _sent(outsider, now=now).state == State.SUPPRESSED
    assert mail.outbox == []


def test_stale_reminders_expire_after_downtime(outsider: User, now: datetime) -> None:
    assert _sent(outsider, now=now, expires_at=now).state == State.EXPIRED
    assert mail.outbox == []


def test_people_who_left_hear_nothing(outsider: User, now: datetime) -> None:
    outsider.is_active = False
    outsider.save()
    assert _sent(outsider, now=now).state == State.SUPPRESSED


def test_who_opted_out_finds_it_in_the_inbox_only(outsider: User, now: datetime) -> None:
    NotificationPreference.objects.create(user=outsider, opted_out=[Category.RANKING])
    assert _sent(outsider, now=now).state == State.SENT
    assert mail.outbox == []


def test_safety_cannot_be_opted_out_of(outsider: User, now: datetime) -> None:
    NotificationPreference.objects.create(user=outsider, opted_out=[Category.SAFETY])
    _sent(outsider, now=now, event="shelter")
    assert len(mail.outbox) == 1


def test_quiet_hours_put_it_off_until_the_morning(outsider: User, now: datetime) -> None:
    late = now.replace(hour=3)  # 23:00 in Toronto
    message = _sent(outsider, now=late)
    assert message.state == State.PENDING
    assert message.due_at == now.replace(hour=11)
    assert sweep(now.replace(hour=11)) == 1
    assert len(mail.outbox) == 1


def test_urgent_news_come_at_night(outsider: User, now: datetime) -> None:
    assert _sent(outsider, now=now.replace(hour=3), event="avalanche").state == State.SENT


def test_a_claimed_message_is_nobody_elses_until_the_lease_runs_out(
    outsider: User, now: datetime, settings: Settings
) -> None:
    enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=now)
    assert len(claim_due(now=now)[0]) == 1
    assert claim_due(now=now)[0] == []
    assert len(claim_due(now=now + settings.OUTBOX_LEASE)[0]) == 1


def test_a_worker_whose_lease_was_taken_over_sends_nothing(outsider: User, now: datetime, settings: Settings) -> None:
    enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=now)
    [pk], stale = claim_due(now=now)
    later = now + settings.OUTBOX_LEASE
    claim_due(now=later)
    deliver(pk, token=stale, now=later)
    assert mail.outbox == []


def test_a_failing_mail_server_is_tried_again_and_at_last_given_up(
    outsider: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def _down(_message: Message) -> str:
        raise ConnectionRefusedError

    monkeypatch.setattr("notifications.delivery._email", _down)
    message = _sent(outsider, now=now, event="avalanche")
    assert (message.state, message.attempts) == (State.PENDING, 1)
    assert message.due_at == now + timedelta(minutes=2)
    for _ in range(7):
        message.refresh_from_db()
        sweep(message.due_at)
    message.refresh_from_db()
    assert message.state == State.FAILED


def test_one_message_that_cannot_be_rendered_does_not_hold_up_the_next(
    outsider: User, student: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=now, payload={"place": "here"})
    enqueue(event="snow", recipient=student, subject_pk="1", due_at=now)
    monkeypatch.setattr("notifications.delivery._render", _fail_for(outsider))
    sweep(now)
    assert Message.objects.get(recipient=outsider).state == State.PENDING
    assert Message.objects.get(recipient=student).state == State.SENT


def _fail_for(person: User) -> Any:
    def _render(message: Message, _event: object) -> None:
        if message.recipient_id == person.pk:
            raise KeyError("place")
        message.subject, message.body = "Snow", "Snow."

    return _render

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError
from pytest_django import Settings

from accounts.models import User
from notifications.models import Category, Message, NotificationPreference
from notifications.services import delivery
from notifications.services.delivery import claim_due, deliver_chunk
from tests.outbox import deliver_due, enqueue

State = Message.State


def _sent(recipient: User, *, now: datetime, event: str = "snow", subject_pk: str = "1", **more: Any) -> Message:
    """Enqueue one message that is due, sweep, and return it as it is then."""
    enqueue(event=event, recipient=recipient, subject_pk=subject_pk, due_at=now, **more)
    deliver_due(now)
    return Message.objects.latest("pk")


def test_it_delivers_by_mail_and_to_the_inbox(outsider: User, now: datetime) -> None:
    message = _sent(outsider, now=now, payload={"place": "Kampala"})
    assert (message.state, message.subject, message.path) == (State.SENT, "Snow in Kampala", "/weather/1/")
    assert message.sent_at == now
    assert [email.to for email in mail.outbox] == [[outsider.email]]
    assert message.body in mail.outbox[0].body
    assert "http://localhost:8000/weather/1/" in mail.outbox[0].body
    assert mail.outbox[0].extra_headers["Message-ID"] == message.provider_id


def test_nothing_is_sent_before_it_is_due(outsider: User, now: datetime) -> None:
    enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=now + timedelta(seconds=1))
    assert deliver_due(now) == 0


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


def test_cancellations_cannot_be_opted_out_of(outsider: User, now: datetime) -> None:
    NotificationPreference.objects.create(user=outsider, opted_out=[Category.CANCELLATION])
    _sent(outsider, now=now, event="shelter")
    assert len(mail.outbox) == 1


def test_quiet_hours_put_it_off_until_the_morning(outsider: User, now: datetime) -> None:
    late = now.replace(hour=3)  # 23:00 in Toronto
    message = _sent(outsider, now=late)
    assert message.state == State.PENDING
    assert message.due_at == now.replace(hour=11)
    assert deliver_due(now.replace(hour=11)) == 1
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
    deliver_chunk([pk], token=stale, clock=lambda: later)
    assert mail.outbox == []


def test_a_database_that_goes_away_doubles_only_what_was_not_recorded(
    outsider: User, student: User, now: datetime, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for recipient in (outsider, student):
        enqueue(event="avalanche", recipient=recipient, subject_pk="1", due_at=now)
    with monkeypatch.context() as away:
        for step in ("_finish", "_retry_later"):
            away.setattr(delivery, step, _no_database)
        with pytest.raises(OperationalError):
            deliver_due(now)
    assert deliver_due(now + settings.OUTBOX_LEASE / 2) == 0
    deliver_due(now + settings.OUTBOX_LEASE)
    assert [email.to for email in mail.outbox] == [[outsider.email], [outsider.email], [student.email]]
    assert mail.outbox[0].extra_headers["Message-ID"] == mail.outbox[1].extra_headers["Message-ID"]


def _no_database(*_args: object, **_options: object) -> None:
    raise OperationalError


def test_two_workers_never_write_to_one_person_of_the_same_at_once(outsider: User, now: datetime) -> None:
    """The second waits until it is known what became of the first; within one chunk nothing waits."""
    for day in range(2):
        enqueue(event="thaw", recipient=outsider, subject_pk="1", offset=str(day), due_at=now)
    (first,), token = claim_due(now=now, limit=1)
    (second,), other = claim_due(now=now + timedelta(seconds=1), limit=1)
    deliver_chunk([second], token=other, clock=lambda: now + timedelta(seconds=1))
    waiting = Message.objects.get(pk=second)
    assert (waiting.state, waiting.attempts, mail.outbox) == (State.PENDING, 0, [])
    deliver_chunk([first], token=token, clock=lambda: now + timedelta(seconds=2))
    assert Message.objects.get(pk=first).state == State.SENT
    deliver_due(now + timedelta(minutes=3))
    assert Message.objects.get(pk=second).state == State.SENT
    for day in range(2, 4):
        enqueue(event="thaw", recipient=outsider, subject_pk="1", offset=str(day), due_at=now)
    deliver_due(now + timedelta(minutes=4))
    assert not Message.objects.filter(state=State.PENDING).exists()

"""At most two e-mails a day that can wait, and one digest for the rest."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import User
from notifications.models import Category, Message, NotificationPreference
from notifications.queries.digests import DIGEST
from notifications.queries.inbox import inbox_of
from notifications.services.delivery import claim_due, deliver_chunk
from notifications.services.digests import BACKLOG_SIZE, BACKLOG_WAIT_SECONDS, DAILY_QUOTA, reserve_individual_send
from tests.conftest import SignIn
from tests.outbox import deliver_due, enqueue
from tests.together import results_at_once

State = Message.State


def _enqueue(recipient: User, *, now: datetime, count: int = 1, event: str = "snow", **more: Any) -> None:
    for _number in range(count):
        offset = str(Message.objects.count())
        enqueue(event=event, recipient=recipient, subject_pk="1", offset=offset, due_at=now, **more)


def _deliver(recipient: User, *, now: datetime, count: int = 1, event: str = "snow", **more: Any) -> None:
    _enqueue(recipient, now=now, count=count, event=event, **more)
    deliver_due(now)


@pytest.fixture
def morning(now: datetime) -> datetime:
    """Seven in the morning of the next day in Toronto."""
    return (now + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)


def test_the_third_of_a_day_comes_in_the_digest(outsider: User, now: datetime, morning: datetime) -> None:
    _deliver(outsider, now=now, count=5)
    assert len(mail.outbox) == DAILY_QUOTA
    assert inbox_of(outsider).count() == 5
    assert Message.objects.get(event=DIGEST).due_at == morning
    deliver_due(morning - timedelta(minutes=1))
    assert len(mail.outbox) == DAILY_QUOTA
    deliver_due(morning)
    [digest] = mail.outbox[DAILY_QUOTA:]
    assert digest.subject == "3 more messages for you"
    assert str(digest.body).count("- Snow in") == 3
    assert inbox_of(outsider).count() == 5


def test_a_new_day_has_turns_of_its_own(outsider: User, now: datetime, morning: datetime) -> None:
    _deliver(outsider, now=now, count=2)
    _deliver(outsider, now=morning + timedelta(hours=2))
    assert len(mail.outbox) == 3
    assert not Message.objects.filter(event=DIGEST).exists()


@pytest.mark.parametrize("event", ["avalanche", "shelter"])
def test_what_cannot_wait_does_not_count(outsider: User, now: datetime, event: str) -> None:
    _deliver(outsider, now=now, count=3, event=event)
    _deliver(outsider, now=now, count=2)
    assert len(mail.outbox) == 5
    assert not Message.objects.filter(event=DIGEST).exists()


def test_who_opted_out_gets_no_digest_of_it(outsider: User, now: datetime) -> None:
    NotificationPreference.objects.create(user=outsider, opted_out=[Category.RANKING])
    _deliver(outsider, now=now, count=4)
    assert mail.outbox == []
    assert not Message.objects.filter(event=DIGEST).exists()


def test_what_was_read_meanwhile_is_not_repeated(
    outsider: User, sign_in: SignIn, now: datetime, morning: datetime
) -> None:
    _deliver(outsider, now=now, count=4)
    client: Client = sign_in(outsider)
    first, second = Message.objects.filter(digest__isnull=False)
    client.post(f"/inbox/{first.pk}/open/")
    deliver_due(morning)
    assert mail.outbox[-1].subject == "One more message for you"
    assert second.dedupe_key


def test_a_digest_of_which_nothing_is_left_is_not_sent(
    outsider: User, now: datetime, morning: datetime, weather: set[str]
) -> None:
    _deliver(outsider, now=now, count=3)
    weather.clear()
    deliver_due(morning)
    assert Message.objects.get(event=DIGEST).state == State.SUPPRESSED


def test_what_would_be_stale_in_the_morning_is_sent_at_once(outsider: User, now: datetime, morning: datetime) -> None:
    _deliver(outsider, now=now, count=3, expires_at=morning)
    assert len(mail.outbox) == 3
    assert not Message.objects.filter(event=DIGEST).exists()


def test_a_late_digest_tells_of_its_own_messages_only(outsider: User, now: datetime, morning: datetime) -> None:
    _deliver(outsider, now=now, count=3)
    NotificationPreference.objects.create(user=outsider, quiet_until=time(9))
    _deliver(outsider, now=now, count=1)
    deliver_due(morning + timedelta(hours=2))
    assert [email.subject for email in mail.outbox[DAILY_QUOTA:]] == ["One more message for you"] * 2


def test_a_worker_whose_clock_is_behind_loses_nothing(outsider: User, now: datetime, morning: datetime) -> None:
    _deliver(outsider, now=now, count=3)
    _enqueue(outsider, now=now - timedelta(seconds=1))
    deliver_due(now - timedelta(seconds=1))
    deliver_due(morning)
    assert mail.outbox[-1].subject == "2 more messages for you"


def test_who_is_never_quiet_has_a_morning_too(outsider: User, now: datetime) -> None:
    NotificationPreference.objects.create(user=outsider, quiet_from=time(9), quiet_until=time(9))
    _deliver(outsider, now=now, count=3)
    due = Message.objects.get(event=DIGEST).due_at.astimezone(outsider.zone)
    assert (due.hour, due > now) == (9, True)


def test_an_attempt_that_is_made_again_has_had_its_turn(
    outsider: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise OSError

    _enqueue(outsider, now=now, count=2)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fail)
        deliver_due(now)
    deliver_due(now + timedelta(minutes=10))
    assert len(mail.outbox) == 2
    _deliver(outsider, now=now + timedelta(minutes=11))
    assert len(mail.outbox) == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_workers_at_once_take_two_turns(outsider: User, now: datetime) -> None:
    _enqueue(outsider, now=now, count=10)
    waiting = Message.objects.select_related("recipient")
    taken = results_at_once(
        [lambda message=message: reserve_individual_send(message, now=now) for message in waiting]  # type: ignore[misc]
    )
    assert taken.count(True) == DAILY_QUOTA


def test_what_piled_up_while_nothing_went_out_comes_in_one_email(outsider: User, now: datetime) -> None:
    _deliver(outsider, now=now, count=30, event="shelter")
    assert mail.outbox == []
    assert inbox_of(outsider).count() == 30
    deliver_due(now + timedelta(seconds=BACKLOG_WAIT_SECONDS))
    [email] = mail.outbox
    assert email.subject == "30 messages for you"
    assert str(email.body).count("- Snow in") == 30


def test_after_a_week_of_downtime_nobody_is_flooded(outsider: User, now: datetime) -> None:
    for day in range(7):
        due = now - timedelta(days=7 - day)
        _enqueue(outsider, now=due, count=3, expires_at=due + timedelta(days=3))
        _enqueue(outsider, now=due, event="shelter")
    for hours in (0, 1, 24, 48):
        deliver_due(now + timedelta(hours=hours))
    assert Message.objects.filter(state=State.EXPIRED).count() == 15  # of the days that are over
    assert len(mail.outbox) <= DAILY_QUOTA + 2, "two by themselves, one of the pile and one of the rest"
    assert not Message.objects.filter(state=State.PENDING).exists()


def test_a_pile_that_is_worked_off_slowly_is_still_one_email(outsider: User, now: datetime) -> None:
    _enqueue(outsider, now=now, count=30, event="shelter")
    for minute in range(3):
        at = now + timedelta(minutes=minute)
        pks, token = claim_due(now=at, limit=10)
        assert deliver_chunk(pks, token=token, clock=lambda at=at: at)  # type: ignore[misc]
        assert mail.outbox == []
    for minute in range(3, 10):
        deliver_due(now + timedelta(minutes=minute))
    assert sum(str(email.body).count("- Snow in") for email in mail.outbox) == 30
    assert len(mail.outbox) == 1


def test_a_few_at_once_come_by_themselves(outsider: User, now: datetime) -> None:
    _deliver(outsider, now=now, count=BACKLOG_SIZE, event="shelter")
    assert len(mail.outbox) == BACKLOG_SIZE


def test_what_is_urgent_is_never_on_the_pile(outsider: User, now: datetime) -> None:
    _deliver(outsider, now=now, count=10, event="avalanche")
    assert len(mail.outbox) == 10


def test_the_piles_of_two_people_are_two(outsider: User, student: User, now: datetime) -> None:
    for person in (outsider, student):
        _enqueue(person, now=now, count=10, event="shelter")
    deliver_due(now)
    deliver_due(now + timedelta(seconds=BACKLOG_WAIT_SECONDS))
    assert sorted(email.to[0] for email in mail.outbox) == sorted([outsider.email, student.email])

"""Killing the worker hard in the middle of a thousand messages loses none."""

import time as clock
from collections import Counter
from collections.abc import Callable
from datetime import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone

from notifications.models import Message, NotificationPreference
from notifications.services.outbox import Notice, enqueue_many
from notifications.tasks import sweep_outbox
from programs.notices.events import HANDBOOK_PUBLISHED
from tests.factories.accounts import UserFactory
from tests.factories.programs import HandbookVersionFactory
from tests.services import Worker

MESSAGES = 1_000
_SEPARATOR = b"-" * 79
_PATIENCE = 120.0  # seconds


@pytest.fixture
def thousand_messages(transactional_db: None) -> None:
    """Two for each of 500 people: more would wait for the day's digest."""
    recipients = UserFactory.create_batch(MESSAGES // 2)
    NotificationPreference.objects.bulk_create(
        NotificationPreference(user=recipient, quiet_from=time(0), quiet_until=time(0)) for recipient in recipients
    )
    version = HandbookVersionFactory.create(state="published", sha256="0" * 64, published_at=timezone.now())
    due = timezone.now()
    enqueue_many(
        Notice(
            event=HANDBOOK_PUBLISHED,
            recipient=recipient,
            subject_pk=str(version.pk),
            offset=str(number),
            due_at=due,
        )
        for recipient in recipients
        for number in range(2)
    )


def _sent() -> int:
    return Message.objects.filter(state=Message.State.SENT).count()


def _sweep_until(condition: Callable[[], bool]) -> None:
    """Do beat's work: wake the workers twice a second until the condition is met."""
    deadline = clock.monotonic() + _PATIENCE
    while not condition():
        assert clock.monotonic() < deadline, f"{_sent()} of {MESSAGES} were sent in {_PATIENCE} s"
        sweep_outbox.delay()
        clock.sleep(0.5)


def _message_ids(folder: Path) -> Counter[str]:
    emails = [
        message_from_bytes(part.strip(), _class=EmailMessage, policy=policy.default)
        for path in folder.iterdir()
        for part in path.read_bytes().split(_SEPARATOR)
        if part.strip()
    ]
    return Counter(str(email["Message-ID"]) for email in emails)


@pytest.mark.worker
def test_a_worker_killed_among_a_thousand_messages_loses_none(thousand_messages: None, worker: Worker) -> None:
    worker.kill()
    worker.environment["OUTBOX_LEASE_SECONDS"] = "3"
    worker.start()
    _sweep_until(lambda: _sent() >= MESSAGES // 4)
    worker.kill()
    at_the_kill = _sent()
    assert at_the_kill < MESSAGES, "the worker was killed too late to show anything"

    worker.start()
    _sweep_until(lambda: _sent() == MESSAGES)

    emails = _message_ids(worker.mail)
    assert len(emails) == MESSAGES
    sent_twice = sum(emails.values()) - MESSAGES
    assert sent_twice <= 2, "only what was in flight in one of the two threads may be sent twice"

from datetime import datetime, timedelta

from accounts.models import User
from notifications.models import Message
from notifications.services.outbox import Notice, enqueue_many, mark_read
from tests.factories.notifications import MessageFactory
from tests.outbox import enqueue


def test_the_same_news_is_one_message(outsider: User, now: datetime) -> None:
    for _ in range(2):
        enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=now)
    assert Message.objects.get().dedupe_key == f"snow:1:0:{outsider.pk}:0"


def test_a_new_revision_is_news_again(outsider: User, now: datetime) -> None:
    enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=now)
    enqueue(event="snow", recipient=outsider, subject_pk="1", due_at=now, revision="1")
    assert Message.objects.count() == 2


def test_a_repeated_batch_adds_only_what_is_new(outsider: User, student: User, now: datetime) -> None:
    first = Notice(event="snow", recipient=outsider, subject_pk="1", due_at=now)
    second = Notice(event="snow", recipient=student, subject_pk="1", due_at=now)
    enqueue_many([first])
    enqueue_many([first, second])
    assert Message.objects.count() == 2


def test_each_message_of_a_batch_keeps_its_own_words(outsider: User, student: User, now: datetime) -> None:
    later = now + timedelta(days=1)
    enqueue_many(
        [
            Notice(event="snow", recipient=outsider, subject_pk="1", due_at=now),
            Notice(
                event="avalanche", recipient=student, subject_pk="2", due_at=now, expires_at=later, payload={"n": 1}
            ),
        ]
    )
    kept = Message.objects.order_by("pk").values_list(
        "event", "recipient", "subject_pk", "payload", "urgent", "due_at", "expires_at", "state"
    )
    assert list(kept) == [
        ("snow", outsider.pk, "1", {}, False, now, None, "pending"),
        ("avalanche", student.pk, "2", {"n": 1}, True, now, later, "pending"),
    ]


def test_no_news_is_no_message(outsider: User) -> None:
    enqueue_many([])
    assert not Message.objects.exists()


def test_a_message_is_urgent_as_its_event_is(outsider: User, now: datetime) -> None:
    enqueue(event="avalanche", recipient=outsider, subject_pk="1", due_at=now)
    assert Message.objects.get().urgent


def test_nobody_marks_the_message_of_somebody_else(outsider: User, student: User, now: datetime) -> None:
    message = MessageFactory.create(recipient=student)
    mark_read(outsider, pk=message.pk, now=now)
    message.refresh_from_db()
    assert message.read_at is None

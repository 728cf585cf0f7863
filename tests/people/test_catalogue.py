"""The catalogue of messages: every event is described, and each has an example that names nothing of anybody."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.core import mail
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from notifications.events import registered_events
from notifications.models import Category
from people.models import Enrollment
from people.presentation.catalogue import example_of, kinds_by_category
from programs.models import Program, ReminderKind
from tests.conftest import SignIn
from tests.handbooks import text
from tests.outbox import deliver_due

# What nobody may see but whom it was written to, what tells of others, and what is about the site itself.
NO_EXAMPLE = {"staff_message", "session_message", "digest", "mail_trial", "message_trial"}


def test_every_event_is_described() -> None:
    events = registered_events()
    titles = [str(event.entry.title) for event in events]
    assert len(set(titles)) == len(titles) == sum(len(rows) for _category, rows in kinds_by_category()) > 80
    for event in events:
        assert str(event.entry.to), event.name
        assert str(event.entry.when), event.name
        assert event.entry.reminder in ("", *ReminderKind.values), event.name
        assert not (event.entry.can_be_off and event.category in (Category.MATCH, Category.CANCELLATION)), event.name
    assert {event.entry.reminder for event in events} - {""} == set(ReminderKind.values)
    assert {event.name for event in events if event.entry.example is None} == NO_EXAMPLE


def test_every_example_is_whole(
    program: Program, student: User, mentor: User, now: datetime, settings: Settings
) -> None:
    usual = settings.TEMPLATES[0]
    settings.TEMPLATES = [usual | {"OPTIONS": {**usual["OPTIONS"], "string_if_invalid": "MISSING"}}]
    for reader in (student, mentor):
        for event in registered_events():
            if example := example_of(event, program, reader, now=now):
                words = f"{example.subject}\n{example.body}"
                assert "MISSING" not in words, event.name
                assert example.subject, event.name
                assert example.body, event.name
                assert len(example.subject) <= 70, event.name
                assert not re.search(r"namespace\(|<[a-z]+ |\[\[", words), event.name


def test_staff_read_a_message_as_somebody_gets_it_and_send_it_to_themselves(
    program: Program,
    coordinator: User,
    enrollment: Enrollment,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: Callable[[int], AbstractContextManager[Any]],
) -> None:
    client = sign_in(coordinator)
    page = reverse("people:show-message-kind", args=["compass", "offer_pending"])
    with django_assert_num_queries(7):
        shown = text(client.get(page, {"person": enrollment.mentee.email}))
    assert f"As {enrollment.mentee.display_name} will read it" in shown
    assert "Would you like to work with [the mentor]?" in shown
    assert "Nobody in the program is called" in text(client.get(page, {"person": "nobody at all"}))
    assert client.get(page.replace("offer_pending", "nothing")).status_code == 404
    assert client.post(reverse("people:try-message-kind", args=["compass", "staff_message"])).status_code == 404
    assert client.post(reverse("people:try-message-kind", args=["compass", "offer_pending"])).status_code == 302
    deliver_due()
    assert [(one.to, one.subject) for one in mail.outbox] == [
        ([coordinator.email], "Test: Compass: we’re waiting for your answer")
    ]
    with django_assert_num_queries(4):
        assert page in client.get(reverse("people:list-message-kinds", args=["compass"])).content.decode()

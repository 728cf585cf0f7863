"""The catalogue of messages: every event is described, and each has an example that names nothing of anybody."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from pytest_django import Settings

from accounts.models import User
from notifications.events import get_event, registered_events
from notifications.models import Category, Message
from people.models import Enrollment
from people.presentation.catalogue import example_of, kinds_by_category, usual_text
from programs.models import MessageText, Program, ReminderKind
from programs.queries.message_texts import TextValues
from programs.services.message_texts import WrongText, set_message_text
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.handbooks import text
from tests.outbox import deliver_due, enqueue

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
    with django_assert_num_queries(9):
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
    with django_assert_num_queries(5):
        assert page in client.get(reverse("people:list-message-kinds", args=["compass"])).content.decode()


def _text_page(name: str) -> str:
    return reverse("people:edit-message-text", args=["compass", name])


def test_a_program_says_a_message_in_its_own_words(
    program: Program, coordinator: User, student: User, sign_in: SignIn, now: datetime
) -> None:
    client, event = sign_in(coordinator), get_event("offer_pending")
    begun = text(client.get(_text_page("offer_pending")))
    assert "Would you like to work with {name}? You can say yes or no until {deadline}." in begun
    assert "{program}: we’re waiting for your answer" in begun
    own = {"subject": "{program} is waiting", "body": "Dear {name}: {deadline}. {silence}"}
    for changed, refusal in (
        (
            {"body": "Hello {nobody}, {deadline}, {silence}"},
            "{nobody} can’t stand here. Choose from: {program}, {name}",
        ),
        ({"body": "Answer by {deadline}"}, "Keep {silence} in the text"),
        ({"subject": "{name} is waiting"}, "{name} can’t stand here. Choose from: {program}, {deadline}."),
    ):
        answer = client.post(_text_page("offer_pending"), own | changed)
        assert answer.status_code == 422
        assert refusal in text(answer)
    assert not MessageText.objects.exists()
    assert client.post(_text_page("offer_pending"), own).status_code == 302
    told = example_of(event, program, student, now=now)
    assert told is not None
    assert told.subject == "Compass is waiting"
    assert told.body.startswith("Dear [the mentor]: ")
    assert "counts as yes" in told.body
    usual = reverse("people:reset-message-text", args=["compass", "offer_pending"])
    assert client.post(usual).status_code == 302
    assert not MessageText.objects.exists()


def test_every_own_text_can_begin_from_the_usual_one(program: Program, student: User, now: datetime) -> None:
    for event in registered_events():
        if not event.entry.fields:
            continue
        subject, body = usual_text(event, program, reader=student, now=now)
        wanted = TextValues(subject=subject, body=body, is_off=False)
        assert len(subject) <= 80, event.name
        set_message_text(program, event, wanted=wanted)
        example = example_of(event, program, student, now=now)
        assert example is not None
        assert "{" not in f"{example.subject}{example.body}", event.name


def test_a_message_that_is_off_is_not_sent(program: Program, enrollment: Enrollment, now: datetime) -> None:
    off = TextValues(subject="", body="", is_off=True)
    set_message_text(program, get_event("list_submitted"), wanted=off)
    with pytest.raises(WrongText):
        set_message_text(program, get_event("session_changed"), wanted=off)
    match_round = MatchRoundFactory.create(cycle=enrollment.cycle, state="open")
    submitted = PreferenceListFactory.create(round=match_round, enrollment=enrollment, submitted_at=now)
    enqueue(event="list_submitted", recipient=enrollment.mentee, subject_pk=str(submitted.pk), due_at=now)
    deliver_due(now)
    assert Message.objects.get().state == Message.State.SUPPRESSED

"""A private note has one reader, whatever the door."""

import logging
from datetime import UTC, datetime

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.db import connection
from django.urls import reverse

from accounts.models import User
from notifications.models import Message
from pairs.models import Mentorship
from sessions.errors import NotPermitted
from sessions.models import MentoringSession, PrivateNote, SharedSummary
from sessions.services.notes import write_note
from tests.conftest import SignIn
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
WORDS = "I am worn out after the night shift."


@pytest.fixture
def session(pair: Mentorship) -> MentoringSession:
    return SessionFactory.create(mentorship=pair, starts_at=datetime(2026, 11, 26, 13, tzinfo=UTC))


def test_a_note_is_kept_changed_and_removed(session: MentoringSession, student: User) -> None:
    write_note(session, by=student, text=WORDS)
    write_note(session, by=student, text="Better now.")
    assert PrivateNote.objects.get().text == "Better now."
    assert write_note(session, by=student, text="  ") is None
    assert not PrivateNote.objects.exists()


def test_both_keep_their_own(session: MentoringSession, student: User, mentor: User) -> None:
    write_note(session, by=student, text=WORDS)
    write_note(session, by=mentor, text="Ask about sleep.")
    assert PrivateNote.objects.visible_to(student).get().text == WORDS
    assert PrivateNote.objects.visible_to(mentor).get().text == "Ask about sleep."


def test_who_has_no_part_writes_none(session: MentoringSession, coordinator: User) -> None:
    with pytest.raises(NotPermitted):
        write_note(session, by=coordinator, text=WORDS)


def test_the_database_holds_no_readable_word(session: MentoringSession, student: User) -> None:
    write_note(session, by=student, text=WORDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM mentoring_sessions_privatenote")
        stored = bytes(cursor.fetchone()[0])
    assert b"night" not in stored
    assert len(stored) > len(WORDS)


def test_nobody_else_has_a_page_with_it(
    session: MentoringSession,
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
    outsider: User,
    sign_in: SignIn,
) -> None:
    write_note(session, by=student, text=WORDS)
    page = reverse("sessions:write-note", kwargs={"pk": session.pk})
    assert WORDS in sign_in(student).get(page).content.decode()
    assert WORDS not in sign_in(mentor).get(page).content.decode()
    for person in (coordinator, admin, safeguarding_officer, outsider):
        assert sign_in(person).get(page).status_code == 404


def test_no_role_sees_a_note(
    session: MentoringSession,
    student: User,
    mentor: User,
    coordinator: User,
    admin: User,
    safeguarding_officer: User,
    outsider: User,
) -> None:
    notes = [write_note(session, by=student, text=WORDS), write_note(session, by=mentor, text="Ask about sleep.")]
    for person in (student, mentor, coordinator, admin, safeguarding_officer, outsider):
        for note in notes:
            assert note is not None
            seen = PrivateNote.objects.visible_to(person).filter(pk=note.pk).exists()
            assert seen == (note.writer == person)


def test_a_note_leaves_no_trace_in_mail_log_or_audit(
    session: MentoringSession, student: User, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    page = reverse("sessions:write-note", kwargs={"pk": session.pk})
    with caplog.at_level(logging.DEBUG):
        response = sign_in(student).post(page, {"text": WORDS})
    assert response.status_code == 302
    assert not Message.objects.exists()
    assert "worn out" not in caplog.text
    assert not LogEntry.objects.filter(changes__icontains="worn out").exists()


@pytest.mark.parametrize("model", [PrivateNote, SharedSummary])
def test_private_text_is_in_neither_admin_nor_audit(model: type[PrivateNote | SharedSummary]) -> None:
    assert not admin.site.is_registered(model)
    assert not auditlog.contains(model)

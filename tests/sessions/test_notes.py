"""A private note has one reader, whatever the door."""

import logging
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.db import connection
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core import encryption
from notifications.models import Message
from pairs.models import Mentorship
from sessions.errors import NotPermitted
from sessions.models import MentoringSession, PrivateNote, SharedSummary
from sessions.presentation.note_prompts import prompts_for
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


def test_ones_notes_stand_by_month_and_leave_as_files(
    session: MentoringSession, pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    december = SessionFactory.create(mentorship=pair, starts_at=datetime(2026, 12, 3, 13, tzinfo=UTC))
    write_note(session, by=student, text=WORDS)
    write_note(december, by=student, text="I asked for a lighter week.")
    write_note(session, by=mentor, text="Ask about sleep.")
    browser, page = sign_in(student), reverse("sessions:list-notes")

    whole = browser.get(page).content.decode()
    assert whole.index("December 2026") < whole.index("lighter week") < whole.index("November 2026")
    assert browser.post(page, {"q": "weeks"}).status_code == 405, "what is searched stays on the device"
    text = browser.get(reverse("sessions:download-notes")).content.decode()
    assert f"## Thu 26 Nov 2026 · With Dr Nambozo-Hale\n\n{WORDS}\n" in text
    rows = browser.get(reverse("sessions:download-notes-json")).json()["notes"]
    assert [row["text"] for row in rows] == ["I asked for a lighter week.", WORDS]
    for answer in (whole, text, str(rows)):
        assert "sleep" not in answer


def test_a_note_is_deleted_as_its_writer_saw_it(session: MentoringSession, student: User, sign_in: SignIn) -> None:
    note = write_note(session, by=student, text=WORDS)
    assert note is not None
    browser, page = sign_in(student), reverse("sessions:delete-note", kwargs={"pk": note.pk})
    revision = browser.get(page).content.decode().split('name="revision" value="')[1].split('"')[0]
    write_note(session, by=student, text="Better now.")
    refused = browser.post(page, {"revision": revision})
    assert refused.status_code == 422
    assert "Better now." in refused.content.decode()
    revision = refused.content.decode().split('name="revision" value="')[1].split('"')[0]
    assert browser.post(page, {"revision": revision}).status_code == 302
    assert not PrivateNote.objects.exists()


@pytest.mark.parametrize("n", [1, 12])
def test_the_list_of_notes_costs_the_same_and_opens_only_what_it_shows(
    n: int,
    pair: Mentorship,
    student: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for day in range(n):
        about = SessionFactory.create(mentorship=pair, starts_at=datetime(2026, 10, 1 + day, 13, tzinfo=UTC))
        write_note(about, by=student, text=WORDS)
    browser = sign_in(student)
    monkeypatch.setattr("sessions.views.notes.NOTES_PER_PAGE", 10)
    with patch("core.encryption.decrypt", wraps=encryption.decrypt) as opened, django_assert_num_queries(8):
        assert browser.get(reverse("sessions:list-notes")).content.decode().count(WORDS) == min(n, 10)
    assert opened.call_count == min(n, 10)


def test_the_first_questions_are_of_a_first_meeting(
    session: MentoringSession, student: User, mentor: User, pair: Mentorship
) -> None:
    assert prompts_for(session, student) != prompts_for(session, mentor)
    held = SessionFactory.create(mentorship=pair, state="held", starts_at=datetime(2026, 11, 2, 13, tzinfo=UTC))
    assert prompts_for(session, student) != prompts_for(held, student)

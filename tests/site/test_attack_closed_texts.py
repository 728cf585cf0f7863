"""A private text that no key opens takes down no page, is never overwritten by accident, and is counted."""

from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.encryption import EncryptedTextField
from accounts.key_rotation import encrypted_columns
from accounts.tasks import count_closed_texts
from core.closed_text import ClosedText, for_editing
from feedback.models import DevelopmentalFeedback
from matching.models import DeclineReason
from programs.models import MentorParticipation, PendingImport
from programs.services.imports import keep_file
from sessions.models import MentoringSession, PrivateNote, SharedSummary
from tests.site.access_matrix import World
from tests.site.access_matrix.sessions import MATRIX as SESSIONS

WORDS = "This text cannot be opened."
STORED = b"\x01" + b"what a lost key has written, or a damaged disk"


def _damage(row: models.Model, *names: str) -> None:
    type(row)._base_manager.filter(pk=row.pk).update(**dict.fromkeys(names, STORED))


def _stored(row: models.Model, name: str) -> bytes:
    return bytes(type(row)._base_manager.values_list(name, flat=True).get(pk=row.pk))


def _browser(world: World, role: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.people[role])
    return client


@pytest.mark.usefixtures("on_both_databases")
@pytest.mark.parametrize(("model", "field"), list(encrypted_columns()))
def test_a_closed_text_reads_as_words_and_is_stored_as_it_was(
    model: type[models.Model], field: EncryptedTextField
) -> None:
    row: Any = model()
    row.__dict__[field.attname] = STORED
    value = getattr(row, field.attname)
    assert isinstance(value, ClosedText)
    assert value.startswith(WORDS)
    assert for_editing(value) == ""
    setattr(row, field.attname, value)
    assert field.pre_save(row, add=False) == STORED


@pytest.fixture
def session(world: World) -> MentoringSession:
    """A session of a pair that was held."""
    return MentoringSession.objects.get(pk=SESSIONS["sessions:show-session"].args(world)["pk"])


@pytest.mark.usefixtures("on_both_databases")
def test_pages_of_session_and_pair_stand_with_a_closed_summary(world: World, session: MentoringSession) -> None:
    summary = SharedSummary.objects.create(session=session, text="x", difference="y")
    _damage(summary, "text", "difference")
    for role in ("student", "mentor"):
        for url in (
            reverse("sessions:show-session", kwargs={"pk": session.pk}),
            reverse("sessions:show-pair", kwargs={"pk": session.mentorship_id}),
            reverse("home"),
        ):
            assert _browser(world, role).get(url).status_code == 200, url
    session.refresh_from_db()
    session.minutes = 50
    session.save()
    summary.refresh_from_db()
    summary.save()
    assert _stored(summary, "text") == _stored(summary, "difference") == STORED


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_note_is_written_anew_and_not_lost_by_an_empty_form(world: World, session: MentoringSession) -> None:
    note = PrivateNote.objects.create(session=session, writer=world.people["student"], text="x")
    _damage(note, "text")
    url, browser = reverse("sessions:write-note", kwargs={"pk": session.pk}), _browser(world, "student")
    page = browser.get(url)
    assert WORDS in page.content.decode()
    assert page.context["form"]["text"].value() == ""
    assert browser.post(url, {"text": ""}).status_code == 302
    assert _stored(note, "text") == STORED
    assert browser.post(url, {"text": "rested"}).status_code == 302
    assert PrivateNote.objects.get(pk=note.pk).text == "rested"


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_reason_leaves_the_coordinators_page_standing(world: World) -> None:
    row = world.participation
    MentorParticipation.objects.filter(pk=row.pk).update(
        state=MentorParticipation.State.DECLINED, decline_reason_shared=True, decline_reason=STORED
    )
    page = _browser(world, "coordinator").get(reverse("programs:edit-participation", kwargs={"pk": row.pk}))
    assert page.status_code == 200
    assert WORDS in page.content.decode()
    row.refresh_from_db()
    row.capacity = 3
    row.save()
    assert _stored(row, "decline_reason") == STORED


@pytest.mark.usefixtures("on_both_databases")
def test_a_closed_upload_says_that_the_file_is_to_be_sent_again(world: World) -> None:
    by = world.people["coordinator"]
    pending = keep_file(world.program, content=b"x", file_name="people.csv", by=by, now=timezone.now())
    _damage(pending, "content")
    url = reverse("programs:confirm-import", kwargs={"slug": world.program.slug, "token": pending.pk})
    page = _browser(world, "coordinator").get(url, follow=True)
    assert "Upload the file again" in page.content.decode()


@pytest.mark.usefixtures("on_both_databases")
def test_administrators_see_how_many_texts_are_closed(world: World) -> None:
    cache.clear()
    assert "cannot be opened" not in _browser(world, "admin").get(reverse("home")).content.decode()
    MentorParticipation.objects.filter(pk=world.participation.pk).update(decline_reason=STORED)
    count_closed_texts()
    assert "1 private text cannot be opened" in _browser(world, "admin").get(reverse("home")).content.decode()
    out = StringIO()
    with pytest.raises(CommandError, match="1 texts cannot be opened"):
        call_command("check_texts", stdout=out)
    assert f"programs_mentorparticipation.decline_reason:{world.participation.pk}" in out.getvalue()
    cache.clear()


def test_every_model_with_private_text_is_known_here() -> None:
    """Whoever adds one tries its page in this file."""
    known = {DeclineReason, DevelopmentalFeedback, MentorParticipation, PendingImport, PrivateNote, SharedSummary}
    assert {model for model, _field in encrypted_columns()} == known

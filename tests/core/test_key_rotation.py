"""After a rotation every text opens with the newest key alone."""

import base64
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from core.encryption import encrypt, encrypt_bytes
from core.key_rotation import rotate_keys
from sessions.models import PrivateNote
from tests.factories.accounts import UserFactory
from tests.factories.sessions import SessionFactory

OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"o", b"n"))
COLUMN = "mentoring_sessions_privatenote.text"


@pytest.fixture
def notes(db: None, settings: Settings) -> list[PrivateNote]:
    """Two notes with the old key, one with the new one; both are in use."""
    session = SessionFactory.create()
    settings.ENCRYPTION_KEYS = [OLD]
    old = [PrivateNote.objects.create(session=session, writer=UserFactory.create(), text="tired") for _ in range(2)]
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    return [*old, PrivateNote.objects.create(session=session, writer=UserFactory.create(), text="rested")]


def _rotate() -> str:
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    return out.getvalue()


def test_the_old_key_can_be_taken_away(notes: list[PrivateNote], settings: Settings) -> None:
    assert f"{COLUMN}: 2 rewritten, 1 had the newest key" in _rotate()
    settings.ENCRYPTION_KEYS = [NEW]
    assert sorted(note.text for note in PrivateNote.objects.all()) == ["rested", "tired", "tired"]


def test_a_second_run_finds_nothing_to_do(notes: list[PrivateNote]) -> None:
    _rotate()
    assert f"{COLUMN}: 0 rewritten, 3 had the newest key" in _rotate()


def test_each_text_that_no_key_opens_is_named_on_a_line_of_its_own(
    notes: list[PrivateNote], settings: Settings
) -> None:
    for note in notes[:2]:
        PrivateNote.objects.filter(pk=note.pk).update(text=encrypt("tired", place="elsewhere"))
    faults = StringIO()
    with pytest.raises(CommandError, match="2 texts cannot be opened"):
        call_command("rotate_keys", stdout=StringIO(), stderr=faults)
    lines = faults.getvalue().splitlines()
    assert sorted(lines) == sorted(f"No key opens {COLUMN}:{note.pk}." for note in notes[:2])
    settings.ENCRYPTION_KEYS = [NEW]
    assert PrivateNote.objects.get(pk=notes[2].pk).text == "rested"


def test_what_is_changed_meanwhile_is_left_as_changed(
    notes: list[PrivateNote], monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(text: bytes, *, place: str) -> bytes:
        PrivateNote.objects.filter(pk=place.partition(":")[2]).update(text=encrypt("changed", place=place))
        return encrypt_bytes(text, place=place)

    monkeypatch.setattr("core.key_rotation.encrypt_bytes", overtaken)
    assert [column.rewritten for column in rotate_keys() if column.column == COLUMN] == [0]
    assert sorted(note.text for note in PrivateNote.objects.all()) == ["changed", "changed", "rested"]

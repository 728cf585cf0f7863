"""What the database holds opens only in its own row, unaltered, with a key that is in use."""

import base64
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from core.encryption import DecryptionError, EncryptedTextField, decrypt, encrypt
from core.undecryptable import UndecryptableText
from sessions.models import MentoringSession, PrivateNote
from tests.factories.accounts import UserFactory
from tests.factories.sessions import SessionFactory

PLACE = "notes.text:1"


def _key(byte: bytes) -> str:
    return base64.urlsafe_b64encode(byte * 32).decode()


OLD, NEW = _key(b"o"), _key(b"n")


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    assert decrypt(encrypt(text, place=PLACE), place=PLACE) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert encrypt("tired", place=PLACE) != encrypt("tired", place=PLACE)


def test_moved_to_another_row_it_does_not_open() -> None:
    with pytest.raises(DecryptionError):
        decrypt(encrypt("tired", place=PLACE), place="notes.text:2")


@pytest.mark.parametrize("position", [0, 1, 12, 13, -1])
def test_altered_in_any_part_it_does_not_open(position: int) -> None:
    stored = bytearray(encrypt("tired", place=PLACE))
    stored[position] ^= 1
    with pytest.raises(DecryptionError):
        decrypt(bytes(stored), place=PLACE)


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20])
def test_cut_short_it_does_not_open(length: int) -> None:
    with pytest.raises(DecryptionError):
        decrypt(encrypt("tired", place=PLACE)[:length], place=PLACE)


def test_after_a_rotation_old_text_opens_and_new_text_needs_the_new_key(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [OLD]
    old = encrypt("before", place=PLACE)
    settings.ENCRYPTION_KEYS = [NEW, OLD]
    new = encrypt("after", place=PLACE)
    assert (decrypt(old, place=PLACE), decrypt(new, place=PLACE)) == ("before", "after")
    settings.ENCRYPTION_KEYS = [OLD]
    with pytest.raises(DecryptionError):
        decrypt(new, place=PLACE)
    settings.ENCRYPTION_KEYS = [NEW]
    with pytest.raises(DecryptionError):
        decrypt(old, place=PLACE)


def test_a_short_key_is_refused(settings: Settings) -> None:
    settings.ENCRYPTION_KEYS = [base64.urlsafe_b64encode(b"short").decode()]
    with pytest.raises(ImproperlyConfigured):
        encrypt("tired", place=PLACE)


@pytest.fixture
def note(db: None) -> PrivateNote:
    return PrivateNote.objects.create(session=SessionFactory.create(), writer=UserFactory.create(), text="tired")


def _stored(pk: uuid.UUID) -> bytes:
    return bytes(PrivateNote.objects.filter(pk=pk).values_list("text", flat=True)[0])


def test_the_field_reads_what_was_written(note: PrivateNote) -> None:
    assert note.text == "tired"
    assert PrivateNote.objects.get(pk=note.pk).text == "tired"
    assert PrivateNote.objects.defer("text").get(pk=note.pk).text == "tired"


def test_saving_an_unread_note_keeps_its_bytes(note: PrivateNote) -> None:
    before = _stored(note.pk)
    PrivateNote.objects.get(pk=note.pk).save()
    assert _stored(note.pk) == before


def test_an_empty_text_is_stored_as_nothing(note: PrivateNote) -> None:
    note.text = ""
    note.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM mentoring_sessions_privatenote")
        assert bytes(cursor.fetchone()[0]) == b""
    assert PrivateNote.objects.get(pk=note.pk).text == ""


def test_bytes_of_another_row_do_not_open_in_this_one(note: PrivateNote) -> None:
    other = PrivateNote.objects.create(session=note.session, writer=UserFactory.create(), text="other")
    PrivateNote.objects.filter(pk=note.pk).update(text=_stored(other.pk))
    assert isinstance(PrivateNote.objects.get(pk=note.pk).text, UndecryptableText)


def test_the_place_names_table_column_and_row(note: PrivateNote) -> None:
    field = PrivateNote._meta.get_field("text")
    assert isinstance(field, EncryptedTextField)
    assert field.place(note) == f"mentoring_sessions_privatenote.text:{note.pk}"
    assert not isinstance(MentoringSession._meta.get_field("title"), EncryptedTextField)

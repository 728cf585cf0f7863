"""Reads of private notes, for their writer."""

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from sessions.models import MentoringSession, PrivateNote
from sessions.queries.sessions import PEOPLE


def own_notes(writer: User) -> QuerySet[PrivateNote]:
    """Return the notes of `writer` about all sessions, latest session first, with everybody named there.

    A text is decrypted when it is read, so who shows one page of them opens no other.
    """
    notes = PrivateNote.objects.visible_to(writer)
    return notes.select_related(*(f"session__{path}" for path in PEOPLE)).order_by("-session__starts_at", "pk")


def note_about(session: MentoringSession, writer: User) -> PrivateNote | None:
    """Return the note of `writer` about one session, or None where there is none."""
    return PrivateNote.objects.visible_to(writer).filter(session=session).first()


def with_open_pages(notes: Iterable[PrivateNote], writer: User) -> set[object]:
    """Return the keys of those sessions of `notes` in which `writer` still has a part, so that their pages open."""
    sessions = [note.session_id for note in notes]
    return set(MentoringSession.objects.with_participant(writer).filter(pk__in=sessions).values_list("pk", flat=True))

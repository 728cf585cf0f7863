"""Private notes for their writer: by month on a page, and as files to keep."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.translation import gettext as _

from accounts.models import User
from core import clocks
from sessions.models import MentoringSession, PrivateNote
from sessions.presentation.headings import heading_for


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note of a list.

    Attributes:
        note: the note; its text is decrypted when the page reads it.
        opens: whether the writer still has a part in the session, so that its pages open.
    """

    note: PrivateNote
    opens: bool


@dataclass(frozen=True, slots=True)
class NotesOfMonth:
    """The notes about the sessions of one month, on the writer's calendar.

    Attributes:
        month: its first day.
        rows: the notes, the latest session first.
    """

    month: date
    rows: list[NoteRow]


def by_month(notes: Iterable[PrivateNote], writer: User, *, open_sessions: Collection[object]) -> list[NotesOfMonth]:
    """Return `notes`, which come by session, under their months.

    Args:
        notes: with their sessions.
        writer: whose notes and calendar they are.
        open_sessions: keys of the sessions whose pages open for the writer.
    """
    rows = [NoteRow(note, note.session_id in open_sessions) for note in notes]
    months = groupby(rows, key=lambda row: _day(row.note.session, writer).replace(day=1))
    return [NotesOfMonth(month, list(of_month)) for month, of_month in months]


def as_markdown(notes: Iterable[PrivateNote], writer: User) -> str:
    """Return the notes as one text, each under the day and the name of its session."""
    parts = [f"# {_('My private notes')}"]
    for note in notes:
        day = clocks.day_text(note.session.starts_at.astimezone(writer.zone))
        parts.append(f"## {day} · {heading_for(note.session, writer)}\n\n{note.text.strip()}")
    return "\n\n".join(parts) + "\n"


def as_json(notes: Iterable[PrivateNote], writer: User, *, now: datetime) -> str:
    """Return the notes as one JSON document: what each is about, when it was changed last, its text."""
    rows = [
        {
            "session": str(note.session_id),
            "starts_at": note.session.starts_at.isoformat(),
            "about": heading_for(note.session, writer),
            "changed_at": note.updated_at.isoformat(),
            "text": note.text,
        }
        for note in notes
    ]
    return json.dumps({"exported_at": now.isoformat(), "notes": rows}, ensure_ascii=False, indent=2) + "\n"


def _day(session: MentoringSession, writer: User) -> date:
    return session.starts_at.astimezone(writer.zone).date()

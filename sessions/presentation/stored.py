"""What is stored about a session, as its forms show it: the log, a private note, when and how people meet."""

from typing import Any

from accounts.models import User
from core.revisions import stored_fields
from sessions.models import MentoringSession, PrivateNote, SharedSummary

PLAN = ("starts_at", "minutes", "mode", "location", "join_url")
_LOG = ("starts_at", "minutes", "mode", "confidential")


def log_of(session: MentoringSession) -> dict[str, Any]:
    """Return the log of a session, or what its calendar says, with the attendance and what the mentee disputes."""
    summary = SharedSummary.objects.filter(session=session).first()
    return stored_fields(session, _LOG) | {
        "outcome": session.state,
        "topics": sorted(session.topics.values_list("function", flat=True)),
        "summary": summary.text if summary else "",
        "difference": summary.difference if summary else "",
        "attendance": dict(session.attendances.values_list("user", "state")),
    }


def plan_of(session: MentoringSession) -> dict[str, Any]:
    """Return when and how people are going to meet."""
    return stored_fields(session, PLAN)


def note_of(session: MentoringSession, writer: User) -> dict[str, Any]:
    """Return the writer's private note, empty where there is none."""
    note = PrivateNote.objects.visible_to(writer).filter(session=session).first()
    return {"text": note.text if note else ""}

"""What who runs a session writes to everybody who is expected."""

from typing import Any

from django.urls import reverse

from core.clocks import zones_text
from core.undecryptable import UndecryptableText
from notifications.events import Event
from notifications.models import Category, Message
from programs.queries.contacts import answers_to
from sessions.models import Attendance, SessionMessage
from sessions.notices.entries import ENTRIES
from sessions.presentation.headings import heading_for, zones_for


def _written(message: Message) -> SessionMessage | None:
    return SessionMessage.objects.select_related("by", "session__group").filter(pk=message.subject_pk).first()


def _written_context(message: Message) -> dict[str, Any]:
    written = _written(message)
    if written is None:
        return {}
    session = written.session
    return {
        "by": written.by,
        "text": written.text,
        "title": heading_for(session, message.reader),
        "when": zones_text(session.starts_at, zones_for(session, message.reader)),
        "reply_to": answers_to(session.cycle.program),
    }


def _still_expected(message: Message) -> bool:
    """The recipient has not left since, and a key opens the text."""
    written = _written(message)
    if written is None or isinstance(written.text, UndecryptableText):
        return False
    gone = (Attendance.State.DECLINED, Attendance.State.EXCUSED)
    return written.session.attendances.filter(user=message.recipient_id).exclude(state__in=gone).exists()


def _page_of_written(message: Message) -> str:
    written = _written(message)
    return reverse("sessions:show-session", kwargs={"pk": written.session_id}) if written else reverse("home")


SESSION_MESSAGE = Event(
    name="session_message",
    entry=ENTRIES["session_message"],
    category=Category.SESSION,
    template="notifications/sessions/session_message.txt",
    context=_written_context,
    path=_page_of_written,
    still_matters=_still_expected,
)

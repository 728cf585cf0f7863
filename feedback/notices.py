"""The kinds of news about feedback; what it says stays on the page."""

from typing import Any

from feedback.models import DevelopmentalFeedback
from feedback.presentation.pages import page_of
from notifications.events import Event, register
from notifications.models import Category, Message
from programs.queries.contacts import answers_to


def _feedback(message: Message) -> DevelopmentalFeedback:
    related = ("writer", "recipient", "mentorship__cycle__program", "group__cycle__program")
    rows = DevelopmentalFeedback.objects.select_related(*related)
    return rows.defer("observation", "effect", "suggestion", "answer").get(pk=message.subject_pk)


def _context(message: Message) -> dict[str, Any]:
    feedback = _feedback(message)
    return {
        "other": feedback.writer if feedback.recipient_id == message.recipient_id else feedback.recipient,
        "reply_to": answers_to(feedback.cycle.program),
    }


def _path(message: Message) -> str:
    return page_of(_feedback(message), message.recipient_id)


def _unanswered(message: Message) -> bool:
    return DevelopmentalFeedback.objects.filter(pk=message.subject_pk, answered_at=None).exists()


def _answered(message: Message) -> bool:
    return DevelopmentalFeedback.objects.filter(pk=message.subject_pk, answered_at__isnull=False).exists()


def register_events() -> None:
    """Make the events known to the outbox."""
    for name, still_matters in (("feedback_received", _unanswered), ("feedback_answered", _answered)):
        register(
            Event(
                name=name,
                category=Category.FEEDBACK,
                template=f"notifications/feedback/{name}.txt",
                context=_context,
                path=_path,
                still_matters=still_matters,
            )
        )

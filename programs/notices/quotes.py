"""The notice of a quote: somebody is asked whether their words may stand on a program's page."""

from typing import Any

from django.urls import reverse

from notifications.events import Event, register
from notifications.models import Category, Message
from programs.models import Quote
from programs.notices.entries import ENTRIES
from programs.queries.contacts import answers_to

QUOTE_ASKED = "quote_asked"


def _context(message: Message) -> dict[str, Any]:
    program = Quote.objects.select_related("program").get(pk=message.subject_pk).program
    return {"program": program, "reply_to": answers_to(program)}


def _path(message: Message) -> str:
    return reverse("programs:answer-quote", kwargs={"pk": int(message.subject_pk)})


def _still_matters(message: Message) -> bool:
    return Quote.objects.filter(pk=message.subject_pk, state=Quote.State.ASKED).exists()


def register_quote_events() -> None:
    """Make the event known to the outbox."""
    register(
        Event(
            name=QUOTE_ASKED,
            entry=ENTRIES[QUOTE_ASKED],
            category=Category.STAFF,
            template="notifications/programs/quote_asked.txt",
            context=_context,
            path=_path,
            still_matters=_still_matters,
        )
    )

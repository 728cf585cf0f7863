"""The message by which staff look at another message in their own mailbox."""

from typing import Any, TypedDict, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.events import Entry, Event, get_event, register
from notifications.models import Category, Message
from people.presentation.catalogue import example_of
from programs.models import Program

MESSAGE_TRIAL = "message_trial"


class TrialPayload(TypedDict):
    """The name of the event that is tried."""

    event: str


def _tried(message: Message) -> str:
    return cast(TrialPayload, message.payload)["event"]


def _program(message: Message) -> Program:
    return Program.objects.select_related("institution").get(pk=message.subject_pk)


def _context(message: Message) -> dict[str, Any]:
    program = _program(message)
    example = example_of(get_event(_tried(message)), program, message.reader, now=message.due_at)
    return {"program": program, "example": example}


def _path(message: Message) -> str:
    return reverse("people:show-message-kind", args=[_program(message).slug, _tried(message)])


def register_message_trials() -> None:
    """Make the event known to the outbox."""
    register(
        Event(
            name=MESSAGE_TRIAL,
            category=Category.SITE,
            template="notifications/people/message_trial.txt",
            context=_context,
            path=_path,
            still_matters=lambda _message: True,
            urgent=True,
            entry=Entry(_("Test of a message"), _("Staff of the program"), _("When they send it to themselves")),
        )
    )

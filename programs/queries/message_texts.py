"""What a program says about the messages that go out by themselves."""

from collections.abc import Mapping
from typing import Any, TypedDict

from notifications.events import Event, Wording
from programs.models import MessageText, Program


class TextValues(TypedDict):
    """A program's own text as its form shows it; empty for the usual one."""

    subject: str
    body: str
    is_off: bool


def text_values(program: Program, event: Event) -> TextValues:
    """Return what is stored of one message."""
    own = MessageText.objects.filter(program=program, event=event.name).first() or MessageText()
    return TextValues(subject=own.subject, body=own.body, is_off=own.is_off)


def wording(program: Program | None, event: Event) -> Wording:
    """Return the same for the outbox; the usual where a message is about no program."""
    return Wording(**text_values(program, event)) if program else Wording()


def changed_events(program: Program) -> Mapping[str, Any]:
    """Return the name of each event of which the program says something, with its row. One query."""
    return {own.event: own for own in MessageText.objects.filter(program=program).defer("body")}

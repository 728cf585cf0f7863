"""The catalogue of messages: what a message says to somebody, drawn up without anything that anybody wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from accounts.models import User
from notifications.events import Event, Sketch, registered_events
from notifications.models import Category
from notifications.presentation.emails import text_of, usual_text_of
from people.queries.catalogue import hears_as_mentee
from programs.models import Program


@dataclass(frozen=True, slots=True)
class Example:
    """A message as somebody would get it.

    Attributes:
        reader: who.
        subject, body: what it says; what differs from message to message stands in brackets.
    """

    reader: User
    subject: str
    body: str


def kinds_by_category() -> Iterator[tuple[Any, list[Event]]]:
    """Yield each category in words with its messages, by title."""
    for category, events in groupby(registered_events(), key=lambda event: event.category):
        yield Category(category).label, list(events)


def example_of(event: Event, program: Program, reader: User, *, now: datetime) -> Example | None:
    """Return what `reader` would get; None for a message that is nothing but what people wrote.

    Args:
        event: which message.
        program: whose, with its institution.
        reader: to whom.
        now: from when its dates are counted.
    """
    if event.entry.example is None:
        return None
    sketch = Sketch(program, reader, hears_as_mentee(program, reader), now)
    return Example(reader, *text_of(event, event.entry.example(sketch), reader=reader))


def usual_text(event: Event, program: Program, *, reader: User, now: datetime) -> tuple[str, str]:
    """Return the usual subject and body with words in braces, from which a program's own text can begin.

    Raises:
        ValueError: the message has no text of its own.
    """
    if event.entry.example is None:
        raise ValueError(f"{event.name} has no text of its own.")
    variables = {**event.entry.example(Sketch(program, reader, True, now)), "recipient": reader}
    subject, body = usual_text_of(event, variables, reader=reader)
    # The longest first: a name can be part of a sentence that another field stands for.
    for field in sorted(event.entry.fields, key=lambda one: -len(one.value(variables))):
        braces, value = f"{{{field.name}}}", field.value(variables)
        subject = subject.replace(value, braces) if field.in_subject else subject
        body = body.replace(value, braces)
    return subject, body

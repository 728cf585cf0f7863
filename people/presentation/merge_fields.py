"""The few words in braces that a message to many has for each of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.braces import fill_in, unknown_words
from people.models import StaffMessage
from programs.models import Cycle

FIELDS: Mapping[str, Any] = {
    "given_name": _("their given name"),
    "full_name": _("their full name"),
    "program": _("the program"),
    "year": _("the year"),
    "coordinator": _("your name"),
}


def unknown_fields(text: str) -> list[str]:
    """Return what stands in braces and is no field, each once."""
    return unknown_words(text, FIELDS)


def filled_in(text: str, *, person: User | None, cycle: Cycle, by: User) -> str:
    """Return the text as `person` reads it.

    Args:
        text: with fields in braces.
        person: who reads it; without one, what differs between readers stays in braces.
        cycle: with its program.
        by: who writes.
    """
    values = {"program": cycle.program.name, "year": cycle.name, "coordinator": by.display_name}
    if person is not None:
        values |= {"given_name": person.given_name, "full_name": person.display_name}
    return fill_in(text, values)


def text_for(message: StaffMessage, person: User | None) -> tuple[str, str]:
    """Return subject and text of a message as `person` reads them, or as all of them do."""
    about: dict[str, Any] = {"person": person, "cycle": message.cycle, "by": message.by}
    return filled_in(message.subject, **about), filled_in(message.text, **about)

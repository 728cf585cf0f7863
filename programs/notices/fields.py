"""What a program's own text of a message may name."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.deadlines import deadline_text
from notifications.events import Field
from programs.presentation.schools import program_of


def _program(variables: Mapping[str, Any]) -> str:
    program = program_of(variables)
    return program.name if program else ""


PROGRAM = Field("program", _("the program"), _program, in_subject=True)


_OTHER = _("the name of the other")


def person(variable: str = "other", label: str | Promise = _OTHER) -> Field:
    """Return a field for the name of the person in this variable."""
    return Field("name", label, lambda variables: str(variables[variable].display_name))


def word(variable: str, label: str | Promise) -> Field:
    """Return a field for a variable that is a word or a number itself."""
    return Field(variable, label, lambda variables: str(variables[variable]))


def until(at: Callable[[Mapping[str, Any]], datetime], *, essential: bool = False) -> Field:
    """Return a field for a deadline, on the school's clock and the reader's.

    Args:
        at: from the variables to the instant.
        essential: whether a text has to name it.
    """

    def value(variables: Mapping[str, Any]) -> str:
        zone = variables["program"].institution.zone
        return deadline_text(at(variables), zone=zone, reader=variables["recipient"].zone)

    return Field("deadline", _("until when"), value, essential, in_subject=True)

"""Parts of a template of which other apps know what they hold; each registers its own.

A part is what the file says under its name, as JSON. A file without it is a template all the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from accounts.models import User
from programs.imports.template_parts import Problem
from programs.models import Program


@dataclass(frozen=True, slots=True)
class TemplateExtra:
    """A part of a template.

    Attributes:
        name: in the file.
        title: its heading on the page of a template.
        problems: what is wrong in the value of a file, each with its place.
        written: the value that a program gives, None for nothing.
        put_into: brings a value that was checked into a program in draft, inside the caller's transaction.
        told: a value in lines for the page of a template, of which the program is an example that is not stored.
        shipped: the value from what a template that comes with the software says of it, None where it says nothing;
            None for no such part.
    """

    name: str
    title: str | Promise
    problems: Callable[[Any], Iterator[Problem]]
    written: Callable[[Program], Any]
    put_into: Callable[[Program, Any, User, datetime], object]
    told: Callable[[Any, Program], list[str]]
    shipped: Callable[[Any], Any]


_EXTRAS: dict[str, TemplateExtra] = {}


def register_extra(extra: TemplateExtra) -> None:
    """Make a part known; they stand in the order in which they were registered."""
    _EXTRAS[extra.name] = extra


def template_extras() -> tuple[TemplateExtra, ...]:
    """Return the parts that are known."""
    return tuple(_EXTRAS.values())

"""What apps above show on the page of two people, each a section with a template of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from pairs.models import Mentorship


@dataclass(frozen=True, slots=True)
class Section:
    """A section.

    Attributes:
        template: its path; it is given the page's own variables and `shown`.
        shown: what `shown` is there.
    """

    template: str
    shown: Any


# From a pair and its reader, one of the two, to a section. One query at most.
ShowsOfPair = Callable[[Mentorship, User], Section]
_SECTIONS: list[ShowsOfPair] = []


def register_section(shows: ShowsOfPair) -> None:
    """Let a section be on the page, after those that were registered before."""
    if shows not in _SECTIONS:
        _SECTIONS.append(shows)


def more_sections(mentorship: Mentorship, reader: User) -> list[Section]:
    """Return the sections of the apps above."""
    return [shows(mentorship, reader) for shows in _SECTIONS]

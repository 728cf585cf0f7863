"""What apps above show on the page of two people or of a group, each a section with a template of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from pairs.models import MentoringGroup, Mentorship


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
# From a group with its present members, and its reader, one of them, to a section. One query at most.
ShowsOfGroup = Callable[[MentoringGroup, User], Section]
_GROUP_SECTIONS: list[ShowsOfGroup] = []


def register_section(shows: ShowsOfPair) -> None:
    """Let a section be on the page, after those that were registered before."""
    if shows not in _SECTIONS:
        _SECTIONS.append(shows)


def more_sections(mentorship: Mentorship, reader: User) -> list[Section]:
    """Return the sections of the apps above."""
    return [shows(mentorship, reader) for shows in _SECTIONS]


def register_group_section(shows: ShowsOfGroup) -> None:
    """Let a section be on the page of a group, after those that were registered before."""
    if shows not in _GROUP_SECTIONS:
        _GROUP_SECTIONS.append(shows)


def more_group_sections(group: MentoringGroup, reader: User) -> list[Section]:
    """Return the sections of the apps above for one of a group; it has its members who are there."""
    return [shows(group, reader) for shows in _GROUP_SECTIONS]

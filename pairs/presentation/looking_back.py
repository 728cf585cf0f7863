"""What the two read when they look back, from every app that has something to tell. Nobody else reads it."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from pairs.models import ClosingWord, Mentorship


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the page and of its PDF.

    Attributes:
        title: its heading.
        lines: what stands in it, one line each.
    """

    title: str
    lines: tuple[str, ...]


# From a pair and its reader, one of the two, to a section; None where there is nothing to tell.
TellsOfPair = Callable[[Mentorship, User], Part | None]
_PARTS: list[TellsOfPair] = []


def register_part(tells: TellsOfPair) -> None:
    """Let a section be on the page, after those that were registered before."""
    if tells not in _PARTS:
        _PARTS.append(tells)


def parts_of(mentorship: Mentorship, reader: User) -> list[Part]:
    """Return the sections that have something to tell."""
    return [part for tells in _PARTS if (part := tells(mentorship, reader)) is not None]


@dataclass(frozen=True, slots=True)
class Words:
    """The closing words of the two: the reader's own, empty where there is none, and the other's."""

    own: str
    theirs: str


def words_of(mentorship: Mentorship, reader: User) -> Words:
    """Return what the two wrote to each other."""
    rows = ClosingWord.objects.visible_to(reader).filter(mentorship=mentorship)
    by_writer = {row.writer_id: row.text for row in rows}
    return Words(by_writer.get(reader.pk, ""), by_writer.get(mentorship.other_of(reader).pk, ""))

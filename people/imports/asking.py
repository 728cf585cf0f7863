"""Names of a file that do not say surely who is meant: what is asked, and the answers as a part of its mapping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from core.tables.mapping import Mapping as FileMapping
from people.imports.finding import Finding, Known

KNOWN_MENTEE, KNOWN_MENTOR = "known_mentee", "known_mentor"
# So many are asked at a time.
_ASKED = 40
_LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class UnknownName:
    """What a file calls somebody whom it does not name surely.

    Attributes:
        who: `KNOWN_MENTEE` or `KNOWN_MENTOR`.
        word: as the file writes it first.
        rows: in which it stands.
        candidates: who may be meant.
        several: whether the candidates have the very name.
    """

    who: str
    word: str
    rows: tuple[int, ...]
    candidates: tuple[Known, ...]
    several: bool


class Asked:
    """Collects such names."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], UnknownName] = {}

    def ask(self, who: str, word: str, row: int, found: Finding) -> None:
        """Ask who is meant by a word of a row."""
        known = self._names.get((who, word)) or UnknownName(who, word, (), found.candidates, found.several)
        self._names[who, word] = replace(known, rows=tuple(dict.fromkeys((*known.rows, row))))

    @property
    def names(self) -> list[UnknownName]:
        """The names, the commonest first."""
        return sorted(self._names.values(), key=lambda name: -len(name.rows))


def questions_of(names: Sequence[UnknownName]) -> list[tuple[int, UnknownName]]:
    """Return the names that are asked, each with its number in the form."""
    return list(enumerate(names[:_ASKED]))


def with_names(mapping: FileMapping, names: Sequence[UnknownName], answers: Mapping[str, str]) -> FileMapping:
    """Return the mapping with what was answered.

    Args:
        mapping: what was said so far.
        names: that were asked.
        answers: of the form: `word_N`, and `use_N` with an address or “leave”.
    """
    words = {who: dict(kept) for who, kept in mapping.words.items()}
    for number, name in questions_of(names):
        use = answers.get(f"use_{number}", "")
        if answers.get(f"word_{number}") == name.word and use in {_LEAVE, *(each.email for each in name.candidates)}:
            words.setdefault(name.who, {})[name.word] = "" if use == _LEAVE else use
    return replace(mapping, words=words)


def who_is_meant(found: Finding) -> str:
    """Return what to do about a name that several have; empty for other names."""
    return _("Several people have this name. Say who is meant.") if found.several else ""

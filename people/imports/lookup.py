"""Words of a file, looked up in the school's lists: each word once, with what was probably meant."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from people.imports.vocabulary import Vocabulary, key_of
from programs.models import WordList

# A word of the list that is as near as this was probably meant.
_NEAR = 82
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word that is on none of the school's lists.

    Attributes:
        column: where it stands.
        word: as the file writes it first.
        rows: in which it stands.
        nearest: the word of the list that was probably meant; empty when none is near.
    """

    column: str
    word: str
    rows: tuple[int, ...]
    nearest: str

    @property
    def is_kept(self) -> bool:
        """Whether it is imported as it stands while nobody says otherwise."""
        return self.column in WordList


class Words:
    """Looks words up in the school's lists, each word once, and keeps those that it does not find."""

    def __init__(self, vocabulary: Vocabulary, known_as: Mapping[str, str]) -> None:
        self.vocabulary, self.known_as = vocabulary, known_as
        self.names = [key for key, term in vocabulary.terms.items() if key == key_of(term.name)]
        self._nearest: dict[tuple[str, str], str] = {}
        self._rows: dict[tuple[str, str], tuple[str, list[int]]] = {}

    def miss(self, column: str, word: str, row: int, known: Iterable[str], show: Callable[[str], str]) -> str:
        """Keep a word that is on no list; return the one that was probably meant, or nothing."""
        key = (column, key_of(word))
        self._rows.setdefault(key, (word, []))[1].append(row)
        if key not in self._nearest:
            near = nearest_to(key[1], list(known))
            self._nearest[key] = show(near) if near else ""
        return self._nearest[key]

    def unknown(self) -> list[UnknownWord]:
        """The words that were not found, the commonest first."""
        found = [
            UnknownWord(column, word, tuple(dict.fromkeys(rows)), self._nearest[column, key])
            for (column, key), (word, rows) in self._rows.items()
        ]
        return sorted(found, key=lambda each: -len(each.rows))


def nearest_to(word: str, known: list[str]) -> str:
    """Return the word that begins with this one, as “cardiology” with “cardio”, or is spelled nearly like it."""
    longer = [each for each in known if len(word) > _SHORTEST and each.startswith(word)]
    if longer:
        return min(longer, key=len)
    near = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
    return near[0] if near else ""

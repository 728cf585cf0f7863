"""What a person says of words and people that the file leaves open, as a part of its mapping."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from itertools import islice

from core.folding import fold
from core.tables.mapping import Mapping
from core.text import clean_line
from people.imports.checked import CheckedPeople
from people.imports.columns import PEOPLE
from people.imports.lookup import UnknownWord
from people.imports.preview import Entry, Preview
from programs.models import Facet

# So many are asked at a time; what is said for all at once is said for the others too.
_ASKED = 40
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked.

    Attributes:
        words: (number in the form, word, label of its column, whether it may be added to the school's list).
        people: (number in the form, row) of those whose name is known under another address.
        unknown: how many words there are.
    """

    words: list[tuple[int, UnknownWord, str, bool]]
    people: list[tuple[int, Entry]]
    unknown: int


def questions_of(checked: CheckedPeople, preview: Preview) -> Questions:
    """Return what is to be asked of a file."""
    labels = {column.name: str(column.label) for column in PEOPLE.columns}
    words = [
        (number, word, labels[word.column], _may_be_added(word)) for number, word in enumerate(checked.unknown[:_ASKED])
    ]
    people = islice((entry for entry in preview.entries if entry.known_as), _ASKED)
    return Questions(words, list(enumerate(people)), len(checked.unknown))


def settled(mapping: Mapping, checked: CheckedPeople, preview: Preview, answers: MappingOf[str, str]) -> Mapping:
    """Return the mapping with what was answered.

    Args:
        mapping: what was said so far.
        checked: the file, with its unknown words.
        preview: with the names that are known.
        answers: of the form: `all` and `facet` for all words at once, or `word_N`, `use_N`, `term_N` for one and
            `email_N`, `person_N` for a person.
    """
    words = {column: dict(kept) for column, kept in mapping.words.items()}
    asked = dict(enumerate(checked.unknown))
    at_once = answers.get("all", "")
    for number, word in asked.items():
        use = at_once or (answers.get(f"use_{number}", "") if answers.get(f"word_{number}") == word.word else "")
        meant = _meant(word, use, answers.get(f"term_{number}", "") if not at_once else "", answers.get("facet", ""))
        if meant is not None:
            words.setdefault(word.column, {})[word.word] = meant
    for number, entry in enumerate(entry for entry in preview.entries if entry.known_as):
        use = answers.get(f"person_{number}", "")
        if answers.get(f"email_{number}") == entry.email and use in (entry.email, *entry.known_as):
            words.setdefault("email", {})[entry.email] = use
    return replace(mapping, words=words)


def _meant(word: UnknownWord, use: str, term: str, facet: str) -> str | None:
    """What a word stands for; None while nobody said so, empty to leave it out."""
    if term := clean_line(term)[:_LONGEST_WORD]:
        return term
    if use == "leave" and word.column != "role":
        return ""
    if use == "nearest" and word.nearest:
        return word.nearest
    kind = use.removeprefix("add:") if use.startswith("add:") else facet if use == "add" else ""
    if _may_be_added(word) and fold(kind) in Facet.values:
        return f"{kind}: {word.word.partition(':')[2].strip() or word.word}"
    return None


def _may_be_added(word: UnknownWord) -> bool:
    return word.column == "interests" and len(word.word) <= _LONGEST_WORD

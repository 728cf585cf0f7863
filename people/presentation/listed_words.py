"""A school’s lists of words as its administrators see them."""

from dataclasses import dataclass

from people.queries.listed_words import words_in_use
from programs.models import Institution, ListedWord, WordList


@dataclass(frozen=True, slots=True)
class ShownList:
    """One of the lists.

    Attributes:
        kind: its value, as forms post it.
        label: its name.
        words: (word, how many people have it).
        offered: those that can be chosen.
        unlisted: (what people have that is not on the list, how many have it), the commonest first.
    """

    kind: str
    label: str
    words: list[tuple[ListedWord, int]]
    offered: list[ListedWord]
    unlisted: list[tuple[str, int]]


def word_lists(school: Institution) -> list[ShownList]:
    """Return the lists of the school."""
    in_use, words = words_in_use(school), list(school.listed_words.all())
    return [_shown(kind, [word for word in words if word.kind == kind], in_use[kind]) for kind in WordList]


def _shown(kind: WordList, words: list[ListedWord], in_use: dict[str, int]) -> ShownList:
    known = {word.name for word in words}
    unlisted = sorted(((name, n) for name, n in in_use.items() if name not in known), key=lambda pair: -pair[1])
    return ShownList(
        kind=kind.value,
        label=str(kind.label),
        words=[(word, in_use.get(word.name, 0)) for word in words],
        offered=[word for word in words if word.retired_at is None],
        unlisted=unlisted,
    )

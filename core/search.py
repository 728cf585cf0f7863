"""The one search of the site: every word of the query begins a word of the text, or is another form of one.

Case and accents do not matter; “meetings” finds “meet”. The words are compared in Python, the same on every database,
and no index can lag behind what people write: the rows of one list are few (2,000 profiles of 2,000 characters take
about 10 ms). Forms are compared by their stems (Porter, “An algorithm for suffix stripping”, 1980, in its second
version of the Snowball project).
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import snowballstemmer
from django.db.models import Model, QuerySet

from core.folding import fold

_WORD = re.compile(r"[^\W_]+")
_LONGEST_QUERY = 200
_MOST_WORDS = 8
# Two forms of one word begin alike; only words that do are stemmed.
_HEAD = 3
_Row = TypeVar("_Row", bound=Model)
_english = snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return str(_english.stemWord(word))


class _Word:
    """One word of a query."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._beginning = re.compile(rf"\b{text[:_HEAD]}\w*")

    @cached_property
    def _stem(self) -> str:
        return _stem(self._text)

    def count(self, folded: str) -> int:
        return sum(self._is_form(word) for word in self._beginning.findall(folded))

    def occurs(self, folded: str) -> bool:
        return any(self._is_form(found[0]) for found in self._beginning.finditer(folded))

    def _is_form(self, word: str) -> bool:
        return word.startswith(self._text) or _stem(word) == self._stem


class Search:
    """What somebody typed, ready to be compared with texts.

    Args:
        query: what is beyond 200 characters and eight words is left out.
    """

    def __init__(self, query: str) -> None:
        self._words = [_Word(word) for word in _WORD.findall(fold(query[:_LONGEST_QUERY]))[:_MOST_WORDS]]

    def __bool__(self) -> bool:
        """Whether there is a word to look for."""
        return bool(self._words)

    def matches(self, text: str) -> bool:
        """Whether every word of the query is in `text`; true for a query without words."""
        folded = fold(text)
        return all(word.occurs(folded) for word in self._words)

    def counts(self, text: str) -> list[int]:
        """Return how often each word of the query is in `text`."""
        folded = fold(text)
        return [word.count(folded) for word in self._words]


def narrowed(rows: QuerySet[_Row], query: str, *fields: str) -> QuerySet[_Row]:
    """Return those of `rows` whose `fields`, paths from a row to one text each, hold every word of `query`."""
    if not Search(query):
        return rows
    return rows.filter(pk__in=found(query, rows.order_by().values_list("pk", *fields)))


def found(query: str, texts: Iterable[tuple[Any, ...]]) -> list[int]:
    """Return the keys whose texts together hold every word of `query`.

    Args:
        query: what somebody typed.
        texts: tuples of a key and any number of texts; a key may come several times.
    """
    search = Search(query)
    by_key: defaultdict[int, list[str]] = defaultdict(list)
    for key, *parts in texts:
        by_key[key] += filter(None, parts)
    return [key for key, parts in by_key.items() if search.matches(" ".join(parts))]

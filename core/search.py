"""The one search of the site: every word of the query begins a word of the text, or is another form of one.

Case and accents do not matter; “meetings” finds “meet”. The words are compared in Python, the same on every database,
and no index can lag behind what people write: the rows of one list are few (2,000 profiles of 2,000 characters take
about 10 ms). Forms are compared by their stems in the language of the page (Porter, “An algorithm for suffix
stripping”, 1980, in its second version of the Snowball project, and its other languages).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeVar

import snowballstemmer
from django.db.models import Model, QuerySet
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.folding import fold

_WORD = re.compile(r"[^\W_]+")
_LONGEST_QUERY = 200
_MOST_WORDS = 8
# Two forms of one word begin alike; only words that do are stemmed.
_HEAD = 3
_Row = TypeVar("_Row", bound=Model)
# The languages of the Snowball project, by the code of a page's language.
_SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "nb": "norwegian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def _stem(word: str, language: str) -> str:
    """The stem of a word; the word itself in a language without a stemmer."""
    # A stemmer serves one thread at a time, so each word has a new one; that costs as little.
    name = _SNOWBALL.get(language)
    return str(snowballstemmer.stemmer(name).stemWord(word)) if name else word


def _language() -> str:
    return (get_language() or "en").split("-")[0]


class _Word:
    """One word of a query, with others that are to be found in its place."""

    def __init__(self, text: str, others: Collection[str] = ()) -> None:
        self._text = text
        self._others = others
        heads = "|".join(sorted({word[:_HEAD] for word in (text, *others)}))
        self._beginning = re.compile(rf"\b(?:{heads})\w*")
        self._language = _language()

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(_stem(word, self._language) for word in (self._text, *self._others))

    def count(self, folded: str) -> int:
        return sum(self.has_form(word) for word in self._beginning.findall(folded))

    def occurs(self, folded: str) -> bool:
        return any(self.has_form(found[0]) for found in self._beginning.finditer(folded))

    def has_form(self, word: str) -> bool:
        return word.startswith(self._text) or _stem(word, self._language) in self._stems


class Search:
    """What somebody typed, ready to be compared with texts.

    Args:
        query: what is beyond 200 characters and eight words is left out.
        synonyms: groups of single words that mean the same; where a word of the query is a form of one of a group, the
            others are found as well.

    Attributes:
        also: these others.
    """

    def __init__(self, query: str, synonyms: Iterable[Collection[str]] = ()) -> None:
        words = _WORD.findall(fold(query[:_LONGEST_QUERY]))[:_MOST_WORDS]
        groups = [[fold(word) for word in group] for group in synonyms]
        others = {word: _same_as(word, groups) for word in words}
        self._words = [_Word(word, others[word]) for word in words]
        self.also = list(dict.fromkeys(each for word in words for each in others[word]))

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

    def highlighted(self, text: str) -> SafeString:
        """Return `text` as HTML, with a mark around each word that is found."""
        return SafeString("".join(self._marked(text)))

    def _marked(self, text: str) -> Iterator[str]:
        end = 0
        for found in _WORD.finditer(text):
            folded = fold(found[0])
            if any(word.has_form(folded) for word in self._words):
                yield escape(text[end : found.start()])
                yield format_html("<mark>{}</mark>", found[0])
                end = found.end()
        yield escape(text[end:])


def _same_as(word: str, groups: Sequence[Sequence[str]]) -> list[str]:
    """The members of the groups of which one has the stem of `word`."""
    language = _language()
    stem = _stem(word, language)
    alike = (group for group in groups if stem in {_stem(each, language) for each in group})
    return [each for group in alike for each in group if _stem(each, language) != stem]


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

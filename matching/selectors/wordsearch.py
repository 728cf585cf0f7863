"""Full-text search over what mentors say about themselves, the same on every database.

The words are compared in Python: the mentors of one cycle are few (2,000 profiles of 2,000 characters take about
10 ms, and 140 ms when every one of them has an accent), and no index can lag behind a profile. Accents and case do
not matter; every word of the query must begin some word of the text.
"""

import re
from collections.abc import Iterable

from programs.folding import fold

_WORD = re.compile(r"\w+")
_LONGEST_QUERY = 200


def find(query: str, texts: Iterable[tuple[int, str]]) -> list[int]:
    """Return the keys of the texts in which every word of `query` begins a word; all keys for a query without words.

    Args:
        query: what somebody typed; what is beyond 200 characters is left out.
        texts: (key, text) pairs.
    """
    words = _WORD.findall(fold(query[:_LONGEST_QUERY]))
    patterns = [(word, re.compile(rf"\b{word}")) for word in words]
    return [key for key, text in texts if _matches(patterns, fold(text))]


def _matches(patterns: list[tuple[str, re.Pattern[str]]], text: str) -> bool:
    return all(word in text and pattern.search(text) for word, pattern in patterns)

"""The search of a handbook, with the text around what it finds."""

from dataclasses import dataclass

from core.markdown import plain_text
from core.search import Search
from programs.models import Chapter, HandbookVersion

_SNIPPET = 160


@dataclass(frozen=True, slots=True)
class Found:
    """A chapter in which every word of the search begins some word; `snippet` is the text around the first."""

    chapter: Chapter
    snippet: str


def search_chapters(version: HandbookVersion, query: str) -> list[Found]:
    """Return the chapters that hold all words of `query` or other forms of them, best first.

    A handbook is a few thousand words, so its chapters are read and searched here. A chapter with a match in its
    title comes first, then the one with the most matches.
    """
    search = Search(query)
    if not search:
        return []
    ranked = []
    for chapter in version.chapters.all():
        text = plain_text(chapter.body)
        in_title, in_text = search.counts(chapter.title), search.counts(text)
        if all(title or body for title, body in zip(in_title, in_text, strict=True)):
            rank = (-sum(in_title), -sum(in_text), chapter.position)
            ranked.append((rank, Found(chapter, _snippet(text, search))))
    return [found for _rank, found in sorted(ranked, key=lambda pair: pair[0])]


def _snippet(text: str, search: Search) -> str:
    """The sentence part around the first match. Folding may change lengths, so words are matched one by one."""
    words = text.split()
    first = next((place for place, word in enumerate(words) if any(search.counts(word))), 0)
    start = max(0, first - 8)
    snippet = " ".join(words[start : first + 22])[:_SNIPPET].rstrip()
    return f"{'… ' if start else ''}{snippet} …" if snippet else ""

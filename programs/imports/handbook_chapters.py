"""A document cut into chapters at its headings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from core.documents.errors import UnreadableDocument
from core.documents.reading import Document
from core.documents.typed import without_number
from core.documents.web import TITLE
from core.markdown import plain_text
from core.text import clean_line
from programs.models import Chapter

MAX_CHAPTERS = 150
_TITLE_LENGTH: int = Chapter._meta.get_field("title").max_length or 0
_BODY_LENGTH: int = Chapter._meta.get_field("body").max_length or 0
_HEADING = re.compile(r"^(#{1,6}) +(\S.*?)(?: +#+)?$")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(")
_FENCE = re.compile(r"^(```|~~~)")
_SENTENCE = re.compile(r"[.!?](?:\s|$)")


@dataclass(frozen=True, slots=True)
class NewChapter:
    """A chapter that is not in the draft yet."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A document in chapters.

    Attributes:
        chapters: in their order.
        title: of the whole, which is no part of them.
        counts: what was kept, by “headings”, “lists”, “tables”, “links” and “shown” (pictures), and what was left out
            by other names.
    """

    chapters: list[NewChapter]
    title: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A heading, of level 0 where none stands before the text, and the lines below it."""

    level: int
    heading: str
    lines: Sequence[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def cut(document: Document, *, name: str) -> Cut:
    """Cut a document at the highest of its headings that there are several of.

    Args:
        document: what was read.
        name: of a chapter where the text has no heading.

    Raises:
        UnreadableDocument: there is nothing to cut, or far too many headings.
    """
    pieces = list(_pieces(document.markdown))
    level = _level_of_chapters(pieces)
    title, pieces = _without_title(pieces, level)
    made = list(_gathered(pieces, level, name))
    empty = sum(not each.body and bool(each.title) for each in made)
    chapters = [part for each in made if each.body for part in _fitting(each)]
    if not chapters:
        raise UnreadableDocument(_("There’s no text in it. Choose another file, or paste the text."))
    if len(chapters) > MAX_CHAPTERS:
        raise UnreadableDocument(
            _("This would be %(n)d chapters. Mark only the titles of chapters as “Heading 1”, or bring it in parts.")
            % {"n": len(chapters)}
        )
    return Cut(chapters, title, kept_in(document.markdown) | document.counts | ({"empty": empty} if empty else {}))


def kept_in(markdown: str) -> dict[str, int]:
    """Return how many headings, lists, tables, links and pictures a text has."""
    counts: Counter[str] = Counter()
    for kind, lines in groupby(markdown.splitlines(), key=_kind):
        counts[kind] += len(list(lines)) if kind == "headings" else 1
    counts["shown"] = len(_IMAGE.findall(markdown))
    counts["links"] = len(re.findall(r"\]\(|<https?:|<[\w.+-]+@", markdown)) - counts["shown"]
    return {kind: counts[kind] for kind in ("headings", "lists", "tables", "links", "shown") if counts[kind]}


def undescribed_in(markdown: str) -> int:
    """Return how many pictures a text shows without saying what is to be seen."""
    return sum(not words.strip() for words in _IMAGE.findall(markdown))


def _kind(line: str) -> str:
    if _HEADING.match(line):
        return "headings"
    if re.match(r"\s*(?:[-*]|\d+\.) ", line):
        return "lists"
    return "tables" if line.startswith("|") else ""


def _pieces(markdown: str) -> Iterator[_Piece]:
    level, heading = 0, ""
    lines: list[str] = []
    fenced = False
    for line in markdown.splitlines():
        fenced ^= bool(_FENCE.match(line))
        found = None if fenced else _HEADING.match(line)
        if found is None:
            lines.append(line)
            continue
        yield _Piece(level, heading, lines)
        level, heading, lines = len(found[1]), found[2], []
    yield _Piece(level, heading, lines)


def _level_of_chapters(pieces: Sequence[_Piece]) -> int:
    levels = Counter(piece.level for piece in pieces if piece.level)
    several = [level for level, count in sorted(levels.items()) if count > 1]
    return several[0] if several else min(levels, default=1)


def _without_title(pieces: list[_Piece], level: int) -> tuple[str, list[_Piece]]:
    """Take the title of the whole from its beginning: lines that no reader misses below the chapters' own titles."""
    titles: list[str] = []
    while pieces and (not pieces[0].level or pieces[0].level < level):
        first = pieces[0]
        marked = [line.lstrip(TITLE) for line in first.lines if line.startswith(TITLE)]
        rest = [line for line in first.lines if line.strip() and not line.startswith(TITLE)]
        is_title = not any(len(line) > _TITLE_LENGTH or _SENTENCE.search(line) for line in rest)
        titles += [first.heading, *marked, *(rest if is_title else [])]
        if not is_title:
            return _one_line(titles), [_Piece(level, "", _untitled(first.lines)), *pieces[1:]]
        pieces = pieces[1:]
    return _one_line(titles), pieces


def _untitled(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if not line.startswith(TITLE)]


def _one_line(titles: Sequence[str]) -> str:
    return clean_line(" · ".join(plain_text(title) for title in titles if title.strip()))[:200]


def _gathered(pieces: Sequence[_Piece], level: int, name: str) -> Iterator[NewChapter]:
    """Put each chapter together with the headings below its own, which begin at the second level again."""
    title, parts = "", list[str]()
    below = min((piece.level for piece in pieces if piece.level > level), default=level + 1)
    for piece in pieces:
        if piece.level <= level:
            yield _chapter(title, parts, name)
            title, parts = _title_of(piece.heading), [piece.text]
        else:
            signs = "#" * min(2 + piece.level - below, 4)
            parts += [f"{signs} {without_number(piece.heading)}", piece.text]
    yield _chapter(title, parts, name)


def _chapter(title: str, parts: Sequence[str], name: str) -> NewChapter:
    body = "\n\n".join(part for part in parts if part)
    return NewChapter(title or (name if body else ""), body)


def _title_of(heading: str) -> str:
    words = clean_line(without_number(plain_text(heading)))
    if words.isupper():
        words = words.capitalize()
    return words if len(words) <= _TITLE_LENGTH else f"{words[: _TITLE_LENGTH - 1].rstrip()}…"


def _fitting(chapter: NewChapter) -> Iterator[NewChapter]:
    """A chapter that is too long for one, in parts that end with a paragraph."""
    parts = [""]
    for paragraph in re.split(r"\n{2,}", chapter.body):
        for piece in (paragraph[at : at + _BODY_LENGTH] for at in range(0, len(paragraph), _BODY_LENGTH)):
            if len(parts[-1]) + len(piece) + 2 > _BODY_LENGTH:
                parts.append("")
            parts[-1] = f"{parts[-1]}\n\n{piece}".strip()
    for number, body in enumerate(parts, start=1):
        suffix = f" ({number})" if len(parts) > 1 else ""
        yield NewChapter(chapter.title[: _TITLE_LENGTH - len(suffix)] + suffix, body)

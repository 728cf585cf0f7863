"""Markdown as a plain sequence of passages: headings, paragraphs, items of lists, rows of tables.

A comparison of two texts goes through such sequences, and each passage is HTML that is safe to show by itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it.token import Token

from core.markdown import IMAGE, cleaned, inline_html, parse

_PICTURE = re.compile(rf"!\[([^\]\n]*)\]\({IMAGE}([0-9a-f]+)\)")
_CELLS = " · "


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of a text.

    Attributes:
        kind: "h2" to "h4", "p", "li", "blockquote", "pre" or "tr".
        marker: what stands before an item of a list, such as "2."; it does not count in comparisons.
        html: the words with what is inside a line: emphasis, code, links.
        source: the same as it is written, which names the pictures and chapters too.
    """

    kind: str
    marker: str
    html: SafeString
    source: str

    @property
    def key(self) -> tuple[str, str]:
        """What two passages have in common when nothing differs."""
        return self.kind, " ".join(self.source.split())


def passages(text: str) -> list[Passage]:
    """Return the passages of Markdown `text` in their order."""
    return list(_walk(parse(_PICTURE.sub(_named, text))))


def _named(picture: re.Match[str]) -> str:
    """A picture in words, with enough of its name to tell it from another with the same description."""
    words = _("Picture %(name)s: %(words)s") % {"name": picture[2][:6], "words": picture[1]}
    return f"*{words}*"


def _walk(tokens: Sequence[Token]) -> Iterator[Passage]:
    opened: list[Token] = []
    cells: list[Token] = []
    marker = ""
    for token in tokens:
        if token.nesting == 1:
            opened.append(token)
            if token.type == "list_item_open":
                marker = f"{token.info}{token.markup}" if token.info else "•"
        elif token.nesting == -1:
            opened.pop()
            if token.type == "tr_close":
                yield _passage("tr", "", cells)
                cells = []
        elif token.type in ("fence", "code_block"):
            yield Passage("pre", marker, escape(token.content), token.content)
            marker = ""
        elif token.type == "inline":
            if opened[-1].type in ("td_open", "th_open"):
                cells.append(token)
            else:
                yield _passage(_kind(opened), marker, [token])
                marker = ""


def _kind(opened: Sequence[Token]) -> str:
    if opened[-1].type == "heading_open":
        return opened[-1].tag
    around = {token.type for token in opened}
    if "list_item_open" in around:
        return "li"
    return "blockquote" if "blockquote_open" in around else "p"


def _passage(kind: str, marker: str, tokens: Sequence[Token]) -> Passage:
    html = mark_safe(cleaned(_CELLS.join(map(inline_html, tokens))))  # noqa: S308
    return Passage(kind, marker, html, _CELLS.join(token.content for token in tokens))

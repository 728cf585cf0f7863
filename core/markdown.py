"""Markdown of handbook chapters to HTML that is safe to show.

Two walls: the renderer passes no HTML of the author through (`html=False`), and what it produces is
cleaned by nh3 against a short list of elements. Chapters have their title as `h1`, so headings begin at `h2`.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    "a", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "hr", "img", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "img": {"src", "alt", "width", "height", "loading"},
    "ol": {"start"},
    "th": {"scope"},
}
_SCHEMES = {"https", "http", "mailto", "tel"}
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}

CHAPTER, IMAGE = "chapter:", "image:"
# Names of headings begin so that none is the name of something else on a page.
ANCHORS = "section-"

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a picture is, and its size in points."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class References:
    """What `[words](chapter:name)` and `![description](image:name)` stand for.

    Attributes:
        chapters: name → address.
        images: name → picture.
    """

    chapters: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, Shown] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """One link or picture of a text.

    Attributes:
        address: as it is written.
        words: those of the link, or the description of the picture.
        is_image: whether it is a picture.
    """

    address: str
    words: str
    is_image: bool

    def named(self, kind: str) -> str | None:
        """The name behind `chapter:` or `image:`, or None for another address."""
        return self.address.removeprefix(kind) if self.address.startswith(kind) else None

    @property
    def leads_nowhere(self) -> bool:
        """Whether the address has neither a scheme nor a place on this site."""
        return not self.is_image and not self.address.startswith(("/", "#")) and not urlsplit(self.address).scheme


def targets(text: str) -> list[Target]:
    """Return the links and pictures of `text` in their order."""
    found = []
    for token in _parser.parse(text):
        children = token.children or []
        for place, child in enumerate(children):
            if child.type == "image":
                found.append(Target(str(child.attrs["src"]), child.content.strip(), True))
            elif child.type == "link_open":
                words = "".join(_until_closed(children[place + 1 :]))
                found.append(Target(str(child.attrs["href"]), words, False))
    return found


def _until_closed(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "link_close":
            return
        yield token.content


def render(
    text: str, *, before: str | None = None, references: References | None = None, anchors: str = ANCHORS
) -> SafeString:
    """Return the HTML of `text`.

    Args:
        text: Markdown (CommonMark and tables, no HTML, no pictures from elsewhere).
        before: the chapter's text in the version before; passages that it lacks are marked as changed.
        references: what links to chapters and pictures stand for; of one that is not among them the words stay.
        anchors: how the names of headings begin, by which a link leads to one.
    """
    tokens = parse(text, references, anchors)
    known = None if before is None else {_squeeze(part) for part in _sources(before)}
    lines = text.splitlines()
    html = "".join(_render_block(block, lines, known) for block in _blocks(tokens))
    return mark_safe(cleaned(html))  # noqa: S308


def parse(text: str, references: References | None = None, anchors: str = ANCHORS) -> list[Token]:
    """Return the tokens of `text`: headings below a title, each with a name, and cells of tables without alignment.

    Args:
        text: Markdown, as `render` takes it.
        references: what links to chapters and pictures stand for; of one that is not among them the words stay.
        anchors: how the names of headings begin.
    """
    tokens = _parser.parse(text)
    taken: set[str] = set()
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = slugify(plain_line(tokens[place + 1]), allow_unicode=True)
            token.attrs = {"id": _free(anchors + words, taken)}
        if token.children:
            token.children = list(_resolved(token.children, references or References()))
        token.tag = _HEADINGS.get(token.tag, token.tag)
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
    return tokens


def plain_line(token: Token) -> str:
    """Return the words of what is inside one paragraph, heading or cell."""
    return "".join(child.content or " " for child in token.children or [] if child.nesting == 0)


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number where an earlier heading has it; remembered as taken."""
    found = next(each for each in chain([name], (f"{name}-{n}" for n in count(2))) if each not in taken)
    taken.add(found)
    return found


def inline_html(token: Token) -> str:
    """Return the HTML of what is inside one paragraph, heading or cell; it is still to be `cleaned`."""
    return str(_parser.renderer.render([token], _parser.options, {}))


def cleaned(html: str) -> str:
    """Return `html` without anything that is not on the short list of elements, attributes and schemes."""
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES)


def _resolved(tokens: Sequence[Token], references: References) -> Iterator[Token]:
    dropped = False
    for token in tokens:
        if token.type == "image":
            yield _resolved_image(token, references)
        elif token.type == "link_open" and str(token.attrs["href"]).startswith(CHAPTER):
            address = references.chapters.get(str(token.attrs["href"]).removeprefix(CHAPTER))
            dropped = address is None
            if address is not None:
                token.attrs["href"] = address
                yield token
        elif token.type == "link_close" and dropped:
            dropped = False
        else:
            yield token


def _resolved_image(token: Token, references: References) -> Token:
    """A picture of our own, or the description of one that is not."""
    source = str(token.attrs["src"])
    shown = references.images.get(source.removeprefix(IMAGE)) if source.startswith(IMAGE) else None
    if shown is None:
        return Token("text", "", 0, content=token.content)
    token.attrs = {"src": shown.address, "alt": "", "width": shown.width, "height": shown.height, "loading": "lazy"}
    return token


def _render_block(block: Sequence[Token], lines: list[str], known: set[str] | None) -> str:
    html = str(_parser.renderer.render(list(block), _parser.options, {}))
    if block[0].type == "table_open":
        html = f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(_("Table"))}">{html}</div>'
    if known is not None and block[0].type != "hr" and _squeeze(_source(block, lines)) not in known:
        html = f'<div class="changed">{html}</div>'
    return html


def _blocks(tokens: Sequence[Token]) -> list[list[Token]]:
    """Split the tokens into the blocks at the top level: paragraphs, headings, lists, tables."""
    blocks: list[list[Token]] = []
    depth = 0
    for token in tokens:
        if depth == 0:
            blocks.append([])
        blocks[-1].append(token)
        depth += token.nesting
    return blocks


def _source(block: Sequence[Token], lines: list[str]) -> str:
    start, end = block[0].map or (0, 0)
    return "\n".join(lines[start:end])


def _sources(text: str) -> list[str]:
    lines = text.splitlines()
    return [_source(block, lines) for block in _blocks(_parser.parse(text))]


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def plain_text(text: str) -> str:
    """Return the words of Markdown `text` without its signs, for search and excerpts."""
    parts = [token.content for token in _parser.parse(text) if token.type in ("inline", "fence", "code_block")]
    return re.sub(r"[*_`]+|!?\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(parts))

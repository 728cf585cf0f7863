"""Markdown as a tree, for everything that is no web page: PDF, e-book, plain text.

A tree is made of plain dictionaries, so that it travels as JSON. A block has a `kind`: "heading" (`level` 2 to 4,
`name` by which a link leads to it, `parts`), "paragraph" (`parts`), "list" (`start`, None where items have no numbers;
`items`, each a list of blocks), "quote" (`blocks`), "table" (`head`, `rows`, of cells, each a list of parts), "code"
(`text`) or "rule". A part of a line is "text" or "code" (`text`), "strong" or "emphasis" (`parts`), "link" (`to`, which
is `#name` inside the document; `parts`), "image" (`file`, `width` in points, and its description as `text`) or "break".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from core.markdown import References, parse
from core.text import clean_text

Node = dict[str, Any]
_INSIDE = {"strong_open": "strong", "em_open": "emphasis"}
# Where a document on paper or without a network can lead.
_ADDRESSES = ("https:", "http:", "mailto:", "tel:", "#")


def tree_of(text: str, references: References | None = None) -> list[Node]:
    """Return the blocks of Markdown `text`.

    No level of headings is left out on the way down, as readers of documents expect: below the title of a chapter,
    which is level 1, comes level 2. A link that leads nowhere from a document is its words alone.

    Args:
        text: one chapter.
        references: what links to chapters, `#name`, and pictures, by their file in the document, stand for.
    """
    blocks = _blocks(iter(parse(text, references)))
    _without_gaps(blocks, 1)
    return blocks


def text_of(blocks: Sequence[Node]) -> str:
    """Return the words of blocks in one line."""
    return " ".join(" ".join(_texts(blocks)).split())


def _texts(blocks: Sequence[Node]) -> Iterator[str]:
    for block in blocks:
        yield block.get("text", "") or words_of(block.get("parts", ()))
        for inner in [block.get("blocks", []), *block.get("items", [])]:
            yield from _texts(inner)
        for row in [block.get("head", []), *block.get("rows", [])]:
            yield from map(words_of, row)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading.

    Attributes:
        name: by which a link leads to the heading; empty for what stands before the first.
        title: the words of the heading.
        text: the words under it.
    """

    name: str
    title: str
    text: str


def sections_of(text: str) -> list[Section]:
    """Return the sections of Markdown `text`, each up to the next heading of any level."""
    found: list[tuple[Node | None, list[Node]]] = [(None, [])]
    for block in tree_of(text):
        if block["kind"] == "heading":
            found.append((block, []))
        else:
            found[-1][1].append(block)
    return [
        Section(head["name"] if head else "", words_of(head["parts"]) if head else "", text_of(blocks))
        for head, blocks in found
        if head or blocks
    ]


def _without_gaps(blocks: Sequence[Node], level: int) -> int:
    """Raise headings that leave out a level below the one before, which is `level`; return the level of the last."""
    for block in blocks:
        if block["kind"] == "heading":
            block["level"] = level = min(block["level"], level + 1)
        for inner in [block.get("blocks", []), *block.get("items", [])]:
            level = _without_gaps(inner, level)
    return level


def words_of(parts: Sequence[Node]) -> str:
    """Return the words of the parts of a line, without anything else."""
    return "".join(part.get("text", "") or words_of(part.get("parts", ())) or " " for part in parts)


def _blocks(tokens: Iterator[Token], until: str = "") -> list[Node]:
    found = []
    for token in tokens:
        if token.type == until:
            break
        block = _block(token, tokens)
        if block and (block["kind"] != "heading" or words_of(block["parts"]).strip()):
            found.append(block)
    return found


def _block(token: Token, tokens: Iterator[Token]) -> Node | None:
    match token.type:
        case "heading_open":
            level, name = int(token.tag[1]), token.attrs["id"]
            return {"kind": "heading", "level": level, "name": name, "parts": _line(tokens, "heading_close")}
        case "paragraph_open":
            return {"kind": "paragraph", "parts": _line(tokens, "paragraph_close")}
        case "bullet_list_open":
            return {"kind": "list", "start": None, "items": list(_items(tokens, "bullet_list_close"))}
        case "ordered_list_open":
            start = int(token.attrs.get("start", 1))
            return {"kind": "list", "start": start, "items": list(_items(tokens, "ordered_list_close"))}
        case "blockquote_open":
            return {"kind": "quote", "blocks": _blocks(tokens, "blockquote_close")}
        case "table_open":
            head, *rows = _rows(tokens)
            return {"kind": "table", "head": head, "rows": rows}
        case "fence" | "code_block":
            return {"kind": "code", "text": clean_text(token.content.rstrip("\n"))}
        case "hr":
            return {"kind": "rule"}
    return None


def _items(tokens: Iterator[Token], until: str) -> Iterator[list[Node]]:
    for token in tokens:
        if token.type == until:
            return
        yield _blocks(tokens, "list_item_close")


def _rows(tokens: Iterator[Token]) -> Iterator[list[list[Node]]]:
    row: list[list[Node]] = []
    for token in tokens:
        if token.type == "table_close":
            return
        if token.type == "inline":
            row.append(list(_parts(iter(token.children or []))))
        elif token.type == "tr_close":
            yield row
            row = []


def _line(tokens: Iterator[Token], until: str) -> list[Node]:
    parts: list[Node] = []
    for token in tokens:
        if token.type == until:
            break
        parts += _parts(iter(token.children or []))
    return parts


def _parts(tokens: Iterator[Token]) -> Iterator[Node]:
    for token in tokens:
        if token.nesting == -1:
            return
        if token.type == "link_open":
            yield from _link(str(token.attrs.get("href", "")), list(_parts(tokens)))
        elif token.type in _INSIDE:
            yield {"kind": _INSIDE[token.type], "parts": list(_parts(tokens))}
        elif token.type == "image":
            yield _image(token)
        elif token.type == "hardbreak":
            yield {"kind": "break"}
        elif token.type == "softbreak":
            yield {"kind": "text", "text": " "}
        elif token.content:
            kind = "code" if token.type == "code_inline" else "text"
            yield {"kind": kind, "text": clean_text(token.content)}


def _link(to: str, parts: list[Node]) -> list[Node]:
    if to.lower().startswith(_ADDRESSES) and words_of(parts).strip():
        return [{"kind": "link", "to": clean_text(to), "parts": parts}]
    return parts


def _image(token: Token) -> Node:
    shown = token.attrs
    return {"kind": "image", "file": shown["src"], "width": shown["width"], "text": clean_text(token.content)}

"""Writes the trees of `core.trees` as XHTML for e-books, and as plain text for anything that shows letters."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from core.trees import Node

_ELEMENTS = {"strong": "strong", "emphasis": "em"}
_INDENT = "  "


def xhtml(blocks: Sequence[Node], files: Mapping[str, str]) -> SafeString:
    """Return blocks as XHTML.

    Args:
        blocks: of one chapter.
        files: the name of a chapter → its file, to which links lead.
    """
    return _joined(_block(block, files) for block in blocks)


def _joined(parts: Iterable[object]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _block(node: Node, files: Mapping[str, str]) -> SafeString:
    match node["kind"]:
        case "heading":
            return _element(f"h{node['level']}", _parts(node["parts"], files))
        case "paragraph":
            return _element("p", _parts(node["parts"], files))
        case "quote":
            return _element("blockquote", xhtml(node["blocks"], files))
        case "code":
            return _element("pre", _element("code", node["text"]))
        case "list":
            items = _joined(_element("li", xhtml(item, files)) for item in node["items"])
            if node["start"] is None:
                return _element("ul", items)
            return format_html('<ol start="{}">{}</ol>\n', node["start"], items)
        case "table":
            return _table(node, files)
    return mark_safe("<hr/>\n")


def _table(node: Node, files: Mapping[str, str]) -> SafeString:
    head = _joined(format_html('<th scope="col">{}</th>', _parts(cell, files)) for cell in node["head"])
    rows = _joined(
        _element("tr", _joined(format_html("<td>{}</td>", _parts(cell, files)) for cell in row)) for row in node["rows"]
    )
    body = _element("tbody", rows) if rows else ""
    return format_html("<table><thead><tr>{}</tr></thead>{}</table>\n", head, body)


def _element(name: str, content: object) -> SafeString:
    return format_html("<{0}>{1}</{0}>\n", mark_safe(name), content)  # noqa: S308 - a name of ours


def _parts(parts: Sequence[Node], files: Mapping[str, str]) -> SafeString:
    return _joined(_part(part, files) for part in parts)


def _part(node: Node, files: Mapping[str, str]) -> SafeString:
    match node["kind"]:
        case "text":
            return escape(node["text"])
        case "code":
            return format_html("<code>{}</code>", node["text"])
        case "break":
            return mark_safe("<br/>")
        case "link":
            to = node["to"]
            address = files[to[1:]] if to[0] == "#" else to
            return format_html('<a href="{}">{}</a>', address, _parts(node["parts"], files))
        case "image":
            return format_html('<img src="{}" alt="{}"/>', node["file"], node["text"])
    name = _ELEMENTS[node["kind"]]
    return format_html("<{0}>{1}</{0}>", mark_safe(name), _parts(node["parts"], files))  # noqa: S308 - a name of ours


def plain(blocks: Sequence[Node]) -> str:
    """Return blocks as text. Lines are not broken: every screen breaks them at its own width."""
    return "\n\n".join(filter(None, (_plain_block(block) for block in blocks)))


def _plain_block(node: Node) -> str:
    match node["kind"]:
        case "heading":
            return _plain_parts(node["parts"]).strip().upper() if node["level"] < 3 else _plain_parts(node["parts"])
        case "paragraph":
            return _plain_parts(node["parts"])
        case "quote":
            return _indented("> ", "> ", plain(node["blocks"]))
        case "code":
            return str(node["text"])
        case "list":
            return "\n".join(_plain_items(node))
        case "table":
            return "\n".join(" | ".join(_plain_parts(cell) for cell in row) for row in [node["head"], *node["rows"]])
    return "* * *"


def _plain_items(node: Node) -> list[str]:
    marks = [f"{number}. " for number in range(node["start"] or 0, (node["start"] or 0) + len(node["items"]))]
    if node["start"] is None:
        marks = ["- "] * len(node["items"])
    return [_indented(mark, " " * len(mark), plain(item)) for mark, item in zip(marks, node["items"], strict=True)]


def _indented(first: str, others: str, text: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *((others + line).rstrip() for line in lines[1:])])


def _plain_parts(parts: Sequence[Node]) -> str:
    return "".join(_plain_part(part) for part in parts)


def _plain_part(node: Node) -> str:
    match node["kind"]:
        case "text" | "code":
            return str(node["text"])
        case "break":
            return "\n"
        case "image":
            return f"[{node['text']}]"
        case "link":
            return _plain_link(_plain_parts(node["parts"]), str(node["to"]))
    return _plain_parts(node["parts"])


def _plain_link(words: str, to: str) -> str:
    """The words, and the address where they do not tell it."""
    address = to.removeprefix("mailto:").removeprefix("tel:")
    tells = to.startswith("#") or address.replace(" ", "") in words.replace(" ", "")
    return words if tells else f"{words} ({address})"

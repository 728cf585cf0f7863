"""The text of an email as a page: the same words, cut into paragraphs and lists, in one template for all of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

_ITEM = "- "
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])")
_LINK = '<a href="{}" style="color:#0a4f58;">{}</a>'
_GAP = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, by its lines, or a list, by its items; one of the two is empty."""

    lines: Sequence[str] = ()
    items: Sequence[str] = ()


def email_page(*, subject: str, text: str, notice: Mapping[str, Any] | None = None) -> str:
    """Return an email as HTML.

    Args:
        subject: of the email, which is its heading too.
        text: what it says; lines that begin with “- ” are items of a list.
        notice: of a notice its recipient, whom it greets, and its link, the site and the signature, which stand below.
    """
    blocks = [
        Block([_linked(one) for one in each.lines], [_linked(one) for one in each.items]) for each in blocks_of(text)
    ]
    context = {"subject": subject, "blocks": blocks, "bidi": get_language_bidi()}
    return render_to_string("notifications/email.html", {**context, **(notice or {})})


def blocks_of(text: str) -> Iterator[Block]:
    """Cut a text into paragraphs, at empty lines, and into lists."""
    for paragraph in _GAP.split(text.strip()):
        lines: list[str] = []
        items: list[str] = []
        for line in paragraph.splitlines():
            if line.startswith(_ITEM):
                yield from _paragraph(lines)
                lines = []
                items.append(line.removeprefix(_ITEM))
            else:
                if items:
                    yield Block(items=items)
                    items = []
                lines.append(line)
        yield from _paragraph(lines)
        if items:
            yield Block(items=items)


def _paragraph(lines: Sequence[str]) -> Iterator[Block]:
    if any(line.strip() for line in lines):
        yield Block(lines=lines)


def _linked(line: str) -> SafeString:
    """The line with its web addresses as links; only what says itself that it is one."""
    parts = _ADDRESS.split(line)
    pieces = (format_html(_LINK, part, part) if place % 2 else part for place, part in enumerate(parts))
    return format_html_join("", "{}", ((piece,) for piece in pieces))

"""Text as people type it, as Markdown: bullets, numbers, headings, tables by tabs, addresses.

It reads lines and stands behind every reader, since bullets are typed in Word too. Lines that a reader has made (their
marks are in `core.documents.web`) and lines that are Markdown already stay as they are.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.documents.web import MADE, TITLE

_BULLET = re.compile(r"^(\s*)(?:[•·▪◦‣⁃●○■□➢➤✓]|o(?=\s{2,})|[-–*](?=\s))\s*(?=\S)")
_NUMBER = re.compile(r"^(\s*)(\d{1,3}|[a-z])([.)])\s+(?=\S)")
_SECTION = re.compile(r"^\s*(?:(?:chapter|section|part)\s+)?(\d{1,2}(?:\.\d{1,2}){0,3})[.):]?\s+(?=\S)", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} |\||```|> |---+\s*$|\s+\S|!\[)")
_IS_MARKDOWN = re.compile(r"^#{1,6} \S|^```|\]\((?:https?:|chapter:|image:|mailto:)|^\|.*\|\s*$", re.MULTILINE)
_ENDS_SENTENCE = (".", ":", ";", ",", "!", "?")
_LONGEST_HEADING = 90
_MOST_CELLS = 20
_ADDRESS = re.compile(
    r"(?<![<(\[\w/@.])(?:https?://[^\s<>]*[^\s<>.,;:!?)\]’”\"']|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})(?![>\w])"
)
_SIGNS = re.compile(r"([\\`*_\[\]<])")
_AT_START = re.compile(r"^([#>+])(?=\s)|^(\d+)([.)])(?=\s)")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, with what it would be by itself.

    Attributes:
        text: without its sign.
        kind: "bullet", "number", "table", "blank", "kept" or "text".
        sign: a number or letter.
        indent: how far it stands in.
    """

    text: str
    kind: str
    sign: str = ""
    indent: int = 0


def is_markdown(text: str) -> bool:
    """Whether `text` has signs that nobody types by chance."""
    return bool(_IS_MARKDOWN.search(text))


def markdown_of_lines(text: str, *, plain: bool = False) -> str:
    """Return `text` as Markdown.

    Args:
        text: what was typed, or what a reader made.
        plain: whether signs of Markdown in it are meant as letters.
    """
    lines = [_line(each, plain) for each in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    written = "\n".join(_written(lines, plain))
    return re.sub(r"\n{3,}", "\n\n", written).strip() + "\n"


def _line(text: str, plain: bool) -> _Line:
    if not text.strip():
        return _Line("", "blank")
    if text.startswith(MADE):
        return _Line(text.replace(MADE, ""), "kept")
    if text.startswith(TITLE) or (not plain and _MARKDOWN.match(text) and not _BULLET.match(text)):
        return _Line(text, "kept")
    if 0 < text.strip().count("\t") < _MOST_CELLS:
        return _Line(text.strip(), "table")
    indent = len(text.expandtabs(4)) - len(text.expandtabs(4).lstrip())
    if found := _BULLET.match(text):
        return _Line(text[found.end() :].strip(), "bullet", "-", indent)
    if found := _NUMBER.match(text):
        return _Line(text[found.end() :].strip(), "number", found[2], indent)
    return _Line(text.strip(), "text", indent=indent)


def _written(lines: Sequence[_Line], plain: bool) -> Iterator[str]:
    place = 0
    while place < len(lines):
        line = lines[place]
        end = _end_of(lines, place) if line.kind in ("bullet", "number", "table") else place + 1
        if line.kind == "table" and end - place > 1:
            yield from _table(lines[place:end], plain)
        elif line.kind == "bullet" or (line.kind == "number" and _is_list(lines, place, end)):
            yield from _list(lines[place:end], plain)
        else:
            end = place + 1
            yield from _paragraph(lines, place, plain)
        place = end


def _end_of(lines: Sequence[_Line], place: int) -> int:
    """Where the lines of the same kind end; blank lines between bullets do not end a list."""
    kind, end = lines[place].kind, place + 1
    while end < len(lines):
        following = next((n for n in range(end, min(end + 2, len(lines))) if lines[n].kind != "blank"), None)
        if following is None or lines[following].kind != kind or (following > end and kind == "table"):
            return end
        end = following + 1
    return end


def _is_list(lines: Sequence[_Line], place: int, end: int) -> bool:
    """Numbers that follow each other without text between them count a list; others stand before headings."""
    items = [line for line in lines[place:end] if line.kind == "number"]
    return len(items) > 1 or not _is_short(items[0].text) or not items[0].sign.isdigit() or place + 1 == len(lines)


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not text.endswith(_ENDS_SENTENCE)


def _list(lines: Sequence[_Line], plain: bool) -> Iterator[str]:
    items = [line for line in lines if line.kind != "blank"]
    steps = sorted({line.indent for line in items})
    yield ""
    for count, line in enumerate(items, start=1):
        inset = "   " * min(steps.index(line.indent), 3)
        sign = "-" if line.kind == "bullet" else f"{line.sign if line.sign.isdigit() else count}."
        yield f"{inset}{sign} {_inline(line.text, plain)}"
    yield ""


def _table(lines: Sequence[_Line], plain: bool) -> Iterator[str]:
    """Rows of cells; a sentence before the first row is a paragraph, where other rows have a cell less."""
    rows = [[cell.strip() for cell in line.text.split("\t")] for line in lines]
    width = max(len(row) for row in rows[1:])
    if len(rows[0]) == width + 1 and rows[0][0].endswith(_ENDS_SENTENCE):
        yield from ("", _inline(rows[0].pop(0), plain))
    width = max(len(row) for row in rows)
    yield ""
    for place, row in enumerate(rows):
        cells = [_inline(cell, plain).replace("|", "\\|") for cell in row] + [""] * (width - len(row))
        yield f"| {' | '.join(cells)} |"
        if place == 0:
            yield f"|{' --- |' * width}"
    yield ""


def _paragraph(lines: Sequence[_Line], place: int, plain: bool) -> Iterator[str]:
    line = lines[place]
    if line.kind in ("blank", "kept"):
        yield line.text
        return
    text = f"{line.sign}. {line.text}" if line.kind == "number" else line.text.replace("\t", " ")
    if level := _heading_level(lines, place, text):
        yield from ("", f"{'#' * level} {_inline(without_number(text), plain)}", "")
        return
    yield _inline(text, plain)


def _heading_level(lines: Sequence[_Line], place: int, text: str) -> int:
    """1 below the document's own title, by the numbers before it; 0 for what is no heading."""
    if not _is_short(text):
        return 0
    after = lines[place + 1].kind if place + 1 < len(lines) else "blank"
    if found := _SECTION.match(text):
        plural = lines[place].kind == "number" or "." in found[1] or text[0].isalpha()
        return min(2 + found[1].count("."), 4) if plural else 0
    alone = (place == 0 or lines[place - 1].kind == "blank") and after == "blank"
    return 2 if alone and text.isupper() and len(text) > 3 else 0


def without_number(heading: str) -> str:
    """Return a heading without the number before it: a handbook counts its chapters itself."""
    return _SECTION.sub("", heading)


def _inline(text: str, plain: bool) -> str:
    """The words of one line: addresses become links; signs that are meant as letters stay letters."""
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts += [_letters(text[end : found.start()], plain), f"<{found[0]}>"]
        end = found.end()
    made = "".join([*parts, _letters(text[end:], plain)])
    return (
        _AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", made) if plain else made
    )


def _letters(text: str, plain: bool) -> str:
    return _SIGNS.sub(r"\\\1", text) if plain else text

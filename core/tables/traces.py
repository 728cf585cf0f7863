"""What a workbook says beside the values of its cells: rows and columns that nobody sees, formulas and errors.

The parser counts while it reads, so a sheet that unpacks to far too much ends here, before anything else opens it.
"""

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.tables.errors import UnreadableFile
from core.tables.parts import Archive, Attributes, broken, too_large

_MAX_CELLS = 800_000
MAX_ROWS_SEEN = 200_000
MAX_RANGES = 2_000
_MAX_SHEETS = 200
_MAX_TEXT = 10_000_000
MAX_FAULTS = 20_000
# Formats of numbers that are Excel's own: 0.00E+00 and ##0.0E+0.
_BUILT_IN = {"11": "0.00E+00", "48": "##0.0E+0"}
_PADDED = re.compile(r"(0{2,})(?:;.*)?")
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_TRUE = ("1", "true")


@dataclass(slots=True)
class Traces:
    """What stands beside the values of one sheet. Columns are counted from 0.

    Attributes:
        hidden_rows: their numbers.
        hidden_columns: (first, last).
        faults: (row, column) → (what is wrong with the cell, what stands there).
        padded: (row, column) → with how many digits a number is shown, zeros before it.
        merged: (first row, first column, last row, last column), where the reader of the values does not say so.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    faults: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def traces_of_xlsx(archive: Archive) -> dict[str, Traces]:
    """Return what stands beside the values, by the name of the sheet.

    Raises:
        UnreadableFile: broken, or far more cells than a list has.
    """
    outline = _Outline()
    archive.read("xl/workbook.xml", outline)
    links = sheet_links(archive, "xl/_rels/workbook.xml.rels")
    styles = _Styles()
    archive.read("xl/styles.xml", styles)
    archive.read("xl/sharedStrings.xml", Weighing())
    found: dict[str, Traces] = {}
    for name, link in outline.sheets:
        listener = _Sheet(styles.codes)
        archive.read(links.get(link, ""), listener)
        found[name] = listener.traces
    return found


def sheet_links(archive: Archive, part: str) -> dict[str, str]:
    """Return where the sheets of a workbook are, by the keys under which it names them."""
    links = _Links()
    archive.read(part, links)
    return links.targets


class Weighing:
    """Hears a part only so that its elements and letters are counted."""

    def __init__(self) -> None:
        self._letters = self._items = 0

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        """An element begins."""
        if name in ("si", "xf", "mergeCell"):
            self._items += 1
            if self._items > (MAX_RANGES if name == "mergeCell" else 500_000):
                raise too_large()

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text inside the element that began last."""
        self._letters += len(text)
        if self._letters > _MAX_TEXT:
            raise too_large()


class _Outline(Weighing):
    """The sheets: their names, and what points to them."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), link))
            if len(self.sheets) > _MAX_SHEETS:
                raise too_large()


class _Links(Weighing):
    """Where the sheets are."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = target.lstrip("/")
            if len(self.targets) > _MAX_SHEETS:
                raise too_large()


class _Styles(Weighing):
    """The formats of numbers that cells may have."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: list[str] = []
        self._named, self._of_cells = dict(_BUILT_IN), False

    def start(self, name: str, attributes: Attributes) -> None:
        super().start(name, attributes)
        if name == "numFmt":
            self._named[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            self.codes.append(self._named.get(attributes.get("numFmtId", ""), ""))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._of_cells = False


class _Sheet(Weighing):
    """The rows and cells of a sheet; `codes` are the formats of numbers, as its cells count them."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self._codes, self._code = codes, ""
        self.traces = Traces()
        self._row, self._column, self._cells, self._rows = 0, -1, 0, 0
        self._kind, self._formula, self._into = "", False, ""
        self._words: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("f", "v"):
            self._formula = self._formula or name == "f"
            self._into = name
        elif name == "row":
            self._begin_row(attributes)
        elif name == "col":
            self._hide_columns(attributes)
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        if name == "c" and (self._formula or self._kind == "e"):
            self._end_cell()
        if name == "c" and self._code and self._kind == "n":
            self._end_number()
        self._into = ""

    def text(self, text: str) -> None:
        super().text(text)
        if self._into:
            self._words[self._into] = (self._words.get(self._into, "") + text)[:200]

    def _begin_row(self, attributes: Attributes) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._rows += 1
        self._column = -1
        if self._rows > MAX_ROWS_SEEN:
            raise _too_many_cells()
        if attributes.get("hidden") in _TRUE or _is_nothing(attributes.get("ht")):
            self.traces.hidden_rows.add(self._row)

    def _begin_cell(self, attributes: Attributes) -> None:
        self._cells += 1
        if self._cells > _MAX_CELLS:
            raise _too_many_cells()
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = _number_of(place[1]) if place else self._column + 1
        self._kind, self._formula = attributes.get("t", "n"), False
        style = int(attributes.get("s", 0))
        self._code = self._codes[style] if style < len(self._codes) else ""
        self._words.clear()

    def _end_number(self) -> None:
        """Keep how a number is shown, where that is not how it is stored."""
        where, stored = (self._row, self._column), self._words.get("v", "").strip()
        if padded := _PADDED.fullmatch(self._code):
            self.traces.padded[where] = len(padded[1])
        elif stored and "E+" in self._code.upper() and len(self.traces.faults) < MAX_FAULTS:
            self.traces.faults[where] = number_in_short(), stored

    def _end_cell(self) -> None:
        where = (self._row, self._column)
        if len(self.traces.faults) >= MAX_FAULTS:
            return
        if self._kind == "e":
            self.traces.faults[where] = error_in_cell(), self._words.get("v", "")
        elif not self._words.get("v", "").strip() and self._kind != "str":
            message = _("The formula’s result isn’t in the file. Open it in your spreadsheet program and save it.")
            self.traces.faults[where] = message, ("=" + self._words.get("f", ""))[:60]

    def _hide_columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE or _is_nothing(attributes.get("width")):
            self.traces.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
            if len(self.traces.hidden_columns) > MAX_RANGES:
                raise broken()


def error_in_cell() -> str:
    """What to do about an error that a spreadsheet program shows in a cell."""
    return _("The cell has a spreadsheet error. Correct it.")


def number_in_short() -> str:
    """What to do about a number of which only some digits are shown."""
    return _("The spreadsheet program shows this number in a short form. Format it as text and enter it again.")


def _too_many_cells() -> UnreadableFile:
    return UnreadableFile(
        _("The sheet has far more cells than a list, most of them empty. Copy the list into a new, empty workbook.")
    )


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is given and is zero: hidden by another name."""
    return size is not None and float(size) == 0


def _number_of(letters: str) -> int:
    """The column of “A”, counted from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

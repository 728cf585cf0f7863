"""What a workbook says beside the values of its cells: rows and columns that nobody sees, formulas and errors.

The parser counts while it reads, so a sheet that unpacks to far too much ends here, before anything else opens it.
"""

import posixpath
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.tables.errors import UnreadableFile
from core.tables.parts import Archive, Attributes, broken, too_large

_MAX_CELLS = 800_000
_MAX_ROWS = 200_000
_MAX_RANGES = 2_000
_MAX_SHEETS = 200
_MAX_TEXT = 10_000_000
_MAX_FAULTS = 500
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_TRUE = ("1", "true")


@dataclass(slots=True)
class Traces:
    """What stands beside the values of one sheet. Columns are counted from 0.

    Attributes:
        hidden_rows: their numbers.
        hidden_columns: (first, last).
        faults: (row, column) → (what is wrong with the cell, what stands there).
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    faults: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)


def traces_of(archive: Archive) -> dict[str, Traces]:
    """Return what stands beside the values, by the name of the sheet.

    Raises:
        UnreadableFile: broken, or far more cells than a list has.
    """
    if "content.xml" in archive.names:
        document = _Document()
        archive.read("content.xml", document)
        return document.found
    outline = _Outline()
    archive.read("xl/workbook.xml", outline)
    links = sheet_links(archive, "xl/_rels/workbook.xml.rels")
    for part in ("xl/styles.xml", "xl/sharedStrings.xml"):
        archive.read(part, _Weighing())
    found: dict[str, Traces] = {}
    for name, link in outline.sheets:
        listener = _Sheet()
        archive.read(links.get(link, ""), listener)
        found[name] = listener.traces
    return found


def sheet_links(archive: Archive, part: str) -> dict[str, str]:
    """Return where the sheets of a workbook are, by the keys under which it names them."""
    links = _Links()
    archive.read(part, links)
    return links.targets


class _Weighing:
    """Hears a part only so that its elements and letters are counted."""

    def __init__(self) -> None:
        self._letters = self._items = 0

    def start(self, name: str, attributes: Attributes) -> None:  # noqa: ARG002
        """An element begins."""
        if name in ("si", "xf", "mergeCell"):
            self._items += 1
            if self._items > (_MAX_RANGES if name == "mergeCell" else 500_000):
                raise too_large()

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text inside the element that began last."""
        self._letters += len(text)
        if self._letters > _MAX_TEXT:
            raise too_large()


class _Outline(_Weighing):
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


class _Links(_Weighing):
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


class _Document(_Weighing):
    """The rows of all sheets of an .ods file."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Traces] = {}
        self._traces, self._row = Traces(), 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._traces, self._row = self.found.setdefault(attributes.get("table:name", ""), Traces()), 0
        elif name == "table-row":
            last = self._row + int(attributes.get("table:number-rows-repeated", 1))
            if attributes.get("table:visibility", "visible") != "visible":
                self._traces.hidden_rows.update(range(self._row + 1, min(last, self._row + _MAX_ROWS) + 1))
            self._row = last


class _Sheet(_Weighing):
    """The rows and cells of a sheet."""

    def __init__(self) -> None:
        super().__init__()
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
        self._into = ""

    def text(self, text: str) -> None:
        super().text(text)
        if self._into:
            self._words[self._into] = (self._words.get(self._into, "") + text)[:200]

    def _begin_row(self, attributes: Attributes) -> None:
        self._row = int(attributes.get("r", self._row + 1))
        self._rows += 1
        self._column = -1
        if self._rows > _MAX_ROWS:
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
        self._words.clear()

    def _end_cell(self) -> None:
        where = (self._row, self._column)
        if len(self.traces.faults) >= _MAX_FAULTS:
            return
        if self._kind == "e":
            message = _("The cell has a spreadsheet error. Correct it.")
            self.traces.faults[where] = message, self._words.get("v", "")
        elif not self._words.get("v", "").strip() and self._kind != "str":
            message = _("The formula’s result isn’t in the file. Open it in your spreadsheet program and save it.")
            self.traces.faults[where] = message, ("=" + self._words.get("f", ""))[:60]

    def _hide_columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE or _is_nothing(attributes.get("width")):
            self.traces.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
            if len(self.traces.hidden_columns) > _MAX_RANGES:
                raise broken()


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

"""The cells of one sheet of an .xlsx file, row by row, and what people do not see of it or cannot have meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time

from django.utils.translation import gettext as _
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from core.tables.errors import UnreadableFile
from core.tables.parts import Archive, Attributes, broken, too_large
from core.tables.table import MAX_COLUMNS, Record
from core.tables.workbook import MAX_TEXT, Book, unescaped

# Twenty columns of the most rows that a list has, and as much again that was only formatted.
_MAX_CELLS = 800_000
_MAX_ROWS = 200_000
_MAX_RANGES = 2_000
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_TRUE = ("1", "true")


@dataclass(slots=True)
class SheetLayout:
    """What a sheet says beside its cells; complete when all rows have been read.

    Attributes:
        hidden_columns: (first, last), counted from 0.
        merged: (first row, first column, last row, last column), columns counted from 0.
    """

    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def records_of(archive: Archive, part: str, book: Book, layout: SheetLayout) -> Iterator[Record]:
    """Yield the rows of a sheet that hold something, whatever gaps are between them.

    Args:
        archive: the file.
        part: the sheet's place in it.
        book: what its cells point to.
        layout: gets what stands beside the cells.

    Raises:
        UnreadableFile: broken, or far more cells than a list of people has.
    """
    sheet = _Sheet(book, layout)
    for _step in archive.pieces(part, sheet):
        yield from sheet.rows
        sheet.rows.clear()


@dataclass(slots=True)
class _Cell:
    """A cell while it is read."""

    column: int
    kind: str
    style: str
    value: list[str] = field(default_factory=list)
    formula: list[str] | None = None


class _Sheet:
    """Hears the elements of a sheet."""

    def __init__(self, book: Book, layout: SheetLayout) -> None:
        self.rows: list[Record] = []
        self._book, self._layout = book, layout
        self._number, self._hidden = 0, False
        self._row: Record | None = None
        self._spoken = False
        self._column = -1
        self._cell: _Cell | None = None
        self._into: list[str] | None = None
        self._rows = self._cells = self._letters = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._spoken = True
        elif self._cell is not None:
            self._begin_value(name, self._cell)
        elif name == "col":
            self._hide_columns(attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def end(self, name: str) -> None:
        if name in ("v", "t", "f"):
            self._into = None
        elif name == "rPh":
            self._spoken = False
        elif name == "c" and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "row" and self._row is not None:
            self.rows.append(self._row)
            self._row = None

    def text(self, text: str) -> None:
        if self._into is not None:
            self._letters += len(text)
            if self._letters > MAX_TEXT:
                raise too_large()
            self._into.append(text)

    def _begin_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self._number + 1))
        if number <= self._number:
            raise broken()
        self._rows += 1
        if self._rows > _MAX_ROWS:
            raise _too_many_cells()
        self._number = number
        self._hidden = attributes.get("hidden") in _TRUE or _is_nothing(attributes.get("ht"))
        self._column = -1

    def _begin_cell(self, attributes: Attributes) -> None:
        self._cells += 1
        if self._cells > _MAX_CELLS:
            raise _too_many_cells()
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = _number_of(place[1]) if place else self._column + 1
        self._cell = _Cell(self._column, attributes.get("t", "n"), attributes.get("s", ""))

    def _begin_value(self, name: str, cell: _Cell) -> None:
        if name == "f":
            cell.formula = self._into = []
        elif name == "v" or (name == "t" and cell.kind == "inlineStr" and not self._spoken):
            self._into = cell.value

    def _end_cell(self, cell: _Cell) -> None:
        text = "".join(cell.value)
        if cell.formula is not None:
            fault = _("The cell has a formula. Copy the column and paste it as values."), "".join(cell.formula)
            self._put(cell.column, "", ("=" + fault[1])[:60], fault[0])
        elif cell.kind == "e":
            self._put(cell.column, "", text, _("The cell has a spreadsheet error. Correct it."))
        elif text:
            self._put(cell.column, self._words(cell, text))

    def _put(self, column: int, words: str, shown: str = "", fault: str = "") -> None:
        if not words and not fault:
            return
        if column >= MAX_COLUMNS:
            raise UnreadableFile(_("The file has more than %(most)d columns.") % {"most": MAX_COLUMNS})
        row = self._record()
        row.cells.extend([""] * (column + 1 - len(row.cells)))
        row.cells[column] = words
        if fault:
            row.faults[column] = (fault, shown)

    def _record(self) -> Record:
        """The row that is being read, from its first cell that holds something."""
        if self._row is None:
            self._row = Record(self._number, [], hidden=self._hidden)
        return self._row

    def _words(self, cell: _Cell, text: str) -> str:
        """The value of a cell as people would type it; a day in ISO format."""
        if cell.kind == "s":
            return self._book.strings[int(text)]
        if cell.kind in ("str", "inlineStr"):
            return unescaped(text)
        if cell.kind == "b":
            return "TRUE" if text.strip() in _TRUE else "FALSE"
        if cell.kind == "d":
            self._record().days.add(cell.column)
            return text.strip().removesuffix("T00:00:00")
        return self._numeral(cell, text)

    def _numeral(self, cell: _Cell, text: str) -> str:
        number = float(text)
        style = int(cell.style or "0")
        if style < len(self._book.days) and self._book.days[style]:
            self._record().days.add(cell.column)
            return _day(number, since_1904=self._book.since_1904) or text
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else str(number)

    def _hide_columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in _TRUE or _is_nothing(attributes.get("width")):
            self._layout.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))
            if len(self._layout.hidden_columns) > _MAX_RANGES:
                raise too_large()

    def _merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        start, end = _PLACE.fullmatch(first), _PLACE.fullmatch(last or first)
        if start is None or end is None:
            raise broken()
        self._layout.merged.append((int(start[2]), _number_of(start[1]), int(end[2]), _number_of(end[1])))
        if len(self._layout.merged) > _MAX_RANGES:
            raise UnreadableFile(_("The sheet has too many merged cells. Unmerge them and fill in each."))


def _too_many_cells() -> UnreadableFile:
    return UnreadableFile(
        _("The sheet has far more cells than a list, most of them empty. Copy the list into a new, empty workbook.")
    )


def _day(number: float, *, since_1904: bool) -> str:
    try:
        value = from_excel(number, MAC_EPOCH if since_1904 else WINDOWS_EPOCH)
    except (OverflowError, ValueError):
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    return str(value)


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is given and is zero: hidden by another name."""
    return size is not None and float(size) == 0


def _number_of(letters: str) -> int:
    """The column of “A”, counted from 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1

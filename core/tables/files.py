"""From the bytes of an uploaded file to a table. Everything that can be hostile about a file is refused here."""

import difflib
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

from core.tables import delimited, sheet
from core.tables.columns import Layout
from core.tables.errors import UnreadableFile
from core.tables.parts import Archive, open_archive
from core.tables.sheet import SheetLayout
from core.tables.table import MAX_ROWS, Problem, Record, Table
from core.tables.workbook import Book, read_book
from core.text import clean_line

MAX_BYTES = 5_000_000
_ZIP = b"PK\x03\x04"
# A title and a few words may stand above the headings.
_ROWS_ABOVE = 10
# Who has this many problems of one kind reads about the first of them.
_MAX_NAMED = 200


def read_table(content: bytes, layout: Layout) -> Table:
    """Return the table in `content`: CSV with comma, semicolon or tab, or a sheet of an .xlsx file.

    Args:
        content: the file.
        layout: the columns that it may have.

    Raises:
        UnreadableFile: too large, another kind of file, another encoding, or a header that does not fit.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 5 MB. Split it, or leave out columns that are not needed."))
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if not content.startswith(_ZIP):
        return _Reader(layout, SheetLayout()).table(delimited.records_of(content))
    archive = open_archive(content)
    book = read_book(archive)
    arrangement = SheetLayout()
    part = _sheet_to_read(archive, book, layout)
    return _Reader(layout, arrangement).table(sheet.records_of(archive, part, book, arrangement))


def _sheet_to_read(archive: Archive, book: Book, layout: Layout) -> str:
    """The one sheet that people see and that has our headings; without such a sheet the first that they see.

    Raises:
        UnreadableFile: there is none, or more than one of them holds a list.
    """
    if not book.sheets:
        raise UnreadableFile(_("The workbook has no visible sheet."))
    lists = [(name, part) for name, part in book.sheets if _holds_list(archive, part, book, layout)]
    if len(lists) > 1:
        names = _("” and “").join(name[:40] for name, _part in lists[:2])
        raise UnreadableFile(
            _("The sheets “%(names)s” both have a list. Import one at a time: put each in its own file.")
            % {"names": names}
        )
    return (lists or book.sheets)[0][1]


def _holds_list(archive: Archive, part: str, book: Book, layout: Layout) -> bool:
    """Whether the headings stand in the first row that holds something, and something below them."""
    records = list(islice(sheet.records_of(archive, part, book, SheetLayout()), 2))
    return len(records) == 2 and layout.fits(records[0].cells)


class _Reader:
    """Makes a table of records; what is wrong with them collects in `problems`."""

    def __init__(self, layout: Layout, arrangement: SheetLayout) -> None:
        self.layout, self.arrangement = layout, arrangement
        self.problems: list[Problem] = []
        self.header: list[str] = []

    def table(self, records: Iterator[Record]) -> Table:
        first = next((each for each in records if any(map(clean_line, each.cells))), None)
        if first is None:
            raise UnreadableFile(_("The file is empty."))
        self._take_header(first, records)
        rows = self._rows(records)
        self._name_hidden_columns(first.number)
        self._name_merged(first.number, {number for number, _cells in rows})
        return Table(self.header, rows, self.problems)

    def _take_header(self, first: Record, below: Iterator[Record]) -> None:
        names = [self.layout.name_of(cell) for cell in first.cells]
        while names and not names[-1]:
            names.pop()
        if not self.layout.fits(first.cells):
            lower = next((each for each in islice(below, _ROWS_ABOVE) if self.layout.fits(each.cells)), None)
            if lower is not None:
                raise UnreadableFile(
                    _("The first row has to be the headings, but they’re in row %(row)d. Delete the rows above it.")
                    % {"row": lower.number}
                )
        _check_header(names, first.cells, self.layout)
        self.header = names
        if first.hidden:
            self._problem(first.number, -1, _("This row is hidden. Show it, or delete it."))

    def _rows(self, records: Iterable[Record]) -> list[tuple[int, list[str]]]:
        rows: list[tuple[int, list[str]]] = []
        for record in records:
            cells = [clean_line(cell) for cell in record.cells]
            if not any(cells) and not record.faults:
                continue
            if len(rows) == MAX_ROWS:
                raise UnreadableFile(_("The file has more than %(most)d rows. Split it.") % {"most": MAX_ROWS})
            self._name_faults(record, cells)
            width = len(self.header)
            rows.append((record.number, (cells + [""] * width)[:width]))
        if not rows:
            raise UnreadableFile(_("The file has a header and no rows."))
        return rows

    def _name_faults(self, record: Record, cells: list[str]) -> None:
        if record.hidden:
            message = _("This row is hidden, by a filter or by hand. Show it, or delete it if you don’t want it.")
            self._problem(record.number, -1, message)
        for column, (message, shown) in record.faults.items():
            self._problem(record.number, column, message, shown)
        for column in sorted(record.days):
            if column < len(self.header) and self.header[column] not in self.layout.days:
                message = _(
                    "The spreadsheet program turned this cell into a date. Format it as text and type it again."
                )
                self._problem(record.number, column, message, cells[column])
        if any(cells[len(self.header) :]):
            self._problem(record.number, -1, _("The row has more cells than the header."))

    def _name_hidden_columns(self, row: int) -> None:
        message = _("This column is hidden. Show it, or delete it if you don’t want it.")
        for first, last in self.arrangement.hidden_columns:
            for column in range(first, min(last + 1, len(self.header))):
                self._problem(row, column, message)

    def _name_merged(self, header: int, rows: set[int]) -> None:
        message = _("Cells are merged here, and only the first one counts. Unmerge them and fill in each.")
        for top, left, bottom, right in self.arrangement.merged:
            if left >= len(self.header) or (top, left) == (bottom, right):
                continue
            row = next((row for row in range(top, min(bottom, max(rows)) + 1) if row == header or row in rows), None)
            if row is not None:
                self._problem(row, left, message)

    def _problem(self, row: int, column: int, message: str, shown: str = "") -> None:
        """Keep a problem; the column -1 stands for the whole row."""
        name = self.header[column] if 0 <= column < len(self.header) else ""
        if len(self.problems) < _MAX_NAMED:
            self.problems.append(Problem(row, name, message, shown[:60]))


def _check_header(names: list[str], header: list[str], layout: Layout) -> None:
    known, needed = ", ".join(layout.names), ", ".join(layout.required)
    for place, name in enumerate(names):
        if not name:
            raise UnreadableFile(_("Column %(n)d has no heading.") % {"n": place + 1})
        if name not in layout.names:
            near = difflib.get_close_matches(name[:80], layout.names, n=1)
            hint = _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
            raise UnreadableFile(
                _("We don’t know the column “%(name)s”.%(hint)s You can use: %(known)s. Required: %(needed)s.")
                % {"name": clean_line(header[place])[:40], "hint": hint, "known": known, "needed": needed}
            )
        if name in names[:place]:
            raise UnreadableFile(_("The column “%(name)s” is there twice. Delete one of the two.") % {"name": name})
    missing = [name for name in layout.required if name not in names]
    if missing:
        raise UnreadableFile(
            _("These columns are missing: %(missing)s. The file has: %(there)s.")
            % {"missing": ", ".join(missing), "there": ", ".join(names)}
        )

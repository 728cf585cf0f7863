"""From the bytes of an uploaded file to a table. Everything that can be hostile about a file is refused here."""

from dataclasses import replace

from django.utils.translation import gettext as _
from rapidfuzz import process

from core.tables import delimited, workbooks
from core.tables.book import Book, Sheet
from core.tables.columns import Layout
from core.tables.encodings import ENCODINGS, decoded, first_strange_line
from core.tables.errors import UnreadableFile
from core.tables.exports import leave_out_codes
from core.tables.guesses import ROWS_ABOVE
from core.tables.mapped import table_of
from core.tables.mapping import Mapping, Meaning
from core.tables.table import Problem, Record, Table
from core.text import clean_line

MAX_BYTES = 5_000_000
_NEAR = 75
# Of columns of which one is enough, so many are named.
_NAMED = 4


def open_book(content: bytes, encoding: str = "") -> Book:
    """Return the sheets of a file: CSV with comma, semicolon, tab or bar, or a workbook (.xlsx, .xls, .xlsb, .ods).

    Args:
        content: the file.
        encoding: of a text file, one of `ENCODINGS`; empty to find it.

    Raises:
        UnreadableFile: too large, or another kind of file.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 5 MB. Split it, or leave out columns that are not needed."))
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    _refuse_other_kinds(content)
    if content.startswith((workbooks.ZIP, workbooks.OLE)):
        sheets, knows_hidden = workbooks.sheets_of(content)
        book = Book(sheets, knows_hidden=knows_hidden)
        if not book.visible:
            raise UnreadableFile(_("The workbook has no visible sheet."))
    else:
        text, found = decoded(content, encoding)
        book = Book([Sheet("", list(delimited.records_of(text)))], found)
    for sheet in book.sheets:
        leave_out_codes(sheet)
    if not any(map(clean_line, (cell for sheet in book.sheets for record in sheet.rows for cell in record.cells))):
        raise UnreadableFile(_("The file is empty."))
    return book


def _refuse_other_kinds(content: bytes) -> None:
    """Say what a file is that is no table, whatever its name ends with: web pages are often called .xls."""
    start = content[:20].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kinds = {
        b"<": _("a web page or XML"),
        b"%pdf": _("a PDF"),
        b"{\\rtf": _("a text document"),
        b"begin:vcard": _("an address card"),
        b"[{": _("JSON"),
        b"{": _("JSON"),
    }
    kind = next((name for sign, name in kinds.items() if start.startswith(sign)), "")
    if kind:
        text = _(
            "This file is %(kind)s, not a table. Open it in your spreadsheet program, or copy the list into an empty "
            "sheet, and save that as .xlsx."
        )
        raise UnreadableFile(text % {"kind": kind})


def read_table(content: bytes, layout: Layout, mapping: Mapping | None = None) -> Table:
    """Return the table in `content`. Nothing is guessed: without a mapping, its headings are those of `layout`.

    Args:
        content: the file.
        layout: the columns that it may have.
        mapping: what its columns mean; it is for a file with other headings.

    Raises:
        UnreadableFile: too large, another kind of file, another encoding, or a header that does not fit.
    """
    book = open_book(content, mapping.encoding if mapping else "")
    if book.encoding.guessed:
        raise UnreadableFile(
            _("The file isn’t in UTF-8: line %(line)d has a letter that can’t be read. In Excel, choose “CSV UTF-8”.")
            % {"line": first_strange_line(content)}
            + _(" It may be %(encoding)s.") % {"encoding": ENCODINGS.get(book.encoding.name, book.encoding.name)}
        )
    if mapping is not None:
        return _mapped(book, layout, mapping)
    sheet = _sheet_to_read(book, layout)
    head = _header_of(sheet, layout)
    names = [layout.name_of(cell) for cell in head.cells]
    while names and not names[-1]:
        names.pop()
    _check_header(names, head.cells, layout)
    exact = Mapping(tuple(map(Meaning, head.cells, names)), sheet.name, head.number)
    table = table_of(sheet, exact, layout)
    return Table(table.header, table.rows, [*_hidden(sheet, head, names), *table.problems])


def _mapped(book: Book, layout: Layout, mapping: Mapping) -> Table:
    """The table of a file with the headings of the mapping, on whatever sheet and row they stand.

    Raises:
        UnreadableFile: no sheet has these headings.
    """
    sheets = sorted(book.visible, key=lambda each: each.name != mapping.sheet)
    if not mapping.heading_row:
        return table_of(sheets[0], mapping, layout)
    for sheet in sheets:
        for record in sheet.rows[:ROWS_ABOVE]:
            cells = [clean_line(cell) for cell in record.cells]
            while cells and not cells[-1]:
                cells.pop()
            found = mapping.for_headings(cells)
            if found is not None:
                return table_of(sheet, replace(found, heading_row=record.number), layout)
    raise UnreadableFile(
        _("No sheet has the headings of the mapping: %(headings)s.") % {"headings": ", ".join(mapping.headings)[:300]}
    )


def _sheet_to_read(book: Book, layout: Layout) -> Sheet:
    """The one sheet that people see and that has our headings; without such a sheet the first that they see.

    Raises:
        UnreadableFile: more than one of them holds a list.
    """
    lists = [sheet for sheet in book.visible if _holds_list(sheet, layout)]
    if len(lists) > 1:
        names = _("” and “").join(sheet.name[:40] for sheet in lists[:2])
        raise UnreadableFile(
            _("The sheets “%(names)s” both have a list. Import one at a time: put each in its own file.")
            % {"names": names}
        )
    return (lists or [sheet for sheet in book.visible if sheet.rows] or book.visible)[0]


def _holds_list(sheet: Sheet, layout: Layout) -> bool:
    """Whether the headings stand in one of the first rows, and something below them."""
    return any(layout.fits(record.cells) for record in sheet.rows[:-1][:ROWS_ABOVE])


def _header_of(sheet: Sheet, layout: Layout) -> Record:
    """The row with the headings; the first row that holds something, when none has them all."""
    first = [record for record in sheet.rows[:ROWS_ABOVE] if any(map(clean_line, record.cells))]
    if not first:
        raise UnreadableFile(_("The file is empty."))
    return next((record for record in first if layout.fits(record.cells)), first[0])


def _hidden(sheet: Sheet, head: Record, names: list[str]) -> list[Problem]:
    problems = []
    if head.hidden:
        problems.append(Problem(head.number, "", _("This row is hidden. Show it, or delete it.")))
    message = _("This column is hidden. Show it, or delete it if you don’t want it.")
    for first, last in sheet.hidden_columns:
        problems += [Problem(head.number, name, message) for name in names[first : last + 1]]
    return problems


def _check_header(names: list[str], header: list[str], layout: Layout) -> None:
    known = ", ".join(column.name for column in layout.columns if column.help)
    needed = ", ".join(_(" or ").join(group[:_NAMED]) for group in layout.missing([]))
    for place, name in enumerate(names):
        if not name:
            raise UnreadableFile(_("Column %(n)d has no heading.") % {"n": place + 1})
        if name not in layout.names:
            near = process.extractOne(name[:80], layout.names, score_cutoff=_NEAR)
            hint = _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
            raise UnreadableFile(
                _("We don’t know the column “%(name)s”.%(hint)s You can use: %(known)s. Required: %(needed)s.")
                % {"name": clean_line(header[place])[:40], "hint": hint, "known": known, "needed": needed}
            )
        column = layout.column(name)
        if name in names[:place] and not (column and column.repeats):
            raise UnreadableFile(_("The column “%(name)s” is there twice. Delete one of the two.") % {"name": name})
    missing = [_(" or ").join(group[:_NAMED]) for group in layout.missing(names)]
    if missing:
        raise UnreadableFile(
            _("These columns are missing: %(missing)s. The file has: %(there)s.")
            % {"missing": ", ".join(missing), "there": ", ".join(names)}
        )

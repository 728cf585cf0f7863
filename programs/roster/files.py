"""From the bytes of an uploaded file to a table. Everything that can be hostile about a file is refused here."""

import csv
import difflib
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from programs.errors import UnreadableFile
from programs.roster import workbook
from programs.roster.columns import PEOPLE, Layout
from programs.roster.table import MAX_COLUMNS, MAX_ROWS, Problem, Table

MAX_BYTES = 5_000_000
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"


def read_table(content: bytes, layout: Layout = PEOPLE) -> Table:
    """Return the table in `content`: CSV in UTF-8 with comma, semicolon or tab, or the first sheet of an .xlsx file.

    Args:
        content: the file.
        layout: the columns that it may have; those of a list of people when nothing is said.

    Raises:
        UnreadableFile: too large, another kind of file, another encoding, or a header that does not fit.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableFile(_("The file is larger than 5 MB. Split it, or leave out columns that are not needed."))
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    problems: list[Problem] = []
    if content.startswith(_ZIP):
        records = workbook.records(content, problems)
    else:
        records = _csv_records(_decode(content))
    return _table(iter(records), problems, layout)


def _decode(content: bytes) -> str:
    if content.startswith(_OLE):
        raise UnreadableFile(_("This is an old or protected Excel file. Save it as .xlsx without a password."))
    if content.startswith(_UTF16):
        raise UnreadableFile(_("The file is in UTF-16. Save it as “CSV UTF-8”, or as .xlsx."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("The file is not in UTF-8: line %(line)d has a letter that cannot be read. In Excel choose “CSV UTF-8”.")
            % {"line": line}
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(_("Line %(line)d holds a NUL byte; this is not a text file.") % {"line": line})
    return text


def _csv_records(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error as error:
        raise UnreadableFile(
            _("Row %(row)d cannot be read: a quotation mark is open or out of place, or a cell is far too long.")
            % {"row": number + 1}
        ) from error


def _table(records: Iterator[tuple[int, list[str]]], problems: list[Problem], layout: Layout) -> Table:
    header = next((cells for _number, cells in records if any(cells)), None)
    if header is None:
        raise UnreadableFile(_("The file is empty."))
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile(_("The file has more than %(most)d columns.") % {"most": MAX_COLUMNS})
    rows = _rows(records)
    names = [layout.name_of(cell) for cell in header]
    width = len(names)
    while width and not names[width - 1]:
        width -= 1
    names = names[:width]
    _check_header(names, header, layout)
    for number, cells in rows:
        if any(cells[width:]):
            problems.append(Problem(number, "", _("The row has more cells than the header.")))
    fitted = [(number, (cells + [""] * width)[:width]) for number, cells in rows]
    return Table(names, fitted, [_named(problem, names) for problem in problems])


def _named(problem: Problem, names: list[str]) -> Problem:
    """A workbook knows columns by number; people know them by heading."""
    place = int(problem.column) if problem.column else len(names)
    return replace(problem, column=names[place] if place < len(names) else "")


def _rows(records: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    for number, cells in records:
        tidy = [" ".join(cell.split()) if cell else "" for cell in cells]
        if not any(tidy):
            continue
        if len(rows) == MAX_ROWS:
            raise UnreadableFile(_("The file has more than %(most)d rows. Split it.") % {"most": MAX_ROWS})
        rows.append((number, tidy))
    if not rows:
        raise UnreadableFile(_("The file has a header and no rows."))
    return rows


def _check_header(names: list[str], header: list[str], layout: Layout) -> None:
    known = ", ".join(layout.names)
    for place, name in enumerate(names):
        if not name:
            raise UnreadableFile(_("Column %(n)d has no heading.") % {"n": place + 1})
        if name not in layout.names:
            near = difflib.get_close_matches(name, layout.names, n=1)
            hint = _(" Did you mean “%(near)s”?") % {"near": near[0]} if near else ""
            raise UnreadableFile(
                _("The column “%(name)s” is not known.%(hint)s These are: %(known)s.")
                % {"name": header[place][:40], "hint": hint, "known": known}
            )
        if name in names[:place]:
            raise UnreadableFile(_("The column “%(name)s” is there twice.") % {"name": name})
    missing = [name for name in layout.required if name not in names]
    if missing:
        raise UnreadableFile(_("These columns are missing: %(names)s.") % {"names": ", ".join(missing)})

"""A CSV file as rows of text, with comma, semicolon or tab."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.tables.errors import UnreadableFile
from core.tables.table import MAX_COLUMNS, Record

_OLE = b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",;\t"
# Longer than any row can be; a cell has at most 131,072 letters, as Python's reader counts.
_MAX_LINE = 250_000
_MAX_LINES = 500_000


def records_of(content: bytes) -> Iterator[Record]:
    """Yield the rows that hold something.

    Raises:
        UnreadableFile: another kind of file, another encoding, or cells and rows without an end.
    """
    text = _decoded(content)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    body = io.StringIO(text, newline=None)
    if first.strip().lower() in {f"sep={sign}" for sign in _DELIMITERS}:
        # Excel writes this line for itself and does not count it as a row.
        delimiter = first.strip()[-1]
        body.readline()
    reader = csv.reader(_lines(body), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
                raise UnreadableFile(_("The file has more than %(most)d columns.") % {"most": MAX_COLUMNS})
            if any(cells):
                yield Record(number, cells[:MAX_COLUMNS])
    except csv.Error as error:
        raise UnreadableFile(
            _("Row %(row)d can’t be read: a quotation mark is open or out of place, or a cell is far too long.")
            % {"row": number + 1}
        ) from error


def _lines(body: io.StringIO) -> Iterator[str]:
    for number in range(1, _MAX_LINES + 1):
        line = body.readline(_MAX_LINE + 1)
        if len(line) > _MAX_LINE:
            raise UnreadableFile(_("Line %(line)d is far too long for a row of a list.") % {"line": number})
        if not line:
            return
        yield line
    raise UnreadableFile(_("The file has more than %(most)d lines. Split it.") % {"most": _MAX_LINES})


def _decoded(content: bytes) -> str:
    if content.startswith(_OLE):
        raise UnreadableFile(_("This is an old or protected Excel file. Save it as .xlsx without a password."))
    try:
        # Excel calls this encoding “Unicode Text”; its first two bytes say it, so nothing is guessed.
        text = content.decode("utf-16" if content.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            _("The file isn’t in UTF-8: line %(line)d has a letter that can’t be read. In Excel, choose “CSV UTF-8”.")
            % {"line": line}
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(_("Line %(line)d has a NUL byte; this isn’t a text file.") % {"line": line})
    return text

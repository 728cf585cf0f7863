"""The first sheet of an .xlsx file as rows of text.

Such a file is a ZIP archive of XML: what it would unpack to is weighed before it is opened.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from programs.errors import UnreadableFile
from programs.roster.table import MAX_COLUMNS, Problem

_MAX_UNPACKED = 60_000_000
_MAX_PARTS = 500
# Sheets end in rows that were formatted once and hold nothing.
_BLANK_ROWS_END = 1_000
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, KeyError, ValueError, TypeError,
    AttributeError, IndexError, OSError, EOFError, RuntimeError,
)  # fmt: skip


def records(content: bytes, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of the first sheet; cells that cannot be read are added to `problems`.

    There, a column is the number of the cell, counted from 0.

    Raises:
        UnreadableFile: not a workbook, or one that unpacks to more than a list of people can need.
    """
    try:
        _weigh(content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            yield from _sheet(book, problems)
    except _BROKEN as error:
        raise UnreadableFile(_("The workbook cannot be opened. Save it again as .xlsx, or as “CSV UTF-8”.")) from error


def _weigh(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if not any(part.filename == "xl/workbook.xml" for part in parts):
            raise UnreadableFile(_("This is not an Excel workbook. Save it as .xlsx, or as “CSV UTF-8”."))
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in parts) > _MAX_UNPACKED:
            raise UnreadableFile(_("The workbook unpacks to far more than a list of people needs."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as xml:
                    if b"<!DOCTYPE" in xml.read(4096).upper():
                        raise UnreadableFile(_("The workbook holds definitions that a list of people never needs."))


def _sheet(book: Any, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    if not book.worksheets:
        raise UnreadableFile(_("The workbook has no sheet."))
    sheet = book.worksheets[0]
    # Declared dimensions may be wrong in either direction; count what is there.
    sheet.reset_dimensions()
    blank = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_text(cell, number, place, problems) for place, cell in enumerate(row[: MAX_COLUMNS + 1])]
        blank = 0 if any(cells) else blank + 1
        if blank > _BLANK_ROWS_END:
            return
        yield number, cells


def _text(cell: Any, row: int, place: int, problems: list[Problem]) -> str:
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        message = _("The cell holds a formula. Copy the column and paste it as values.")
        problems.append(Problem(row, str(place), message, str(cell.value)[:60]))
        return ""
    if cell.data_type == "e":
        problems.append(Problem(row, str(place), _("The cell holds an error of the spreadsheet."), str(cell.value)))
        return ""
    return _words(cell.value)


def _words(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)

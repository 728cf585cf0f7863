"""Cells of the files that schools open in a spreadsheet program: the one place that writes them."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.text import clean_line

if TYPE_CHECKING:
    from openpyxl import Workbook

# What a spreadsheet program runs, also behind its full-width form; tabs and line ends are gone before.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# An Excel cell holds no more.
_LONGEST = 32_767


def cell_of(value: Any) -> Any:
    """Return `value` for a cell: clean, and as text when a spreadsheet program would run it as a formula.

    Numbers and days stay what they are; None is an empty cell.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float) or not isinstance(value, str):
        return value
    text = clean_line(value)[:_LONGEST]
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_file(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as CSV in UTF-8, with the mark by which Excel knows it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([cell_of(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook that is written.

    Attributes:
        title: its name.
        header: the first row, in bold; it stays in sight.
        rows: the others.
        widths: of the columns, in characters; those beyond the last keep the usual width.
    """

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Any]] = ()
    widths: Sequence[int] = ()


def xlsx_file(*sheets: Sheet) -> bytes:
    """Tables as a workbook."""
    from openpyxl import Workbook  # slow to import

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write_sheet(book, sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_sheet(book: "Workbook", sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    written = book.create_sheet(sheet.title)
    # openpyxl writes these before the first row, and does not take them later.
    written.freeze_panes = "A2"
    for column, width in enumerate(sheet.widths, start=1):
        written.column_dimensions[get_column_letter(column)].width = width
    header = [WriteOnlyCell(written, value=cell_of(name)) for name in sheet.header]
    for cell in header:
        cell.font = Font(bold=True)
    written.append(header)
    for row in sheet.rows:
        written.append([cell_of(value) for value in row])

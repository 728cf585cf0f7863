"""Cells of the files that schools open in a spreadsheet program: the one place that writes them."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from core.text import clean_line

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


def xlsx_file(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table as a workbook with one sheet."""
    from openpyxl import Workbook  # slow to import

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(list(header))
    for row in rows:
        sheet.append([cell_of(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()

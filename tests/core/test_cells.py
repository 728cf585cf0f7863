"""Files for spreadsheet programs: nothing in them runs, and no character stops them."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from core.tables.cells import Sheet, cell_of, csv_file, xlsx_file

HEADER = ["name", "rank", "day"]
ROWS: list[list[Any]] = [
    ["Ba\x07d\ud800 \u202eName", 1, date(2026, 9, 1)],
    ["=1+1", None, "@SUM(1)"],
    ["-2+3", 0.5, "two\nlines"],
]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "\t=1", "\r\n=1", "\u200b=1", "\x00=1", " =1", "＝1"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert cell_of(text).startswith("'")


def test_a_control_character_does_not_stop_the_files() -> None:
    rows = list(csv.reader(io.StringIO(csv_file(HEADER, ROWS).decode("utf-8-sig"))))
    assert rows[1:] == [["Bad Name", "1", "2026-09-01"], ["'=1+1", "", "'@SUM(1)"], ["'-2+3", "0.5", "two lines"]]
    sheet = load_workbook(io.BytesIO(xlsx_file(Sheet("People", HEADER, ROWS)))).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[0] for row in cells] == ["Bad Name", "'=1+1", "'-2+3"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)

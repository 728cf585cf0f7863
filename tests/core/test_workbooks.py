"""Whatever a spreadsheet program did to a list, nothing of it is lost or changed without a word."""

import base64
import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from core.tables.binary_traces import traces_of_xls
from core.tables.errors import UnreadableFile
from core.tables.files import open_book, read_table
from pairs.imports.roster_columns import LAYOUT as ROSTER
from people.imports.columns import PEOPLE
from tests.core.binary_workbooks import binary_workbook
from tests.core.bombs import open_document, open_row
from tests.people.lists import HEADER, NOOR, RUTH

COLUMNS = [*HEADER.split(","), "cohort"]
NOOR_ROW = [*NOOR.split(","), "Year 2"]
RUTH_ROW = [*RUTH.split(","), None]


def file_of(change: Callable[[Worksheet], object], *rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows or (COLUMNS, NOOR_ROW, RUTH_ROW):
        sheet.append(row)
    change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problems_of(content: bytes) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.message.split(".")[0]) for each in read_table(content, PEOPLE).problems]


def _rewritten(content: bytes, old: str, new: str) -> bytes:
    """The file with `old` replaced in the XML of its sheet."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name.endswith("sheet1.xml"):
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize("gap", [3, 1_302, 1_048_576])
def test_a_row_after_a_gap_is_read(gap: int) -> None:
    def far_below(sheet: Worksheet) -> None:
        for column, value in enumerate(RUTH_ROW, start=1):
            sheet.cell(gap, column).value = value

    table = read_table(file_of(far_below, COLUMNS, NOOR_ROW), PEOPLE)
    assert [(number, cells[2]) for number, cells in table.rows] == [(2, "Noor"), (gap, "Ruth")]
    assert table.problems == []


def _filter(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:E3"
    sheet.row_dimensions[3].hidden = True


def _hide_column(sheet: Worksheet) -> None:
    sheet.column_dimensions["E"].hidden = True


@pytest.mark.parametrize(
    ("change", "row", "column", "words"),
    [
        (_filter, 3, "", "This row is hidden"),
        (_hide_column, 1, "cohort", "This column is hidden"),
        (lambda sheet: sheet.merge_cells("E3:E4"), 3, "cohort", "Cells are merged here"),
        (lambda sheet: sheet.merge_cells("D2:E2"), 2, "family_name", "Cells are merged here"),
    ],
)
def test_what_people_do_not_see_is_named(change: Callable[[Worksheet], Any], row: int, column: str, words: str) -> None:
    found = problems_of(file_of(change))
    assert [(where, what) for where, what, _words in found] == [(row, column)]
    assert found[0][2].startswith(words)


@pytest.mark.parametrize(
    ("number", "form", "cohort", "problems"),
    [(7, "000", "007", 0), (12, "000;-000", "012", 0), (100_000, "0.00E+00", "", 1), (7, "General", "7", 0)],
)
def test_a_number_is_read_as_it_is_shown_or_named(number: int, form: str, cohort: str, problems: int) -> None:
    def write(sheet: Worksheet) -> None:
        sheet["E2"] = number
        sheet["E2"].number_format = form

    table = read_table(file_of(write), PEOPLE)
    assert (table.rows[0][1][4], len(table.problems)) == (cohort, problems)


def test_a_row_without_height_is_a_hidden_row() -> None:
    content = file_of(lambda _sheet: None)
    assert problems_of(_rewritten(content, '<row r="3"', '<row customHeight="1" ht="0" r="3"'))[0][:2] == (3, "")


def test_hidden_rows_without_words_and_merged_cells_below_the_list_do_not_matter() -> None:
    def tidy(sheet: Worksheet) -> None:
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["K"].hidden = True
        sheet.merge_cells("A20:C22")

    assert problems_of(file_of(tidy)) == []


@pytest.mark.parametrize("value", [date(2026, 2, 1), datetime(2026, 2, 1, 9, 30)])  # noqa: DTZ001
@pytest.mark.parametrize("shown", ["d-mmm", "yyyy-mm-dd", "mmm yy", "[$-409]d-mmm;@", "dd/mm/yyyy"])
def test_a_day_that_the_spreadsheet_made_of_other_words_is_named(value: date, shown: str) -> None:
    def as_day(sheet: Worksheet) -> None:
        sheet["E2"].value = value
        sheet["E2"].number_format = shown

    table = read_table(file_of(as_day), PEOPLE)
    assert [(each.row, each.column) for each in table.problems] == [(2, "cohort")]
    assert "into a date" in table.problems[0].message
    assert table.problems[0].value.startswith("2026-02-01")


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_are_days_where_days_belong(since_1904: bool) -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904 if since_1904 else CALENDAR_WINDOWS_1900
    book.worksheets[0].append(["assessor_email", "mentee_email", "starts_on"])
    book.worksheets[0].append(["a@b.example", "c@d.example", date(2026, 9, 1)])
    table = read_table(saved(book), ROSTER)
    assert table.rows == [(2, ["a@b.example", "c@d.example", "2026-09-01"])]
    assert table.problems == []


def test_the_first_sheet_with_the_headings_that_people_see_is_read() -> None:
    book = Workbook()
    book.worksheets[0].append(["How to fill in this list"])
    choices = book.create_sheet("Choices")
    choices.sheet_state = "hidden"
    for row in (COLUMNS, RUTH_ROW):
        choices.append(row)
    people = book.create_sheet("People")
    for row in (COLUMNS, NOOR_ROW):
        people.append(row)
    assert [cells[2] for _number, cells in read_table(saved(book), PEOPLE).rows] == ["Noor"]


def test_two_lists_in_one_workbook_are_refused_by_name() -> None:
    book = Workbook()
    for name in ("Mentees", "Mentors"):
        sheet = book.create_sheet(name)
        for row in (COLUMNS, NOOR_ROW):
            sheet.append(row)
    with pytest.raises(UnreadableFile, match=r"“Mentees” and “Mentors” both have a list"):
        read_table(saved(book), PEOPLE)


def test_every_row_under_a_merged_cell_is_named() -> None:
    found = problems_of(file_of(lambda sheet: sheet.merge_cells("E2:E3")))
    assert [(row, column) for row, column, _words in found] == [(2, "cohort"), (3, "cohort")]


def test_a_title_above_the_headings_is_passed_over() -> None:
    content = file_of(lambda _sheet: None, ["Our people"], [None], COLUMNS, NOOR_ROW)
    assert [number for number, _cells in read_table(content, PEOPLE).rows] == [4]


def test_texts_come_as_they_are_shown() -> None:
    content = file_of(lambda _sheet: None, COLUMNS, ["mentee", "a@b.example", "An_x0041_na", "X", 2.0])
    assert read_table(content, PEOPLE).rows[0][1][4] == "2"
    runs = "<r><t xml:space='preserve'>Year </t></r><r><t>2</t></r><rPh sb='0' eb='1'><t>spoken</t></rPh>"
    content = _rewritten(content, '<c r="E2" t="n"><v>2</v></c>', f'<c t="inlineStr"><is>{runs}</is></c>')
    assert read_table(content, PEOPLE).rows[0][1][4] == "Year 2"


@pytest.mark.parametrize(
    "cell",
    ['<c r="E2" t="s"><v>999999</v></c>', "<c r='E2'><v>1"],
)
def test_a_broken_sheet_gets_words(cell: str) -> None:
    content = file_of(lambda _sheet: None, COLUMNS, ["mentee", "a@b.example", "A", "X", 2])
    with pytest.raises(UnreadableFile, match="can’t be opened"):
        read_table(_rewritten(content, '<c r="E2" t="n"><v>2</v></c>', cell), PEOPLE)


def test_excels_own_lines_and_encodings_of_csv_are_read() -> None:
    text = "sep=;\r\n" + HEADER.replace(",", ";") + "\r\n" + NOOR.replace(",", ";")
    assert read_table(text.encode(), PEOPLE).rows == [(2, NOOR.split(","))]
    tabs = f"{HEADER}\n{NOOR}".replace(",", "\t")
    assert read_table(tabs.encode("utf-16"), PEOPLE).rows == [(2, NOOR.split(","))]


def test_a_list_of_libreoffice_is_read_with_its_hidden_rows(tmp_path: Path) -> None:
    path = tmp_path / "people.ods"
    hidden = open_row(*RUTH.split(","), more='table:visibility="filter"')
    open_document(path, [open_row(*HEADER.split(",")), open_row(*NOOR.split(",")), hidden])
    table = read_table(path.read_bytes(), PEOPLE)
    assert [cells[2] for _number, cells in table.rows] == ["Noor", "Ruth"]
    assert [(each.row, each.message.split(",")[0]) for each in table.problems] == [(3, "This row is hidden")]


def test_what_libreoffice_hides_merges_or_shows_otherwise_is_noticed(tmp_path: Path) -> None:
    def row(person: str, kind: str, shown: str) -> str:
        cell = f"<table:table-cell {kind}><text:p>{shown}</text:p></table:table-cell>"
        return open_row(*person.split(",")).replace("</table:table-row>", f"{cell}</table:table-row>")

    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    number = 'office:value-type="float" office:value="{}"'
    rows = [
        row(NOOR, number.format(7), "007"),
        row(RUTH, number.format(100_000), "1.00E+05"),
        row(NOOR.replace("noor@", "n@"), 'office:value-type="string" table:number-rows-spanned="2"', "Year 2"),
    ]
    path = tmp_path / "people.ods"
    open_document(path, [columns, open_row(*COLUMNS), *rows])
    table = read_table(path.read_bytes(), PEOPLE)
    assert table.rows[0][1][4] == "007"
    assert [(each.row, each.column, each.message.split()[0]) for each in table.problems] == [
        (1, "given_name", "This"), (3, "cohort", "The"), (4, "cohort", "Cells"),
    ]  # fmt: skip


def test_a_binary_workbook_is_read_with_its_hidden_rows() -> None:
    content = binary_workbook([HEADER.split(","), NOOR.split(","), RUTH.split(",")], hidden={3})
    table = read_table(content, PEOPLE)
    assert table.rows == [(2, NOOR.split(",")), (3, RUTH.split(","))]
    assert [(each.row, each.message.split(",")[0]) for each in table.problems] == [(3, "This row is hidden")]
    assert open_book(content).knows_hidden
    assert open_book(file_of(lambda _sheet: None)).knows_hidden


def test_of_a_binary_workbook_that_cannot_be_followed_hidden_rows_are_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.tables.workbooks.traces_of_xlsb", lambda _archive: None)
    content = binary_workbook([HEADER.split(","), NOOR.split(",")])
    assert (len(read_table(content, PEOPLE).rows), open_book(content).knows_hidden) == (1, False)


# A workbook of Excel 97 with one mentor, compressed.
_OLD_EXCEL = (
    "eNrtWE9IFFEY/73ZXXc1dVfTQAMRISvTILp00bWwPK1Yl8qCbdRXLM7OyLREeskyj0HQqegi2KGL1aU/VFC3DoFhhyAItG55Cgo6"
    "rE7f+2ZmWa3AhZKM+Q3ve9/3vT/fe/O9770382auZmH6QeMi1qALIaw45Sgr0glK5b6QAJU7jmL9PEbJCbCpUB4jR5ZF8LTqdVT5"
    "UPl7ERruh18SBT5SOo1R9FmmbN5AHOIx6EKNoZOowG3SVKOBR1XLdIjpVqb3uOYzpt2suca0k+ouiAHMJfvaDnir+ITWwmXVUP0+"
    "4jbvWbMP9XilVvGl68KtG8FBO6Mbm6ygKVyJGZBDe6UpbSXHcQcVwElCRyrV0dOzgDpy9gy+Oc3AVz+qXzQH+o3VC5D++2p99Df6"
    "GDlxrf6GFgYm4JzhIJmiRX0q7AZyv7RGDZmHrRzPiQpsy5ARQGb1jEGqc5kL0kybelZuAc7q2YwxxhJt5UP6qD6UyY1RrZytZ0w5"
    "nLZM2h6y0sxZdhUwbsnu83vlRT1LZkLAgLVExam8YUhbWXO3lsSqraWKQ66S6DDizNdw4CVobvm7X+ZTg/3JNGsm+DhxD50dao5w"
    "cFm1oMbVXKLB77WN+T1Mr3Cv25lvZFpHUUF5a3+9xxyZ5DpXubSV7OxnvE3uLOJ3ET+1dPRx09Sn5G7iZ3sXx+tm3yWn0UKH4DC1"
    "V88k2kW7uHVT4UnSz4W3QX1g2vDTZhXTEt7YHe9kjWOZPQR6HwqupN6OKEia965cKURSqCCFSQoXpAhJEc+O+IUdwXbKvPqC7UQL"
    "krITK0jKjjr0n9OcBNup4A3487xGNrq0WjxkR3QXXRQqECBAgAABAgQIEOAfhfAu0iH384CvjepiGPX+6yxTWgl+k/y3OAaLnhx9"
    "VB6GSbmNsZLWzzZEhN+XWGcb/3+hwnGybmMEgzyOkZLXL31oieL5rLth4s+FUKn2V0oZ51+2/wOU1/Kv"
)


def test_a_list_of_an_old_excel_is_read() -> None:
    table = read_table(zlib.decompress(base64.b64decode(_OLD_EXCEL)), PEOPLE)
    assert table.rows == [(2, ["mentor", "zoe@s.example", "Zoë", "Müller", "2", "2026-09-01"])]
    assert table.problems == []
    assert open_book(zlib.decompress(base64.b64decode(_OLD_EXCEL))).knows_hidden


def test_a_hidden_row_of_an_old_excel_is_named() -> None:
    content = bytearray(zlib.decompress(base64.b64decode(_OLD_EXCEL)))
    second = content.index(b"\x08\x02\x10\x00\x01\x00")
    content[second + 4 + 12] |= 0x20
    assert [(each.row, each.message.split(",")[0]) for each in read_table(bytes(content), PEOPLE).problems] == [
        (2, "This row is hidden")
    ]


@pytest.mark.parametrize("place", [30, 48, 76])
def test_an_old_excel_whose_sectors_cannot_be_followed_never_hangs(place: int) -> None:
    content = bytearray(zlib.decompress(base64.b64decode(_OLD_EXCEL)))
    content[place : place + 4] = b"\x01\x00\x00\x00"
    assert traces_of_xls(bytes(content)) is None


def test_records_that_never_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tables.binary_traces._MAX_RECORDS", 3)
    assert not open_book(zlib.decompress(base64.b64decode(_OLD_EXCEL))).knows_hidden
    assert not open_book(binary_workbook([HEADER.split(","), NOOR.split(",")])).knows_hidden

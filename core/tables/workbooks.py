"""A workbook (.xlsx, .xls, .xlsb, .ods) as its sheets."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.tables import spreadsheet_process
from core.tables.binary_traces import traces_of_xls, traces_of_xlsb
from core.tables.book import Sheet
from core.tables.errors import UnreadableFile
from core.tables.open_document import traces_of_ods
from core.tables.parts import broken, open_archive, too_large
from core.tables.table import MAX_COLUMNS, Record
from core.tables.traces import Traces, traces_of_xlsx

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_PROGRAM = str(Path(spreadsheet_process.__file__))
_SECONDS = 60


def sheets_of(content: bytes) -> tuple[list[Sheet], bool]:
    """Return the sheets of a workbook, and whether it is known which rows are hidden.

    Raises:
        UnreadableFile: broken, protected, or far more than a list of people can be.
    """
    known = _traces_in(content)
    traces = known or {}
    sheets: list[Sheet] = []
    for line in _lines_of(content):
        described: Any = json.loads(line)
        if isinstance(described, dict):
            sheets.append(_sheet(described, traces.get(described["name"], Traces())))
        else:
            sheets[-1].rows.append(_record(*described))
    for sheet in sheets:
        if sheet.name in traces:
            _add_traces(sheet, traces[sheet.name])
    return sheets, known is not None and all(sheet.name in traces for sheet in sheets if sheet.visible)


def _traces_in(content: bytes) -> dict[str, Traces] | None:
    if not content.startswith(ZIP):
        return traces_of_xls(content)
    archive = open_archive(content)
    if "content.xml" in archive.names:
        return traces_of_ods(archive)
    return traces_of_xlsb(archive) if "xl/workbook.bin" in archive.names else traces_of_xlsx(archive)


def _lines_of(content: bytes) -> list[str]:
    command = [sys.executable, "-I", _PROGRAM]
    try:
        ran = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise too_large() from error
    if ran.returncode == spreadsheet_process.PROTECTED:
        raise UnreadableFile(_("This workbook has a password. Save it without one."))
    if ran.returncode == spreadsheet_process.TOO_MUCH or ran.returncode < 0:
        raise too_large()
    if ran.returncode:
        raise broken()
    return ran.stdout.decode().splitlines()


def _sheet(described: dict[str, Any], traces: Traces) -> Sheet:
    merged = [(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in described["merged"]]
    return Sheet(described["name"], [], described["visible"], merged or traces.merged, traces.hidden_columns)


def _add_traces(sheet: Sheet, traces: Traces) -> None:
    """Mark hidden rows and cells without a value; a row of such cells alone is a row too. Numbers get their zeros."""
    records = {record.number: record for record in sheet.rows}
    for (number, column), digits in traces.padded.items():
        if (known := records.get(number)) and known.text(column).isdigit():
            known.cells[column] = known.cells[column].zfill(digits)
    for (number, column), fault in traces.faults.items():
        if column < MAX_COLUMNS:
            record = records.setdefault(number, Record(number, []))
            _widen(record, column)
            record.faults[column] = fault
    sheet.rows[:] = [replace(record, hidden=number in traces.hidden_rows) for number, record in sorted(records.items())]


def _record(number: int, shown: list[tuple[int, str | list[str]]]) -> Record:
    record = Record(number, [])
    for column, value in shown:
        if column >= MAX_COLUMNS:
            raise UnreadableFile(_("The file has more than %(most)d columns.") % {"most": MAX_COLUMNS})
        _widen(record, column)
        kind, text = ("", value) if isinstance(value, str) else value
        record.cells[column] = text
        if kind == "day":
            record.days.add(column)
        elif kind == "cut":
            record.faults[column] = _("The spreadsheet program shortened this number. Format it as text."), text
    return record


def _widen(record: Record, column: int) -> None:
    """Let a record reach to a column."""
    record.cells.extend([""] * (column + 1 - len(record.cells)))

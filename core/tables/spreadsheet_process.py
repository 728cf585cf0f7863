"""Reads a workbook in a process of its own: bytes on its input, one line of JSON for each sheet and row on its output.

A small file can ask for any amount of memory and time, and what it asks for is only known when it was given. Here both
have an end, and whatever happens to this process happens to it alone. It knows the standard library and the reader.
"""

import contextlib
import io
import json
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetVisibleEnum

PROTECTED, TOO_MUCH = 3, 4
_MEMORY = 420_000_000
_SECONDS = 30
# Twenty columns of the most rows that a list has, and as much again.
_MAX_CELLS = 800_000
_MAX_ROWS = 60_000
_MAX_LETTERS = 10_000_000
_MAX_SHEETS = 200


class _TooMuchError(Exception):
    """More than a list can hold."""


def main() -> None:
    """Read the workbook on standard input."""
    _set_limits()
    try:
        _write(CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())))
    except PasswordError:
        sys.exit(PROTECTED)
    except (_TooMuchError, MemoryError):
        sys.exit(TOO_MUCH)


def _set_limits() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # not every system can
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _write(book: CalamineWorkbook) -> None:
    letters = cells = rows = 0
    if len(book.sheets_metadata) > _MAX_SHEETS:
        raise _TooMuchError
    for number, described in enumerate(book.sheets_metadata):
        sheet = book.get_sheet_by_index(number)
        visible = described.visible == SheetVisibleEnum.Visible
        _line({"name": sheet.name, "visible": visible, "merged": sheet.merged_cell_ranges or []})
        first = sheet.start[1] if sheet.start else 0
        for row, values in enumerate(sheet.iter_rows(), start=1):
            shown = [(place, _shown(value)) for place, value in enumerate(values, start=first) if value != ""]
            if shown:
                rows += 1
                cells += len(shown)
                line = _line([row, shown])
                letters += line
                if rows > _MAX_ROWS or cells > _MAX_CELLS or letters > _MAX_LETTERS + 20 * _MAX_CELLS:
                    raise _TooMuchError


def _line(content: Any) -> int:
    return sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")


def _shown(value: object) -> str | list[str]:
    """A value as people would type it; a day, or a number that lost digits, as a list with its kind."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return ["day", value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")]
    if isinstance(value, date | time):
        return ["day", value.isoformat()]
    return ["day", str(value)] if isinstance(value, timedelta) else str(value)


def _number(value: float) -> str | list[str]:
    if value != value or abs(value) >= 1e15:
        return ["cut", str(value)]
    return str(int(value)) if value == int(value) else str(value)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    main()

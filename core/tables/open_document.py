"""What an .ods file says beside the values of its cells.

Source: OASIS OpenDocument 1.3, part 3, section 9 (tables) and 19.385 (values of cells).
"""

import re

from core.tables.parts import Archive, Attributes, broken
from core.tables.traces import MAX_FAULTS, MAX_RANGES, MAX_ROWS_SEEN, Traces, Weighing, error_in_cell, number_in_short

_PADDED = re.compile(r"0\d+")
_CELLS = ("table-cell", "covered-table-cell")
# A row that says how often it is repeated says it once; what is wrong in it is named for so many.
_REPEATED = 100


def traces_of_ods(archive: Archive) -> dict[str, Traces]:
    """Return what stands beside the values, by the name of the sheet.

    Raises:
        UnreadableFile: broken, or far more cells than a list has.
    """
    document = _Document()
    archive.read("content.xml", document)
    return document.found


class _Document(Weighing):
    """The columns, rows and cells of all sheets."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Traces] = {}
        self._traces = Traces()
        self._first_row = self._row = self._first = self._column = 0
        self._kind, self._shown, self._notes = "", "", 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._traces, self._row = self.found.setdefault(attributes.get("table:name", ""), Traces()), 0
            self._column = 0
        elif name == "table-column":
            self._begin_column(attributes)
        elif name == "table-row":
            self._begin_row(attributes)
        elif name in _CELLS:
            self._begin_cell(attributes)
        elif name == "annotation":
            self._notes += 1

    def end(self, name: str) -> None:
        if name == "annotation":
            self._notes -= 1
        elif name in _CELLS:
            self._end_cell()

    def text(self, text: str) -> None:
        super().text(text)
        if self._kind and not self._notes:
            self._shown = (self._shown + text)[:200]

    def _begin_column(self, attributes: Attributes) -> None:
        first, self._column = self._column, self._column + _times(attributes, "columns")
        if _is_hidden(attributes):
            self._traces.hidden_columns.append((first, self._column - 1))
            if len(self._traces.hidden_columns) > MAX_RANGES:
                raise broken()

    def _begin_row(self, attributes: Attributes) -> None:
        self._first_row, self._row = self._row + 1, self._row + _times(attributes, "rows")
        self._column = 0
        if _is_hidden(attributes):
            last = min(self._row, self._first_row + MAX_ROWS_SEEN)
            self._traces.hidden_rows.update(range(self._first_row, last + 1))

    def _begin_cell(self, attributes: Attributes) -> None:
        self._first, self._column = self._column, self._column + _times(attributes, "columns")
        is_error = attributes.get("calcext:value-type") == "error"
        self._kind, self._shown = "error" if is_error else attributes.get("office:value-type", ""), ""
        rows = int(attributes.get("table:number-rows-spanned", 1))
        columns = int(attributes.get("table:number-columns-spanned", 1))
        if rows * columns > 1 and len(self._traces.merged) < MAX_RANGES:
            where = (self._first_row, self._first, self._first_row + rows - 1, self._first + columns - 1)
            self._traces.merged.append(where)

    def _end_cell(self) -> None:
        shown, kind = self._shown.strip(), self._kind
        self._kind = ""
        if not shown or kind not in ("float", "error"):
            return
        for row in range(self._first_row, min(self._row, self._first_row + _REPEATED) + 1):
            if kind == "float" and _PADDED.fullmatch(shown):
                self._traces.padded[row, self._first] = len(shown)
            elif (kind == "error" or "E+" in shown) and len(self._traces.faults) < MAX_FAULTS:
                message = error_in_cell() if kind == "error" else number_in_short()
                self._traces.faults[row, self._first] = message, shown


def _times(attributes: Attributes, what: str) -> int:
    return int(attributes.get(f"table:number-{what}-repeated", 1))


def _is_hidden(attributes: Attributes) -> bool:
    return attributes.get("table:visibility", "visible") != "visible"

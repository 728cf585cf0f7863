"""A list as a file: every column that its reader may see, in the order of the list."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from core.lists.reading import Reading
from core.tables.cells import Sheet, csv_file, xlsx_file

S = TypeVar("S")
R = TypeVar("R", bound=Model)
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def list_file(reading: Reading[S, R], rows: QuerySet[R], form: str) -> bytes:
    """Return the rows as a file; instants are told by the clock that is active.

    Args:
        reading: the list.
        rows: of the list.
        form: a key of `FORMATS`.
    """
    columns = reading.known
    header = [str(column.heading) for column in columns]
    found = reading.with_needs(rows, columns)
    cells = [[_plain(column.in_file(reading.scope, row)) for column in columns] for row in found]
    if form == "csv":
        return csv_file(header, cells)
    widths = [min(40, max(12, len(heading) + 2)) for heading in header]
    return xlsx_file(Sheet(str(reading.definition.title)[:31], header, cells, widths))


def _plain(value: Any) -> Any:
    """Instants by the local clock, which is how spreadsheet programs read them; lazy words as text."""
    if isinstance(value, datetime) and value.tzinfo:
        return timezone.localtime(value).replace(tzinfo=None, second=0, microsecond=0)
    return value if value is None or isinstance(value, bool | int | float | date) else str(value)

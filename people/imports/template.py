"""An empty list to fill in, as CSV and as a workbook."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.tables.cells import Sheet, csv_file, xlsx_file
from core.tables.columns import Column

_WIDTH, _WIDE = 18, 90


def csv_template(columns: Sequence[Column]) -> bytes:
    """Return the header in UTF-8 with the mark by which Excel knows it."""
    return csv_file([column.name for column in columns], [])


def xlsx_template(columns: Sequence[Column]) -> bytes:
    """Return a workbook: an empty sheet with the header, and a sheet that says what belongs into each column."""
    names = [column.name for column in columns]
    manual = [(column.name, _("yes") if column.required else "", str(column.help)) for column in columns]
    return xlsx_file(
        Sheet("People", names, widths=[_WIDTH] * len(names)),
        Sheet("Columns", [_("Column"), _("Required"), _("What goes in it")], manual, widths=[_WIDTH, _WIDTH, _WIDE]),
    )

"""An empty list to fill in, as CSV and as a workbook."""

from django.utils.translation import gettext as _

from core.tables.cells import Sheet, csv_file, xlsx_file
from people.imports.columns import COLUMNS

_WIDTH, _WIDE = 18, 90
_NAMES = [column.name for column in COLUMNS]


def csv_template() -> bytes:
    """Return the header in UTF-8 with the mark by which Excel knows it."""
    return csv_file(_NAMES, [])


def xlsx_template() -> bytes:
    """Return a workbook: an empty sheet with the header, and a sheet that says what belongs into each column."""
    manual = [(column.name, _("yes") if column.required else "", str(column.help)) for column in COLUMNS]
    return xlsx_file(
        Sheet("People", _NAMES, widths=[_WIDTH] * len(_NAMES)),
        Sheet("Columns", [_("Column"), _("Required"), _("What goes in it")], manual, widths=[_WIDTH, _WIDTH, _WIDE]),
    )

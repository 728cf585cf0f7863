"""An empty list to fill in, as CSV and as a workbook."""

import io

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.tables.cells import csv_file
from people.imports.columns import COLUMNS


def csv_template() -> bytes:
    """Return the header in UTF-8 with the mark by which Excel knows it."""
    return csv_file([column.name for column in COLUMNS], [])


def xlsx_template() -> bytes:
    """Return a workbook: an empty sheet with the header, and a sheet that says what belongs into each column."""
    book = Workbook()
    people = book.worksheets[0]
    people.title = "People"
    people.append([column.name for column in COLUMNS])
    manual = book.create_sheet("Columns")
    manual.append([_("Column"), _("Required"), _("What goes in it")])
    for place, column in enumerate(COLUMNS, start=1):
        people.cell(1, place).font = Font(bold=True)
        people.column_dimensions[get_column_letter(place)].width = 18
        manual.append([column.name, _("yes") if column.required else "", str(column.help)])
    people.freeze_panes = "A2"
    manual.column_dimensions["A"].width = 18
    manual.column_dimensions["C"].width = 90
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

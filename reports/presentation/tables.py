"""Every figure of a report as a table: one long one as CSV, a sheet for each as XLSX."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from core.tables.cells import Sheet, csv_file, xlsx_file
from reports.presentation.sections import Section

_LONGEST_TITLE, _WIDEST = 31, 60


def figures_csv(sections: Sequence[Section]) -> bytes:
    """Return a row for each number, with the figure that it belongs to."""
    header = [_("Section"), _("Figure"), _("Title"), _("Row"), _("Column"), _("Value")]
    return csv_file(header, long_rows(sections))


def long_rows(sections: Sequence[Section]) -> Iterator[list[str]]:
    """Yield all that the CSV holds: section, figure, title, row, column and value of each number."""
    for section in sections:
        for figure in section.figures:
            head = figure.table.head[1:]
            for name, *cells in figure.table.rows:
                for column, cell in zip(head, cells, strict=True):
                    yield [section.title, figure.key, figure.title, name, column, cell]


def figures_xlsx(sections: Sequence[Section]) -> bytes:
    """Return a workbook: the findings first, then a sheet for each figure."""
    return xlsx_file(*workbook_sheets(sections))


def workbook_sheets(sections: Sequence[Section]) -> list[Sheet]:
    """Return all that the workbook holds."""
    figures = [(section, figure) for section in sections for figure in section.figures]
    findings = [[section.title, figure.headline, " ".join(figure.notes)] for section, figure in figures]
    overview = Sheet(_("Findings"), [_("Section"), _("Finding"), _("Notes")], findings, [28, _WIDEST, _WIDEST])
    sheets = [
        Sheet(figure.key[:_LONGEST_TITLE], figure.table.head, figure.table.rows, [40, *[18] * len(figure.table.head)])
        for _section, figure in figures
    ]
    return [overview, *sheets]

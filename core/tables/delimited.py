"""A CSV file as rows of text, with comma, semicolon, tab or bar."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext as _

from core.tables.errors import UnreadableFile
from core.tables.table import MAX_COLUMNS, MAX_ROWS, Record

_DELIMITERS = ",;\t|"
_SAID = re.compile(r"\"?sep=([,;\t|])\"?[^\S\r\n]*(?=[\r\n])", re.IGNORECASE)
_KEPT = re.compile(r'="([^"]*)"')
# Longer than any row can be; a cell has at most 131,072 letters, as Python's reader counts.
_MAX_LINE = 250_000
_MAX_LINES = 500_000
# A list, and what stands above it.
_MAX_HELD = MAX_ROWS + 100
# Titles may stand above the list; so many lines tell which sign divides its cells.
_LINES_TO_WEIGH = 40


def records_of(text: str) -> Iterator[Record]:
    """Yield the rows that hold something.

    Raises:
        UnreadableFile: cells and rows without an end.
    """
    body = io.StringIO(text, newline=None)
    # Excel writes this line for itself and does not count it as a row.
    said = _SAID.match(text)
    delimiter = said[1] if said else _delimiter_of(text)
    if said:
        body.readline()
    reader = csv.reader(_lines(body), delimiter=delimiter, strict=True, skipinitialspace=delimiter != "\t")
    number = held = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
                raise UnreadableFile(_("The file has more than %(most)d columns.") % {"most": MAX_COLUMNS})
            held += any(cells)
            if held > _MAX_HELD:
                raise UnreadableFile(_("The file has more than %(most)d rows. Split it.") % {"most": MAX_ROWS})
            if any(cells):
                yield Record(number, list(map(_meant, cells[:MAX_COLUMNS])))
    except csv.Error as error:
        raise UnreadableFile(
            _("Row %(row)d can’t be read: a quotation mark is open or out of place, or a cell is far too long.")
            % {"row": number + 1}
        ) from error


def _meant(cell: str) -> str:
    """A cell without what keeps a spreadsheet program from changing it: ="007" is 007."""
    kept = _KEPT.fullmatch(cell)
    return kept[1] if kept else cell


def _delimiter_of(text: str) -> str:
    """The sign that divides most of the first lines into the same number of cells, and into the most.

    Of two that do so alike it is the one without spaces behind it: “Lund, Ana;ana@school.example” has semicolons.
    """
    lines = [line for line in islice(_lines(io.StringIO(text, newline=None)), _LINES_TO_WEIGH) if line.strip()]

    def weight(sign: str) -> tuple[int, int, int]:
        counts = Counter(line.count(sign) for line in lines if sign in line)
        spaced = sum(line.count(f"{sign} ") for line in lines)
        return *max(((number * cells, cells) for cells, number in counts.items()), default=(0, 0)), -spaced

    return max(_DELIMITERS, key=weight)


def _lines(body: io.StringIO) -> Iterator[str]:
    for number in range(1, _MAX_LINES + 1):
        line = body.readline(_MAX_LINE + 1)
        if len(line) > _MAX_LINE:
            raise UnreadableFile(_("Line %(line)d is far too long for a row of a list.") % {"line": number})
        if not line:
            return
        yield line
    raise UnreadableFile(_("The file has more than %(most)d lines. Split it.") % {"most": _MAX_LINES})

"""The first rows of a file and what was noticed about it, for the page of its columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.tables.encodings import ENCODINGS
from core.tables.mapped import has_day_of_words
from core.tables.opening import OpenedFile
from core.tables.table import Record
from core.text import clean_line, has_unseen

_ROWS_SHOWN, _COLUMNS_SHOWN, _NAMES_SHOWN = 3, 8, 5


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """A row as it stands in the file: above the headings, the headings, or below."""

    number: int
    cells: list[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was noticed.

    Attributes:
        fine: whether nothing follows from it.
        title, text: what it is.
    """

    fine: bool
    title: str
    text: str


def excerpt_of(file: OpenedFile) -> list[ExcerptRow]:
    """Return the rows down to the headings, the last of them, and the first rows of the list."""
    head = file.mapping.heading_row
    width = min(len(file.mapping.columns), _COLUMNS_SHOWN)
    above = [row for row in file.sheet.rows if row.number < head][-_ROWS_SHOWN:]
    below = islice((row for row in file.sheet.rows if row.number > head), _ROWS_SHOWN)
    heading = [row for row in file.sheet.rows if row.number == head]
    return [
        ExcerptRow(row.number, list(map(clean_line, row.texts(width))), kind)
        for kind, rows in (("passed", above), ("heading", heading), ("", below))
        for row in rows
    ]


def notices_of(file: OpenedFile) -> list[Notice]:
    """Return what a person should know before they say what the columns mean."""
    found = [*_place(file), *_letters(file), *_hidden(file), *_cells(file)]
    if file.remembered:
        found.append(Notice(True, _("We remember these headings."), _("What you said last time is filled in below.")))
    return found


def told_of(file: OpenedFile) -> list[Notice]:
    """Return what happens to a file that a person should know also when they were asked nothing about its columns."""
    rows = _rows(file)
    found = [*_hidden_sheets(file), *_lost_zeros(file, rows), *_unseen(rows)]
    if not file.book.knows_hidden:
        text = _("Rows that a filter hides are here too. To leave them out, save the file as .xlsx.")
        found.append(Notice(False, _("Hidden rows can’t be told apart in this format."), text))
    return found


def _rows(file: OpenedFile) -> list[Record]:
    return [row for row in file.sheet.rows if row.number > file.mapping.heading_row]


def _place(file: OpenedFile) -> list[Notice]:
    found = []
    above = file.mapping.heading_row - 1
    if above < 0:
        text = _("Say what each column is. If the first row has headings after all, enter its number.")
        found.append(Notice(False, _("The list has no headings."), text))
    if above > 0:
        title = ngettext(
            "%(n)d row above the headings is left out.", "%(n)d rows above the headings are left out.", above
        )
        found.append(Notice(True, title % {"n": above}, ""))
    others = [sheet.name for sheet in file.book.visible if sheet.rows and sheet.name != file.sheet.name]
    if others:
        text = _("Also in the file: %(names)s.") % {"names": ", ".join(others[:_NAMES_SHOWN])}
        found.append(Notice(False, _("Only one sheet is read."), text))
    return [*found, *_wide_headings(file), *_hidden_sheets(file)]


def _wide_headings(file: OpenedFile) -> list[Notice]:
    row = file.mapping.heading_row
    wide = [(left, right) for top, left, bottom, right in file.sheet.merged if top <= row <= bottom and right > left]
    headings = [file.mapping.columns[left].heading for left, _right in wide if left < len(file.mapping.columns)]
    title = _("A heading stands above several columns: %(names)s.") % {"names": ", ".join(headings[:_NAMES_SHOWN])}
    return [Notice(False, title, _("Say below what each of them is."))] if headings else []


def _hidden_sheets(file: OpenedFile) -> list[Notice]:
    names = [sheet.name for sheet in file.book.sheets if not sheet.visible]
    title = _("Hidden sheets are left out: %(names)s.") % {"names": ", ".join(names[:_NAMES_SHOWN])}
    return [Notice(True, title, "")] if names else []


def _letters(file: OpenedFile) -> list[Notice]:
    cells = (clean_line(cell) for row in file.sheet.rows for cell in row.cells if not cell.isascii())
    names = ", ".join(dict.fromkeys(islice((cell for cell in cells if cell and len(cell) < 60), 40)).keys())
    shown = ", ".join(names.split(", ")[:_NAMES_SHOWN])
    encoding = file.book.encoding
    if encoding.guessed:
        title = _("We read the letters as %(encoding)s.") % {"encoding": ENCODINGS.get(encoding.name, encoding.name)}
        text = _("The file doesn’t say. Are these spelled right? %(names)s") % {"names": shown}
        return [Notice(False, title, text)]
    return [Notice(True, _("Accents and other letters came through."), shown)] if shown else []


def _hidden(file: OpenedFile) -> list[Notice]:
    found = []
    if not file.book.knows_hidden:
        text = _("Rows that a filter hides are read too. To leave them out, save the file as .xlsx.")
        found.append(Notice(False, _("Hidden rows can’t be told apart in this format."), text))
    if file.hidden_rows:
        n = len(file.hidden_rows)
        title = ngettext(
            "%(n)d row is hidden, by a filter or by hand.", "%(n)d rows are hidden, by a filter or by hand.", n
        )
        rows = ", ".join(map(str, file.hidden_rows[:_NAMES_SHOWN]))
        found.append(
            Notice(False, title % {"n": n}, _("Say below whether to read them. Rows: %(rows)s") % {"rows": rows})
        )
    names = [
        file.mapping.columns[place].heading
        for first, last in file.sheet.hidden_columns
        for place in range(first, min(last + 1, len(file.mapping.columns)))
    ]
    if names:
        text = _("They’re in the table below like the others.")
        found.append(Notice(False, _("Hidden columns: %(names)s.") % {"names": ", ".join(names)}, text))
    return found


def _cells(file: OpenedFile) -> list[Notice]:
    rows = _rows(file)
    used = [place for place, column in enumerate(file.mapping.columns) if column.means]
    found = []
    days = sum(
        has_day_of_words(row, place) and file.mapping.columns[place].means not in file.layout.days
        for row in rows
        for place in used
    )
    if days:
        title = ngettext("A cell was turned into a date.", "%(n)d cells were turned into dates.", days) % {"n": days}
        found.append(Notice(False, title, _("Spreadsheet programs do this to “1-2”. Say below how dates are written.")))
    found += [*_lost_zeros(file, rows), *_unseen(rows)]
    merged = [top for top, left, bottom, right in file.sheet.merged if bottom > file.mapping.heading_row]
    if merged:
        text = _("Only the first cell of each counts; their rows need attention in the next step.")
        found.append(Notice(False, _("Cells are merged."), text))
    return found


def _unseen(rows: Sequence[Record]) -> list[Notice]:
    unseen = sum(has_unseen(cell) for row in rows for cell in row.cells if not cell.isascii())
    title = ngettext("A cell has letters nobody sees.", "%(n)d cells have letters nobody sees.", unseen)
    return [Notice(True, title % {"n": unseen}, _("They’re taken out."))] if unseen else []


def _lost_zeros(file: OpenedFile, rows: Sequence[Record]) -> list[Notice]:
    used = [(place, column.heading) for place, column in enumerate(file.mapping.columns) if column.means]
    return [notice for place, heading in used if (notice := _zeros(heading, place, rows))]


def _zeros(heading: str, place: int, rows: Sequence[Record]) -> Notice | None:
    """Whether some numbers of a column begin with zeros and others are shorter: those have lost theirs."""
    numbers = [text for row in rows if (text := row.text(place).strip()).isdigit()]
    padded = [number for number in numbers if len(number) > 1 and number.startswith("0")]
    if not padded or all(len(number) >= len(padded[0]) for number in numbers):
        return None
    text = _("Some begin with a zero and others are shorter. Format the column as text and look again.")
    return Notice(False, _("Numbers in “%(heading)s” may have lost zeros.") % {"heading": heading}, text)

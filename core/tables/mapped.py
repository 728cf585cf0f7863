"""A sheet and its mapping as a table: the one place that makes our columns of those of a file."""

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _

from core.folding import fold
from core.tables.book import Sheet
from core.tables.columns import Layout, Split, repeated_name
from core.tables.days import is_made_day, is_unclear, iso_day, words_before
from core.tables.errors import UnreadableFile
from core.tables.mapping import LEAVE, SEPARATORS, TAKE, Mapping, Meaning
from core.tables.table import MAX_ROWS, Problem, Record, Table
from core.text import clean_line

# The sign between several things in a cell of a table, whatever it was in the file.
SEPARATOR = ";"
# Excel shows long numbers so, and writes them so into a CSV file: the digits are gone.
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
# A cell is as often merged as it has rows; nobody merges more.
_MAX_NAMED = 20_000


def table_of(sheet: Sheet, mapping: Mapping, layout: Layout) -> Table:
    """Return the rows below the headings, in the columns of `layout`. What is wrong with them is in its problems.

    Raises:
        UnreadableFile: nothing stands below the headings, or too much.
    """
    return _Mapper(sheet, mapping, layout).table()


def asks_for_date_order(sheet: Sheet, mapping: Mapping, layout: Layout) -> bool:
    """Whether a column in use holds days that can be read in two ways, or that were other words once."""
    below = _below(sheet, mapping.heading_row)
    for place, column in enumerate(mapping.columns):
        asks = _has_unclear_day if column.means in layout.days else has_day_of_words
        if column.means and any(asks(record, place) for record in below):
            return True
    return False


def _has_unclear_day(record: Record, place: int) -> bool:
    return place not in record.days and is_unclear(record.text(place).strip())


def has_day_of_words(record: Record, place: int) -> bool:
    """Whether a cell holds a day that a spreadsheet program may have made of other words."""
    return bool(record.text(place)) and (place in record.days or is_made_day(record.text(place)))


def names_in_capitals(sheet: Sheet, mapping: Mapping, layout: Layout, *, most: int) -> list[tuple[str, str]]:
    """The first names in capitals, each as it stands and as `natural_names` would write it."""
    found: list[tuple[str, str]] = []
    for place, column in enumerate(mapping.columns):
        split = layout.split(column.means)
        into = split.into if split else (column.means,)
        if not set(into) & set(layout.natural):
            continue
        for record in _below(sheet, mapping.heading_row):
            text = clean_line(record.text(place))
            if text.upper() == text and (after := _as_written(text, split, into, layout)) not in ("", text):
                found.append((text, after))
            if len(found) == most:
                return found
    return found


def _as_written(text: str, split: Split | None, into: tuple[str, ...], layout: Layout) -> str:
    parts = split.cut(text) if split else (text,)
    return " ".join(layout.natural[name](part) for name, part in zip(into, parts, strict=True) if part)


def hidden_rows(sheet: Sheet, heading_row: int) -> list[int]:
    """The numbers of the rows below the headings that nobody sees."""
    return [record.number for record in _below(sheet, heading_row) if record.hidden]


def _below(sheet: Sheet, heading_row: int) -> list[Record]:
    return [record for record in sheet.rows if record.number > heading_row]


class _Mapper:
    """Makes a table of a sheet; what is wrong collects in `problems`."""

    def __init__(self, sheet: Sheet, mapping: Mapping, layout: Layout) -> None:
        self.sheet, self.mapping, self.layout = sheet, mapping, layout
        self.problems: list[Problem] = []
        self.days = layout.days
        self.header = mapping.header(layout)
        # row → what stands beside a name and has no column of its own.
        self.beside: dict[int, dict[str, str]] = {}
        self.words = {
            column: {fold(clean_line(word)): use for word, use in words.items()}
            for column, words in mapping.words.items()
        }
        self.used = [
            (place, column, self._written(self._reader(column)))
            for place, column in enumerate(mapping.columns)
            if column.means
        ]

    def table(self) -> Table:
        rows: list[tuple[int, list[str]]] = []
        for record in _below(self.sheet, self.mapping.heading_row):
            if record.hidden and self.mapping.hidden_rows == LEAVE:
                continue
            if not record.faults and not any(map(clean_line, record.cells)):
                continue
            if len(rows) == MAX_ROWS:
                raise UnreadableFile(_("The file has more than %(most)d rows. Split it.") % {"most": MAX_ROWS})
            rows.append((record.number, self._cells(record)))
        if not rows:
            raise UnreadableFile(_("The file has a header and no rows."))
        self._name_merged([number for number, _cells in rows])
        more = list(dict.fromkeys(name for found in self.beside.values() for name in found))
        if more:
            rows = [
                (number, cells + [self.beside.get(number, {}).get(name, "") for name in more]) for number, cells in rows
            ]
        return Table([*self.header, *more], rows, sorted(self.problems, key=lambda problem: problem.row))

    def _cells(self, record: Record) -> list[str]:
        if record.hidden and self.mapping.hidden_rows != TAKE:
            message = _("This row is hidden, by a filter or by hand. Show it, or delete it if you don’t want it.")
            self._problem(record.number, "", message)
        if any(map(clean_line, record.cells[len(self.mapping.columns) :])):
            self._problem(record.number, "", _("The row has more cells than the header."))
        made = dict(self.mapping.same)
        for place, column, read in self.used:
            text = record.text(place)
            if place in record.faults:
                self._problem(record.number, column.means, *record.faults[place])
            elif text:
                made |= read(self._day(record, place, column.means, text))
                self._keep_beside(record.number, column.means, text)
        return [made.get(name, "") for name in self.header]

    def _keep_beside(self, row: int, means: str, text: str) -> None:
        """Keep the title and the degrees of a full name, where no column of the file has them."""
        split = self.layout.split(means)
        if split is not None and split.beside:
            texts = zip(split.beside, split.cut_beside(clean_line(text)), strict=True)
            if found := {name: value for name, value in texts if value and name not in self.header}:
                self.beside[row] = found

    def _written(self, read: Callable[[str], dict[str, str]]) -> Callable[[str], dict[str, str]]:
        """A reader that writes names in capitals as somebody asked for."""
        natural = self.layout.natural
        if not self.mapping.natural_names or not natural:
            return read
        return lambda text: {
            name: natural[name](value) if name in natural else value for name, value in read(text).items()
        }

    def _reader(self, meaning: Meaning) -> Callable[[str], dict[str, str]]:
        means, separator = meaning.means, SEPARATORS[meaning.separator]
        split, column = self.layout.split(means), self.layout.column(means)
        words = self.words.get(means, {})
        if split is not None:
            return lambda text: dict(zip(split.into, split.cut(clean_line(text)), strict=True))
        if column is not None and column.many:
            return lambda text: {means: self._several(text, separator, words)}
        name = repeated_name(means, meaning.heading) if column is not None and column.repeats else means
        return lambda text: {name: words.get(fold(clean_line(text)), clean_line(text))}

    def _several(self, text: str, separator: str, words: dict[str, str]) -> str:
        parts = [clean_line(part) for part in text.split(separator)]
        return f"{SEPARATOR} ".join(used for part in parts if part and (used := words.get(fold(part), part)))

    def _day(self, record: Record, place: int, means: str, text: str) -> str:
        """The text of a cell; a day as the person said that days are written."""
        order = self.mapping.date_order
        if means not in self.days and has_day_of_words(record, place):
            return self._words_of_day(record, means, text, order)
        if means in self.days:
            return text if place in record.days or not order else iso_day(text, order) or text
        if "+" in text and _SHORTENED.fullmatch(text.strip()):
            message = _("The spreadsheet program shortened this number. Format it as text and enter it again.")
            self._problem(record.number, means, message, text)
        return text

    def _words_of_day(self, record: Record, means: str, text: str, order: str) -> str:
        """What stood in a cell before Excel made a day of it: “1-2” again, when the order of dates is known."""
        words = words_before(text, order)
        if not words:
            message = _("The spreadsheet program turned this cell into a date. Format it as text and type it again.")
            self._problem(record.number, means, message, text)
        return words or text

    def _name_merged(self, numbers: Sequence[int]) -> None:
        message = _("Cells are merged here, and only the first one counts. Unmerge them and fill in each.")
        for top, left, bottom, right in self.sheet.merged:
            column = next((each for place, each, _read in self.used if left <= place <= right), None)
            if column is None or (top, left) == (bottom, right):
                continue
            for number in numbers:
                if top <= number <= bottom:
                    self._problem(number, column.means, message)

    def _problem(self, row: int, column: str, message: str, shown: str = "") -> None:
        if len(self.problems) < _MAX_NAMED:
            self.problems.append(Problem(row, column, message, clean_line(shown)[:60]))

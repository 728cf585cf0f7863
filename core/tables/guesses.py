"""Where in a file the list begins, and what its columns probably mean: from headings, then from values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from core.addresses import looks_like_address
from core.tables.book import Book, Sheet
from core.tables.columns import Layout, key_of_heading
from core.tables.mapping import SEPARATORS, Meaning
from core.tables.table import Record
from core.text import clean_line

# A title and a few words may stand above the headings.
ROWS_ABOVE = 30
_VALUES_READ = 200
_NEAR = 86
# So many of the values must fit before they say something.
_MOST, _HALF = 0.8, 0.5


class Certainty(StrEnum):
    """How sure a guess is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column probably means.

    Attributes:
        meaning: the meaning, to be changed by a person.
        certainty: how sure it is.
        why: in words.
        values: the first values, for a person to judge.
    """

    meaning: Meaning
    certainty: Certainty
    why: str
    values: tuple[str, ...]


def list_in(book: Book, layout: Layout) -> tuple[Sheet, int] | None:
    """Return the sheet that holds the list and the number of its heading row; None for a book without rows.

    It is the row that names the most columns of `layout`, of the sheets that people see, where there are addresses of
    those that have some.
    """
    sheets = [sheet for sheet in book.visible if sheet.rows]
    if not sheets:
        return None

    def weight(sheet: Sheet) -> tuple[bool, int, int]:
        row = heading_row_of(sheet, layout)
        return _holds_people(sheet, row), _score(sheet, row, layout), len(sheet.rows)

    best = max(sheets, key=weight)
    return best, heading_row_of(best, layout)


def _holds_people(sheet: Sheet, row: int) -> bool:
    """Whether an address stands below the headings; instructions name the columns, too, and have nobody."""
    below = (record for record in sheet.rows if record.number > row)
    return any(map(_has_address, islice(below, _VALUES_READ)))


def heading_row_of(sheet: Sheet, layout: Layout) -> int:
    """Return the number of the row that probably holds the headings; 0 where already the first row is somebody's."""
    first = list(islice((record for record in sheet.rows if any(map(clean_line, record.cells))), ROWS_ABOVE))
    if not first:
        return 1
    scores = [_heading_score(record, layout) for record in first[:-1]] or [0]
    if max(scores) > 0:
        return first[scores.index(max(scores))].number
    usual = sorted(_filled(record) for record in first)[len(first) // 2]
    found = next((record for record in first if _filled(record) >= min(usual, 2)), first[0])
    return 0 if _has_address(found) else found.number


def _heading_score(record: Record, layout: Layout) -> int:
    """How many columns a row names. One word among the facts of somebody is none: “student” beside an address."""
    score = _recognized(record.cells, layout)
    return 0 if score == 1 and _has_address(record) else score


def _has_address(record: Record) -> bool:
    return any("@" in cell and looks_like_address(cell) for cell in record.cells)


def guess(sheet: Sheet, heading_row: int, layout: Layout) -> list[Guess]:
    """Return what each column below the heading row probably means."""
    head = next((record for record in sheet.rows if record.number == heading_row), Record(heading_row, []))
    below = [record for record in sheet.rows if record.number > heading_row]
    width = max((len(record.cells) for record in (head, *below)), default=0)
    headings = list(map(clean_line, head.texts(width)))
    columns = [(heading, _values(below, place)) for place, heading in enumerate(headings)]
    while columns and not columns[-1][0] and not columns[-1][1]:
        columns.pop()
    guesses = _without_empty([_guess(heading, values, layout) for heading, values in columns], layout)
    taken = {each.meaning.means for each in guesses if each.certainty == Certainty.CERTAIN}
    return [_once(each, taken) for each in guesses]


def _score(sheet: Sheet, row: int, layout: Layout) -> int:
    head = next((record for record in sheet.rows if record.number == row), None)
    return _recognized(head.cells, layout) if head else 0


def _recognized(cells: Sequence[str], layout: Layout) -> int:
    known = layout.meanings
    return len({name for cell in cells if (name := layout.name_of(cell)) in known})


def _filled(record: Record) -> int:
    return sum(bool(clean_line(cell)) for cell in record.cells)


def _values(records: Sequence[Record], place: int) -> list[str]:
    found = (text for each in records if (text := each.text(place).strip()))
    return list(islice(found, _VALUES_READ))


def _without_empty(guesses: list[Guess], layout: Layout) -> list[Guess]:
    """A column without a value gives way to one that says the same: Microsoft Forms has an empty “Name”."""
    filled = {name for each in guesses if each.values for name in _targets(each, layout)}
    return [
        each
        if each.values or filled.isdisjoint(_targets(each, layout))
        else Guess(Meaning(each.meaning.heading), Certainty.NONE, _("It’s empty."), ())
        for each in guesses
    ]


def _targets(each: Guess, layout: Layout) -> tuple[str, ...]:
    split = layout.split(each.meaning.means)
    return split.into if split else (each.meaning.means,) if each.meaning.means else ()


def _once(each: Guess, taken: set[str]) -> Guess:
    """A likely guess gives way where another column says the same with certainty, or said it before."""
    means = each.meaning.means
    if each.certainty != Certainty.LIKELY or means not in taken:
        taken.add(means)
        return each
    return Guess(Meaning(each.meaning.heading), Certainty.NONE, _("Another column has this."), each.values)


def _guess(heading: str, values: list[str], layout: Layout) -> Guess:
    means, certainty, why = _by_heading(heading, layout)
    split = layout.split(means)
    if split is not None:
        fitting = next((each for each in layout.splits if _share(values, each.fits) >= _MOST), split)
        means, why = fitting.name, _("The values look like it.")
        if values and certainty == Certainty.LIKELY and not _share(values, fitting.fits):
            means, certainty, why = "", Certainty.NONE, _("The values don’t fit the heading.")
    column = layout.column(means)
    if column and column.fits and values and _share(values, column.fits) < _HALF:
        means, certainty, why = "", Certainty.NONE, _("The values don’t fit the heading.")
    if not means:
        means, certainty, why = _by_values(values, layout, why)
    return Guess(Meaning(heading, means, _separator(values)), certainty, why, tuple(dict.fromkeys(values[:12]))[:3])


def _by_heading(heading: str, layout: Layout) -> tuple[str, Certainty, str]:
    key, name = key_of_heading(heading), layout.name_of(heading)
    known = layout.meanings
    if name in known:
        return name, Certainty.CERTAIN, _("The heading says so.")
    words = {**{name: name for name in known}, **layout.aliases}
    within = [word for word in words if len(word) > 3 and f"_{word}_" in f"_{key}_"]
    # “Nachname, Vorname” has the words for both names.
    both = next((each.name for each in layout.splits if {words[word] for word in within}.issuperset(each.into)), "")
    if both:
        return both, Certainty.LIKELY, _("The heading has both words.")
    near = process.extractOne(key, list(words), scorer=fuzz.ratio, score_cutoff=_NEAR) if len(key) > 3 else None
    if near:
        return words[near[0]], Certainty.LIKELY, _("The heading is close to it.")
    if within:
        return words[max(within, key=len)], Certainty.LIKELY, _("The heading has the word.")
    return "", Certainty.NONE, _("Nothing tells what it is.")


def _by_values(values: list[str], layout: Layout, why: str) -> tuple[str, Certainty, str]:
    for column in layout.columns:
        if column.telling and column.fits and values and _share(values, column.fits) >= _MOST:
            return column.name, Certainty.LIKELY, _("The values look like it.")
    return "", Certainty.NONE, why


def _share(values: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(fits(clean_line(value)) for value in values) / len(values) if values else 0.0


def _separator(values: Sequence[str]) -> str:
    """The sign that stands in the most cells; a semicolon where any has one."""
    if any(";" in value for value in values):
        return "semicolon"
    counts = {name: sum(sign in value for value in values) for name, sign in SEPARATORS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else "semicolon"

"""A file as rows of text, whatever it was before."""

from dataclasses import dataclass, field

MAX_ROWS = 20_000
MAX_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one cell.

    Attributes:
        row: as the spreadsheet counts; the header is row 1.
        column: name of the column, or empty when it is about the whole row.
        message: what to do, translated.
        value: what stands there, cut short.
    """

    row: int
    column: str
    message: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a file as it stands there, not yet checked. Columns are counted from 0.

    Attributes:
        number: as the spreadsheet counts.
        cells: one text for each column, to the last that holds something.
        faults: column → (what is wrong with the cell, what stands there).
        days: columns in which the spreadsheet program keeps a day; the text is in ISO format.
        hidden: whether a person does not see the row.
    """

    number: int
    cells: list[str]
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)
    hidden: bool = False

    def text(self, place: int) -> str:
        """Return what stands in a column; nothing beyond the last that holds something."""
        return self.cells[place] if place < len(self.cells) else ""

    def texts(self, width: int) -> list[str]:
        """Return what stands in the first so many columns."""
        return (self.cells + [""] * width)[:width]


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows of a file.

    Attributes:
        header: names of the columns, normalised, in the order of the file.
        rows: (row number, one text for each column), blank rows left out.
        problems: cells that could not be read.
    """

    header: list[str]
    rows: list[tuple[int, list[str]]]
    problems: list[Problem] = field(default_factory=list)

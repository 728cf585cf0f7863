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

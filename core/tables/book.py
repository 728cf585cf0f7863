"""A file as its sheets, whatever program wrote it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.tables.table import Record


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as it stands in the file. Columns are counted from 0, rows as the spreadsheet counts them.

    Attributes:
        name: its name; empty for a text file.
        rows: those that hold something, in their order.
        visible: whether a person sees it.
        merged: (first row, first column, last row, last column).
        hidden_columns: (first, last).
    """

    name: str
    rows: list[Record]
    visible: bool = True
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_columns: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the letters of a text file were read.

    Attributes:
        name: of the encoding, as Python knows it; empty for a workbook, which says so itself.
        guessed: whether the file does not say.
        others: further encodings that the file may be in, the likelier first.
    """

    name: str = ""
    guessed: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A file that has been read.

    Attributes:
        sheets: in their order.
        encoding: of a text file.
        knows_hidden: whether it is known which rows are hidden; of an .xls or .xlsb with unusual records it is not.
    """

    sheets: list[Sheet]
    encoding: Encoding = field(default_factory=Encoding)
    knows_hidden: bool = True

    @property
    def visible(self) -> list[Sheet]:
        """The sheets that people see."""
        return [sheet for sheet in self.sheets if sheet.visible]

    def sheet_named(self, name: str) -> Sheet | None:
        """Return the sheet of this name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)

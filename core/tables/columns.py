"""The columns that a file may have: their names, what belongs into them, and other words for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.text import clean_line


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: as it stands in the header.
        help: what belongs into it, for the template and the page.
        required: whether every row needs it.
        profile: whether it is a field of the person's profile.
        day: whether a day belongs into it; elsewhere a day is what the spreadsheet program made of other words.
    """

    name: str
    help: Any
    required: bool = False
    profile: bool = False
    day: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """What the header of a file may hold.

    Attributes:
        columns: every column that is known.
        aliases: other words for them, as `name_of` writes them.
    """

    columns: tuple[Column, ...]
    aliases: dict[str, str]

    @property
    def names(self) -> list[str]:
        """The names of all columns."""
        return [column.name for column in self.columns]

    @property
    def required(self) -> list[str]:
        """The names of those that a file must have."""
        return [column.name for column in self.columns if column.required]

    @property
    def days(self) -> frozenset[str]:
        """The names of those that hold days."""
        return frozenset(column.name for column in self.columns if column.day)

    def fits(self, cells: Iterable[str]) -> bool:
        """Whether `cells` are a header with all columns that are needed."""
        return {self.name_of(cell) for cell in cells} >= set(self.required)

    def name_of(self, heading: str) -> str:
        """The name of the column that `heading` means: case, spaces, hyphens and a few synonyms do not matter."""
        name = "_".join(clean_line(heading).lower().replace("-", " ").replace("_", " ").split())
        return self.aliases.get(name, name)

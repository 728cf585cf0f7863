"""The columns that a file may have: their names, what belongs into them, and other words for them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.folding import fold
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
        many: whether a cell may hold several things.
        label: what a person calls it; the name where it is missing.
        fits: whether a value can belong into it, where values tell.
        telling: whether its values are so plain that no heading is needed.
        repeats: whether several columns of a file may mean this; in a table each is named by `repeated_name`.
    """

    name: str
    help: Any
    required: bool = False
    profile: bool = False
    day: bool = False
    many: bool = False
    label: Any = ""
    fits: Callable[[str], bool] | None = None
    telling: bool = False
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """A column of a file that holds what belongs into several of ours.

    Attributes:
        name: as a mapping writes it.
        label: what a person calls it.
        into: the names of our columns.
        cut: makes of a cell one text for each of `into`.
        fits: whether a value looks like it.
        beside: the names of our columns for what may stand there too, where no column of the file means them.
        cut_beside: makes of a cell one text for each of `beside`.
    """

    name: str
    label: Any
    into: tuple[str, ...]
    cut: Callable[[str], tuple[str, ...]]
    fits: Callable[[str], bool]
    beside: tuple[str, ...] = ()
    cut_beside: Callable[[str], tuple[str, ...]] = lambda _text: ()


@dataclass(frozen=True, slots=True)
class Layout:
    """What the header of a file may hold.

    Attributes:
        columns: every column that is known.
        aliases: other words for them, as `key_of_heading` writes them.
        splits: what one column of a file may hold for several; the first that fits the values is guessed.
        one_of: groups of columns, of each of which a file must have one at least.
        natural: columns of names, each with how a name is written that stands in capitals.
        pattern: names the column of a heading that no list of words can foresee; empty where it knows none.
    """

    columns: tuple[Column, ...]
    aliases: Mapping[str, str]
    splits: tuple[Split, ...] = field(default=())
    one_of: tuple[tuple[str, ...], ...] = field(default=())
    pattern: Callable[[str], str] | None = None
    natural: Mapping[str, Callable[[str], str]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of all columns."""
        return [column.name for column in self.columns]

    @property
    def meanings(self) -> list[str]:
        """What a column of a file can mean: the names of all columns and splits."""
        return [*self.names, *(split.name for split in self.splits)]

    @property
    def required(self) -> list[str]:
        """The names of those that a file must have."""
        return [column.name for column in self.columns if column.required]

    @property
    def days(self) -> frozenset[str]:
        """The names of those that hold days."""
        return frozenset(column.name for column in self.columns if column.day)

    def column(self, name: str) -> Column | None:
        """Return the column of this name."""
        return next((column for column in self.columns if column.name == name), None)

    def split(self, name: str) -> Split | None:
        """Return the split of this name."""
        return next((split for split in self.splits if split.name == name), None)

    def fits(self, cells: Iterable[str]) -> bool:
        """Whether `cells` are a header with all columns that are needed."""
        return not self.missing([self.name_of(cell) for cell in cells])

    def missing(self, names: Sequence[str]) -> list[tuple[str, ...]]:
        """Return what a file with these columns still needs: a name, or some of which one is enough."""
        groups = [(name,) for name in self.required] + list(self.one_of)
        return [group for group in groups if not set(group) & set(names)]

    def name_of(self, heading: str) -> str:
        """The name of the column that `heading` means: case, accents, spaces, hyphens and synonyms do not matter."""
        key = key_of_heading(heading)
        return self.aliases.get(key) or (self.pattern(heading) if self.pattern else "") or key


def aliases_of(words: Mapping[str, str]) -> dict[str, str]:
    """Return the aliases of a layout: name of a column or split → other words for it, between semicolons."""
    return {key_of_heading(word): name for name, others in words.items() for word in (name, *others.split(";"))}


def repeated_name(name: str, heading: str) -> str:
    """Return how a table calls one of several columns that mean the same: by its heading too."""
    return f"{name}: {heading}"


def key_of_heading(heading: str) -> str:
    """Return how a layout knows a heading: “E-Mail” and “e_mail” are one."""
    text = fold(clean_line(heading))
    for sign in "-_/.:*?!()[]’'’،؟,;&+#\"":
        text = text.replace(sign, " ")
    return "_".join(text.split())

"""What the columns of one file mean: chosen on a page, kept for the next file, or written down for the command line."""

import json
import tomllib
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from core.tables.columns import Layout, key_of_heading, repeated_name
from core.tables.errors import UnreadableFile

# What may stand between several things in one cell, by the name under which a mapping keeps it.
SEPARATORS = {"semicolon": ";", "comma": ",", "slash": "/", "bar": "|", "line": "\n"}
DATE_ORDERS = ("dmy", "mdy", "ymd")
TAKE, LEAVE = "take", "leave"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one column of a file means.

    Attributes:
        heading: as it stands there; may be empty.
        means: name of a column or split of the layout; empty to leave it out.
        separator: what stands between several things in a cell, one of `SEPARATORS`.
    """

    heading: str
    means: str = ""
    separator: str = "semicolon"


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a file means.

    Attributes:
        columns: in the order of the file.
        sheet: name of the sheet.
        heading_row: as the spreadsheet counts; 0 for a list without headings.
        encoding: of a text file that does not say so itself.
        same: column → what it says for every row.
        date_order: how days are written, one of `DATE_ORDERS`; empty while nobody said so.
        hidden_rows: `TAKE` or `LEAVE`; empty while nobody said so.
        natural_names: whether names in capitals are written with their first letter alone so.
        words: column → word of the file → what to use for it; empty to leave it out.
    """

    columns: tuple[Meaning, ...] = ()
    sheet: str = ""
    heading_row: int = 1
    encoding: str = ""
    same: MappingOf[str, str] = field(default_factory=dict)
    date_order: str = ""
    hidden_rows: str = ""
    natural_names: bool = False
    words: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)

    @property
    def headings(self) -> list[str]:
        """The headings of the file."""
        return [column.heading for column in self.columns]

    def means(self) -> list[str]:
        """The meanings that are in use, without those left out."""
        return [column.means for column in self.columns if column.means]

    def fills(self, layout: Layout) -> list[str]:
        """Return the columns of `layout` that get something from this file, each as often as it does."""
        filled: list[str] = list(self.same)
        for means in self.means():
            split = layout.split(means)
            filled += split.into if split else [means]
        return filled

    def header(self, layout: Layout) -> list[str]:
        """Return the header of the table that a file becomes."""
        names: list[str] = list(self.same)
        for column in self.columns:
            known, split = layout.column(column.means), layout.split(column.means)
            if known and known.repeats:
                names.append(repeated_name(known.name, column.heading))
            elif column.means:
                names += split.into if split else [column.means]
        return list(dict.fromkeys(names))

    def for_headings(self, headings: Sequence[str]) -> "Mapping | None":
        """Return the mapping for a file with these headings in any order; None when they are others."""
        known = {key_of_heading(column.heading): column for column in self.columns}
        if len(known) != len(self.columns) or set(known) != {key_of_heading(heading) for heading in headings}:
            return None
        return replace(
            self,
            columns=tuple(replace(known[key_of_heading(heading)], heading=heading) for heading in headings),
        )


def as_json(mapping: Mapping) -> str:
    """Return a mapping as the text of a file."""
    return json.dumps(asdict(mapping), ensure_ascii=False, indent=2) + "\n"


def from_text(text: str, layout: Layout) -> Mapping:
    """Return the mapping in a file that `as_json` wrote, or that says the same in TOML.

    Raises:
        UnreadableFile: it is neither, or names what `layout` does not have.
    """
    try:
        stored: Any = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        mapping = Mapping(
            columns=tuple(Meaning(**each) for each in stored.get("columns", ())),
            **{name: stored[name] for name in Mapping.__dataclass_fields__ if name in stored and name != "columns"},
        )
        _check(mapping, layout)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableFile(_("The mapping can’t be read: %(why)s.") % {"why": str(error)[:_LONGEST]}) from error
    return mapping


def _check(mapping: Mapping, layout: Layout) -> None:
    known = layout.meanings
    for name in (*mapping.means(), *mapping.same, *mapping.words):
        if name not in known:
            raise ValueError(f"there is no column “{name}”")
    if mapping.date_order not in ("", *DATE_ORDERS) or mapping.hidden_rows not in ("", TAKE, LEAVE):
        raise ValueError("date_order or hidden_rows")
    if any(column.separator not in SEPARATORS for column in mapping.columns):
        raise ValueError("separator")
    texts = [mapping.sheet, mapping.encoding, *mapping.same.values(), *mapping.headings]
    texts += [word for words in mapping.words.values() for pair in words.items() for word in pair]
    others: list[tuple[Any, type]] = [(mapping.heading_row, int), (mapping.natural_names, bool)]
    if not all(isinstance(value, kind) for value, kind in [*((text, str) for text in texts), *others]):
        raise TypeError("a text was expected")

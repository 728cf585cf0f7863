"""A page of a list as the template takes it: headings, rows of cells, filters in use, and what can be chosen."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest

from core.lists.definition import Cell
from core.lists.reading import Reading
from core.paging import page_of_wide


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column.

    Attributes:
        label: in words.
        number: whether the column holds numbers.
        sorted: "ascending", "descending" or empty, as `aria-sort` says it.
        leads_to: the value of `sort` for the other order; empty where the list cannot be sorted by it.
    """

    label: Any
    number: bool
    sorted: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with the heading that stands beside it on a phone."""

    heading: Any
    number: bool
    cell: Cell

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: a phone leaves it out."""
        return str(self.cell.text) == "–"


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row: its key, what it is called, the first cell and the others."""

    pk: Any
    label: str
    first: Cell
    cells: list[ShownCell]


@dataclass(frozen=True, slots=True)
class InUse:
    """A value by which the list is narrowed, and the query string without it."""

    label: Any
    without: str


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen."""

    value: str
    label: Any
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterPanel:
    """A filter with its values."""

    key: str
    heading: Any
    options: list[Option]


@dataclass(frozen=True, slots=True)
class ShownList:
    """One page of a list.

    Attributes:
        reading: the list as it was asked for.
        page: of its rows, for the pager.
        headings, rows: the table.
        in_use: what narrows it.
        panels, sorts, columns: what can be chosen.
    """

    reading: Reading[Any, Any]
    page: Page[Any]
    headings: list[Heading]
    rows: list[ShownRow]
    in_use: list[InUse]
    panels: list[FilterPanel]
    sorts: list[Option]
    columns: list[Option]

    @property
    def number(self) -> int:
        """How many rows match."""
        return self.page.paginator.count

    @property
    def counted(self) -> str:
        """The same in words."""
        return self.reading.definition.counted(self.number)


def show(request: HttpRequest, reading: Reading[Any, Any], *, number: int) -> ShownList:
    """Read one page of the list.

    Args:
        request: says which page.
        reading: the list.
        number: how many rows match.
    """
    rows = reading.with_needs(reading.matching, reading.columns)
    page = page_of_wide(request, rows, number=number)
    return ShownList(
        reading=reading,
        page=page,
        headings=[_heading(reading, column) for column in reading.columns],
        rows=[_row(reading, row) for row in page],
        in_use=_in_use(reading),
        panels=[_panel(reading, each) for each in reading.filters if reading.choices[each.key]],
        sorts=[
            Option(each.key, each.heading, each is reading.sort)
            for each in reading.known
            if each.order and each.on_page
        ],
        columns=[Option(each.key, each.heading, each in reading.columns) for each in reading.known[1:] if each.on_page],
    )


def _heading(reading: Reading[Any, Any], column: Any) -> Heading:
    sorting = column is reading.sort
    direction = ("descending" if reading.descending else "ascending") if sorting else ""
    return Heading(column.heading, column.number, direction, reading.sorted_by(column) if column.order else "")


def _row(reading: Reading[Any, Any], row: Any) -> ShownRow:
    first, *others = reading.columns
    scope = reading.scope
    cells = [ShownCell(column.heading, column.number, column.cell(scope, row)) for column in others]
    return ShownRow(row.pk, reading.definition.label(row), first.cell(scope, row), cells)


def _in_use(reading: Reading[Any, Any]) -> list[InUse]:
    labels = {key: dict(choices) for key, choices in reading.choices.items()}
    return [
        InUse(labels[key][value], reading.query(without=(key, value)))
        for key, values in reading.chosen.items()
        for value in values
    ]


def _panel(reading: Reading[Any, Any], each: Any) -> FilterPanel:
    chosen = reading.chosen.get(each.key, ())
    return FilterPanel(
        each.key, each.heading, [Option(value, label, value in chosen) for value, label in reading.choices[each.key]]
    )

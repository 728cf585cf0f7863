"""What a list is: its rows, columns, filters and views, and what can be done with its rows.

A scope is what all of it depends on: the year, its reader and the instant. Rows are of one model. What a column or a
filter needs of the database it says as expressions, so that lists are sorted, narrowed and counted there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from core.lists.actions import Action

S = TypeVar("S")
R = TypeVar("R", bound=Model)


def everyone(_scope: Any) -> bool:
    """Whoever may read the list may read this part of it."""
    return True


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell of a page.

    Attributes:
        text: the words.
        tone: how the mark before them looks: "good", "partial", "attention", "inactive", or "" for an open one; None
            where there is no mark.
        day: a day or an instant, in place of words.
        note: a second line.
        note_day: a day or an instant, in place of the second line.
        badge: a remark in a frame.
        url: what the words lead to.
    """

    text: Any = ""
    tone: str | None = None
    day: date | datetime | None = None
    note: Any = ""
    note_day: date | datetime | None = None
    badge: Any = ""
    url: str = ""

    @property
    def in_file(self) -> Any:
        """The same for a file, without the second line."""
        return self.day if self.day is not None else str(self.text)


@dataclass(frozen=True, slots=True)
class Column(Generic[S, R]):
    """One column.

    Attributes:
        key: as it stands in the address.
        heading: in words.
        cell: from a row to what stands there.
        value: from a row to what stands in a file, where that is not the words of the cell.
        order: the paths by which the list is sorted when it is sorted by this column; none where it cannot be.
        needs: expressions that `cell`, `value` and `order` read as attributes of a row.
        prefetch: what of other tables comes with the rows of a page that shows it.
        usual: whether it is shown, or in which scopes, unless the reader chose columns.
        number: whether it holds numbers.
        on_page: false for what stands in files only.
        shown_to: whether the reader of a scope may know what it says.
    """

    key: str
    heading: Any
    cell: Callable[[S, R], Cell]
    value: Callable[[S, R], Any] | None = None
    order: tuple[str, ...] = ()
    needs: Callable[[S], Mapping[str, Any]] = lambda _scope: {}
    prefetch: tuple[str, ...] = ()
    usual: bool | Callable[[S], bool] = True
    number: bool = False
    on_page: bool = True
    shown_to: Callable[[S], bool] = everyone

    def is_usual(self, scope: S) -> bool:
        """Whether it is shown unless the reader chose columns."""
        return self.usual if isinstance(self.usual, bool) else self.usual(scope)

    def in_file(self, scope: S, row: R) -> Any:
        """What stands in a file for the row."""
        return self.value(scope, row) if self.value else self.cell(scope, row).in_file


@dataclass(frozen=True, slots=True)
class Filter(Generic[S]):
    """What a list can be narrowed by. Of several chosen values a row needs one.

    Attributes:
        key: as it stands in the address.
        heading: in words.
        choices: the values of a scope, each with its words.
        meets: which rows a value means.
        shown_to: whether the reader of a scope may ask.
    """

    key: str
    heading: Any
    choices: Callable[[S], Iterable[tuple[str, Any]]]
    meets: Callable[[S, str], Q]
    shown_to: Callable[[S], bool] = everyone


@dataclass(frozen=True, slots=True)
class View:
    """A list narrowed in a way that is often needed.

    Attributes:
        name: in words.
        chosen: filter → values.
    """

    name: Any
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list says that has no rows at all: why, what is usual, and one step with its address."""

    title: Any
    text: Any
    action: Any = ""
    url: Callable[[Any], str] = lambda _scope: ""


@dataclass(frozen=True, slots=True)
class Part(Generic[S, R]):
    """Columns, filters, views and actions of a list that one app knows of."""

    columns: tuple[Column[S, R], ...] = ()
    filters: tuple[Filter[S], ...] = ()
    views: tuple[View, ...] = ()
    actions: tuple[Action[S, R], ...] = ()


@dataclass(frozen=True, slots=True)
class ListDefinition(Generic[S, R]):
    """One list.

    Attributes:
        name: as it stands in the address.
        title: its heading.
        counted: from a number to that number of rows in words.
        rows: all rows of a scope, with what `label` reads.
        label: how a row is named.
        search_label: what the search looks at, in words.
        search_fields: paths from a row to the texts that the search reads.
        part: its columns, the first of which sorts it, its filters, views and actions.
        empty: said when there are no rows.
        allowed: whether the reader of a scope may see the list.
        note: a sentence below the heading, where there is something to say.
        people: from a row to whom it concerns, where they can be written to.
    """

    name: str
    title: Any
    counted: Callable[[int], str]
    rows: Callable[[S], QuerySet[R]]
    label: Callable[[R], str]
    search_label: Any
    search_fields: tuple[str, ...]
    part: Part[S, R]
    empty: Empty
    allowed: Callable[[S], bool] = everyone
    note: Callable[[S], Any] = lambda _scope: ""
    people: Callable[[R], Iterable[Any]] | None = None

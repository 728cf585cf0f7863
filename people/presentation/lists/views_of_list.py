"""The views above a list: those that are often needed and those that the reader keeps, each with its number of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.lists.reading import WORDS, Reading
from people.models import SavedView
from people.presentation.lists.year import Year


@dataclass(frozen=True, slots=True)
class ShownView:
    """A tab above the list.

    Attributes:
        name: in words.
        query: the query string that asks for it.
        number: how many rows it has; None where a search narrows it.
        current: whether the page shows it.
        saved: the key of a view that the reader keeps, or None.
    """

    name: Any
    query: str
    number: int | None
    current: bool
    saved: int | None = None


@dataclass(frozen=True, slots=True)
class Views:
    """The tabs with the numbers of their rows.

    Attributes:
        tabs: what is often needed, then what the reader keeps.
        everybody: how many rows the list has without any search or filter.
        number: how many match now.
    """

    tabs: list[ShownView]
    everybody: int
    number: int

    @property
    def current(self) -> ShownView | None:
        """The tab that the page shows."""
        return next((tab for tab in self.tabs if tab.current), None)


def views_of(reading: Reading[Year, Any], kept: Sequence[SavedView]) -> Views:
    """Return the views of a list. One query.

    Args:
        reading: the list as it is asked for.
        kept: what the reader keeps of it.
    """
    usual = [view for view in reading.definition.part.views if set(view.chosen) <= set(reading.choices)]
    queries = [_in_year(view.query, reading.year) for view in kept]
    narrowings: list[Mapping[str, Sequence[str]]] = [view.chosen for view in usual]
    narrowings += [reading.chosen_in(query) for query in queries]
    everybody, numbers = reading.count([*narrowings, reading.chosen])
    matching = numbers.pop() if reading.found is None else len(reading.found)
    here = reading.query()
    tabs = [ShownView(_("All"), reading.query(chosen={}), everybody, here == reading.query(chosen={}))]
    for view, number in zip(usual, numbers, strict=False):
        query = reading.query(chosen=view.chosen)
        tabs.append(ShownView(view.name, query, number, here == query))
    for saved, asked, number in zip(kept, queries, numbers[len(usual) :], strict=False):
        query = asked.urlencode()
        counted = None if asked.get(WORDS) else number
        tabs.append(ShownView(saved.name, query, counted, _same(query, here), saved.pk))
    return Views(tabs, everybody, matching)


def _in_year(query: str, year: str) -> QueryDict:
    """A saved view is of every year: it opens in the one that is shown."""
    asked = QueryDict(query, mutable=True)
    if year:
        asked["year"] = year
    return asked


def _same(one: str, other: str) -> bool:
    return sorted(one.split("&")) == sorted(other.split("&"))

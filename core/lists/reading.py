"""A list as an address asks for it: narrowed, sorted, with chosen columns."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Count, F, Model, Q, QuerySet
from django.http import QueryDict

from core.lists.definition import Column, Filter, ListDefinition
from core.search import Search, found

S = TypeVar("S")
R = TypeVar("R", bound=Model)
WORDS, SORT, REVERSE, COLUMNS, YEAR = "q", "sort", "reverse", "col", "year"
_LONGEST = 100


class Reading(Generic[S, R]):
    """One list for one reader. What the address says and the list does not know counts as not said.

    Args:
        definition: the list.
        scope: of its rows.
        query: the query string.
    """

    def __init__(self, definition: ListDefinition[S, R], scope: S, query: QueryDict) -> None:
        self.definition, self.scope = definition, scope
        part = definition.part
        self.known: list[Column[S, R]] = [each for each in part.columns if each.shown_to(scope)]
        self.filters: list[Filter[S]] = [each for each in part.filters if each.shown_to(scope)]
        # What can’t be taken back stands last.
        self.actions = sorted((each for each in part.actions if each.offered(scope)), key=lambda each: each.danger)
        self.choices = {each.key: [(value, label) for value, label in each.choices(scope)] for each in self.filters}
        self.words = query.get(WORDS, "")[:_LONGEST].strip()
        self.year = query.get(YEAR, "")
        self.chosen = self.chosen_in(query)
        self.sort, self.descending = self._order(query.get(SORT, ""), reverse=bool(query.get(REVERSE)))
        self.picked = self._columns(query.getlist(COLUMNS))

    def chosen_in(self, query: QueryDict) -> dict[str, list[str]]:
        """Filter → the values that a query string chooses, those that the list knows."""
        asked = {each.key: set(query.getlist(each.key)) for each in self.filters}
        found = {key: [value for value, _label in self.choices[key] if value in asked[key]] for key in asked}
        return {key: values for key, values in found.items() if values}

    def _order(self, asked: str, *, reverse: bool) -> tuple[Column[S, R], bool]:
        sortable = {each.key: each for each in self.known if each.order}
        return sortable.get(asked.removeprefix("-"), self.known[0]), reverse or asked.startswith("-")

    def _columns(self, asked: Sequence[str]) -> list[str]:
        """The keys of the chosen columns; none where they are the usual ones."""
        others = [each for each in self.known[1:] if each.on_page]
        picked = [each.key for each in others if each.key in asked]
        return [] if picked == [each.key for each in others if each.is_usual(self.scope)] else picked

    @property
    def columns(self) -> list[Column[S, R]]:
        """The columns of the page: the first one always, then those that were chosen or are usual."""
        first, *others = [each for each in self.known if each.on_page]
        if self.picked:
            return [first, *(each for each in others if each.key in self.picked)]
        return [first, *(each for each in others if each.is_usual(self.scope))]

    @cached_property
    def everything(self) -> QuerySet[R]:
        """All rows of the scope."""
        return self.definition.rows(self.scope)

    def condition(self, chosen: Mapping[str, Sequence[str]]) -> Q:
        """Which rows meet the chosen values."""
        every = Q()
        for each in self.filters:
            if values := chosen.get(each.key):
                one = Q()
                for value in values:
                    one |= each.meets(self.scope, value)
                every &= one
        return every

    @cached_property
    def matching(self) -> QuerySet[R]:
        """The rows that match, in the order of the list."""
        if self.found is not None:
            return self.sorted(self.everything.filter(pk__in=self.found))
        return self.sorted(self._filtered)

    @property
    def _filtered(self) -> QuerySet[R]:
        return self.everything.filter(self.condition(self.chosen)) if self.chosen else self.everything

    @cached_property
    def found(self) -> list[int] | None:
        """The keys of the rows that match, where words narrow the list; None where none do."""
        if not Search(self.words):
            return None
        return found(self.words, self._filtered.order_by().values_list("pk", *self.definition.search_fields))

    def sorted(self, rows: QuerySet[R]) -> QuerySet[R]:
        """The same rows in the order of the list."""
        # Both databases put what is empty last, in either direction.
        order = [
            F(path).desc(nulls_last=True) if self.descending else F(path).asc(nulls_last=True)
            for path in self.sort.order
        ]
        # Whoever ties stays in the order of the first column.
        ties = [path for path in self.known[0].order if path not in self.sort.order]
        return self.with_needs(rows, [self.sort]).order_by(*order, *ties, "pk")

    def with_needs(self, rows: QuerySet[R], columns: Iterable[Column[S, R]]) -> QuerySet[R]:
        """The rows with what these columns read."""
        needs: dict[str, Any] = {}
        for each in columns:
            needs |= each.needs(self.scope)
            rows = rows.prefetch_related(*each.prefetch)
        missing = {name: expression for name, expression in needs.items() if name not in rows.query.annotations}
        return rows.annotate(**missing) if missing else rows

    def count(self, narrowings: Sequence[Mapping[str, Sequence[str]]]) -> tuple[int, list[int]]:
        """How many rows there are, and how many of them each of the narrowings has. One query."""
        found = self.everything.order_by().aggregate(**self._counts(narrowings), all=Count("pk"))
        return found["all"], [found[f"view_{place}"] for place in range(len(narrowings))]

    def count_by(self, path: str, narrowings: Sequence[Mapping[str, Sequence[str]]]) -> dict[Any, list[int]]:
        """The same numbers for each value that stands at `path` in the rows, by value. One query."""
        rows = self.everything.order_by(path).values(path).annotate(**self._counts(narrowings))
        return {row[path]: [row[f"view_{place}"] for place in range(len(narrowings))] for row in rows}

    def _counts(self, narrowings: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, Any]:
        return {
            f"view_{place}": Count("pk", filter=self.condition(chosen)) if chosen else Count("pk")
            for place, chosen in enumerate(narrowings)
        }

    def query(
        self,
        *,
        without: tuple[str, str] | None = None,
        chosen: Mapping[str, Sequence[str]] | None = None,
        without_year: bool = False,
    ) -> str:
        """The shortest query string that asks for this, without the page.

        Args:
            without: a filter and the value that is taken away.
            chosen: other values in place of those chosen, without the search.
            without_year: whether it is to hold in every year.
        """
        query = QueryDict(mutable=True)
        if self.year and not without_year:
            query[YEAR] = self.year
        if self.words and chosen is None:
            query[WORDS] = self.words
        for key, values in (self.chosen if chosen is None else chosen).items():
            query.setlist(key, [value for value in values if (key, value) != without])
        if self.sort is not self.known[0] or self.descending:
            query[SORT] = f"-{self.sort.key}" if self.descending else self.sort.key
        if self.picked:
            query.setlist(COLUMNS, self.picked)
        return query.urlencode()

    @property
    def carried(self) -> list[tuple[str, list[str]]]:
        """What a form that leads on has to carry: the parts of the query string."""
        return list(QueryDict(self.query()).lists())

    def sorted_by(self, column: Column[S, R]) -> str:
        """The value of `sort` that the heading of a column leads to: the other direction when it sorts already."""
        return f"-{column.key}" if column is self.sort and not self.descending else column.key

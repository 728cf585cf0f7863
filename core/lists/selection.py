"""Which rows of a list something is done with: those that were checked, or all that match."""

from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import QueryDict

from core.lists.reading import Reading
from core.numbers import read_number
from core.revisions import revision_of

S = TypeVar("S")
R = TypeVar("R", bound=Model)
ROW, ALL = "row", "all"
# No page has more boxes.
_MOST_BOXES = 1000


class Selection(Generic[S, R]):
    """Chosen rows. “All that match” carries the filter of the address, never the keys.

    Args:
        reading: the list as the address asks for it.
        query: says `all`, or holds a `row` for each box.
    """

    def __init__(self, reading: Reading[S, R], query: QueryDict) -> None:
        self.reading = reading
        self.takes_all = bool(query.get(ALL))
        keys = [read_number(text) for text in query.getlist(ROW)[:_MOST_BOXES]]
        self.keys = [key for key in keys if key is not None]

    @property
    def rows(self) -> QuerySet[R]:
        """The rows that are chosen now, in the order of the list."""
        if self.takes_all:
            return self.reading.matching
        return self.reading.sorted(self.reading.everything.filter(pk__in=self.keys))


def revision_of_rows(rows: list[Any]) -> str:
    """The digest of whom something concerns, so that whoever confirms it confirms these and no others."""
    return revision_of({"rows": sorted(row.pk for row in rows)})

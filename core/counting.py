"""How many rows several queries have, asked in one."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import IntegerField, Model, QuerySet, Subquery

K = TypeVar("K")


class RowCount(Subquery):
    """The number of rows of a query, as an expression."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def count_rows(one: QuerySet[Model], queries: Mapping[K, QuerySet[Any]]) -> dict[K, int]:
    """Return the number of rows of each query.

    Args:
        one: exactly one row of any table, for the database to read beside.
        queries: of models, or of values.
    """
    counts = [RowCount(_bare(rows)) for rows in queries.values()]
    found = one.order_by().values_list(*counts).get() if counts else ()
    return dict(zip(queries, found, strict=True))


def _bare(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Without order and columns that nobody counts."""
    return rows.order_by() if rows.query.values_select else rows.order_by().values("pk")

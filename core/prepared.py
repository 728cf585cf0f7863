"""Queries whose SQL each process writes once, for the few that many pages ask.

To write the SQL of a query with many joins costs Django several times what a database needs to answer it: 30 to 56 %
of most pages went there. A prepared query is written at its first call, with marks in place of its arguments, and from
then on only gets new values. Nothing else is kept: rows are read each time.
"""

import copy
import functools
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, ParamSpec, Self, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone, translation

_P = ParamSpec("_P")
_M = TypeVar("_M", bound=Model)
_Row = TypeVar("_Row")

_FAR_DAY = datetime(7000, 1, 1, tzinfo=UTC)
_FOREIGN = 500  # from a mark to the foreign keys of its row


def prepared(build: Callable[_P, QuerySet[_M, _Row]]) -> Callable[_P, list[_Row]]:
    """Let a function that builds a query return its rows, by SQL that is written once.

    Args:
        build: from numbers, keys, texts, instants, days, rows (for their key) and lists for `core.among` to a query
            without prefetches. It hands each argument on as a value of the query and looks at nothing but its class.

    Raises:
        TypeError: at its first call, the query depends on more than its arguments, such as the zone of the page, or
            changes one of them, or prefetches.
    """
    written: dict[tuple[object, ...], _Written[_M, _Row]] = {}

    @functools.wraps(build)
    def read(*args: _P.args, **kwargs: _P.kwargs) -> list[_Row]:
        named, values = tuple(kwargs), (*args, *kwargs.values())
        kinds = (*named, *map(type, values))
        statement = written.get(kinds)
        if statement is None:
            n = len(args)
            statement = _Written(lambda marks: build(*marks[:n], **dict(zip(named, marks[n:], strict=True))), values)
            written[kinds] = statement
        return statement.rows(values)

    return read


class _Written(Generic[_M, _Row]):
    """The SQL of a query, and which of its parameters are which argument."""

    def __init__(self, build: Callable[[Sequence[Any]], QuerySet[_M, _Row]], values: Sequence[object]) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        # Written twice, for marks that are never the same: what differs is an argument, and has to be one as it is.
        first, second = ([_mark(value, start + n) for n, value in enumerate(values)] for start in (1_000, 2_000))
        rows: Any = build(first)
        self._compiler = rows.query.get_compiler(connection=connection)
        self._sql, self._params = self._compiler.as_sql()
        # Who asks first must not matter either: not by the zone or the language of the page.
        with timezone.override("Pacific/Kiritimati"), translation.override(None):
            sql, params = build(second).query.get_compiler(connection=connection).as_sql()
        marks = [tuple(_stored(mark, connection) for mark in both) for both in zip(first, second, strict=True)]
        pairs = list(zip(self._params, params, strict=True))
        self._slots = [(place, marks.index(pair)) for place, pair in enumerate(pairs) if pair in marks]
        differing = sum(one != other for one, other in pairs)
        if sql != self._sql or differing != len(self._slots) or len({n for _, n in self._slots}) != len(marks):
            raise TypeError("A prepared query hands each argument on as it is, and asks for nothing else.")
        if rows._prefetch_related_lookups or rows._known_related_objects:  # they would be those of the first call
            raise TypeError("A prepared query brings no rows but its own.")
        rows._query = _Given(self._compiler)
        self._rows = rows

    def rows(self, values: Sequence[object]) -> list[_Row]:
        """Return the rows for the values of one call."""
        connection = connections[DEFAULT_DB_ALIAS]
        params = list(self._params)
        for place, n in self._slots:
            params[place] = _stored(values[n], connection)
        compiler = copy.copy(self._compiler)  # it keeps the connection of a thread
        compiler.connection = connection
        compiler.as_sql = lambda: (self._sql, tuple(params))
        rows = self._rows._chain()
        rows._query = _Given(compiler)
        return list(rows)


class _Given:
    """In place of a query: what rows ask for the compiler that reads them."""

    def __init__(self, compiler: SQLCompiler) -> None:
        self._compiler = compiler

    def chain(self) -> Self:
        """Return the same, which nobody changes."""
        return self

    def get_compiler(self, using: str) -> SQLCompiler:  # noqa: ARG002 - Django asks so
        """Return the compiler that has its SQL already."""
        return self._compiler

    def __getattr__(self, name: str) -> object:
        return getattr(self._compiler.query, name)


def _mark(value: object, number: int) -> Any:
    """Return a value of the same kind that is in no query."""
    if isinstance(value, Model):
        return _marked_row(value, number)
    if isinstance(value, datetime):
        return _FAR_DAY + timedelta(days=number)
    if isinstance(value, date):
        return (_FAR_DAY + timedelta(days=number)).date()
    if isinstance(value, UUID):
        return UUID(int=number)
    if isinstance(value, str):
        return str(number)
    if isinstance(value, int) and not isinstance(value, bool):
        return number
    if isinstance(value, list):
        return [number]
    raise TypeError(f"A prepared query takes no {type(value).__name__}.")


def _marked_row(row: Model, number: int) -> Model:
    """Return a row with that key, whose foreign keys differ too: a query that reads one of them is noticed."""
    others = {field.attname: number + _FOREIGN for field in row._meta.concrete_fields if field.is_relation}
    return row.__class__(**others | {row._meta.pk.attname: _mark(row.pk, number)})


def _stored(value: object, connection: BaseDatabaseWrapper) -> object:
    """Return a value as the database gets it."""
    if isinstance(value, Model):
        return _stored(value.pk, connection)
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    if isinstance(value, list) and connection.vendor == "sqlite":
        return json.dumps(value)
    return value

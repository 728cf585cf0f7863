"""Whether a column holds one of many values, of however many: they travel as one parameter."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Value
from django.db.models.sql.compiler import SQLCompiler


class Among(Func):
    """A condition for `filter`: the column `name` holds one of `values`, numbers or texts.

    `__in` has a parameter for each value, of which databases take a limited number.
    """

    output_field = BooleanField()
    arg_joiner = " = ANY("
    template = "%(expressions)s)"

    def __init__(self, name: str, values: Iterable[int] | Iterable[str]) -> None:
        super().__init__(F(name), Value(list(values)))

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """SQLite knows no arrays, but JSON."""
        column, values = self.get_source_expressions()
        listed = self.copy()
        listed.set_source_expressions([column, Value(json.dumps(values.value))])
        joiner = " IN (SELECT value FROM json_each("
        return listed.as_sql(compiler, connection, template="%(expressions)s))", arg_joiner=joiner, **context)

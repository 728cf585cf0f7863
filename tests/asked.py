"""How much somebody asks of the database: statements, and the rows that come back."""

from collections.abc import Callable
from typing import Any


class Asked:
    """Counts while it wraps what is executed: `with connection.execute_wrapper(asked := Asked()):`.

    Keeping the statements, as Django's own way does, would fill the memory of a walk through the whole site.

    Attributes:
        queries: statements that were sent.
        rows: rows that were fetched, by whatever joins they came.
    """

    def __init__(self) -> None:
        self.queries = self.rows = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.queries += 1
        cursor = context["cursor"]
        for name in ("fetchone", "fetchmany", "fetchall"):
            setattr(cursor, name, self._counting(getattr(cursor.cursor, name)))
        return execute(sql, params, many, context)

    def _counting(self, fetch: Callable[..., Any]) -> Callable[..., Any]:
        def _fetch(*arguments: int) -> Any:
            fetched = fetch(*arguments)
            self.rows += len(fetched) if isinstance(fetched, list) else fetched is not None
            return fetched

        return _fetch

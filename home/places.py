"""What a reader with roles in several schools is told beside the name of a program."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from core.todo import Coming, Task
from home.roles import ActiveRole

_Row = TypeVar("_Row", Task, Coming)


def naming_schools(rows: Iterable[_Row], roles: Sequence[ActiveRole]) -> list[_Row]:
    """Return the rows, each with the school beside its program where the reader has roles in several schools.

    Programs of one name in two schools are told apart by nobody here: their rows stay as they are.
    """
    if len({held.school.pk for held in roles}) < 2:
        return list(rows)
    schools: dict[str, set[str]] = {}
    for held in roles:
        if held.program:
            schools.setdefault(held.program.name, set()).add(held.school.short_name)
    return [_named(row, schools.get(row.place, set())) for row in rows]


def _named(row: _Row, schools: set[str]) -> _Row:
    return replace(row, place=", ".join([row.place, *schools])) if len(schools) == 1 else row

"""Migrations that create a table whole: its constraints and indexes stand in its creation."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations import Migration
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation


class Autodetector(MigrationAutodetector):
    """Django leaves them apart where another table refers to theirs.

    Each then makes SQLite copy a table, and Django all models of the site: two fifths of the time of a first start.
    """

    migrations: dict[str, list[Migration]]  # the stubs leave it out

    def _optimize_migrations(self) -> None:
        super()._optimize_migrations()  # type: ignore[misc]  # the stubs leave it out
        for app_label, migrations in self.migrations.items():
            for migration in migrations:
                migration.operations = fold(migration.operations, app_label)  # type: ignore[misc]


def fold(operations: Sequence[Operation], app_label: str) -> list[Operation]:
    """Return `operations` with each constraint and index in the creation of its table, where all its columns are."""
    completed_later = {operation.model_name_lower for operation in operations if isinstance(operation, AddField)}
    folded: list[Operation] = []
    for operation in operations:
        at = _creation_of(operation, folded, completed_later)
        reduced: Any = None if at is None else folded[at].reduce(operation, app_label)
        if at is not None and isinstance(reduced, list):
            folded[at : at + 1] = reduced
        else:
            folded.append(operation)
    return folded


def _creation_of(operation: Operation, before: list[Operation], completed_later: set[str]) -> int | None:
    """Return where the table of a constraint or index is created, if that can take it."""
    if not isinstance(operation, (AddConstraint, AddIndex)) or operation.model_name_lower in completed_later:
        return None
    creations = (at for at, other in enumerate(before) if isinstance(other, CreateModel))
    return next((at for at in creations if before[at].name_lower == operation.model_name_lower), None)  # type: ignore[attr-defined]

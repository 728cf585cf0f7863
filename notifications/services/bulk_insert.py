"""Writes many messages with one prepared statement.

A large round causes tens of thousands of messages in one transaction; making and converting an instance of the model
for each would take most of its time.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.db import connection
from django.db.models import Field
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

from notifications.models import Message


class MessageRow(TypedDict):
    """The columns of a message that differ from row to row."""

    recipient_id: int
    event: str
    category: str
    urgent: bool
    dedupe_key: str
    subject_pk: str
    payload: Mapping[str, object]
    due_at: datetime
    expires_at: datetime | None


def insert_messages(rows: Sequence[MessageRow]) -> int:
    """Insert a message for each row; those whose `dedupe_key` is there already stay as they are.

    Columns that a row does not name get their defaults.

    Returns how many were inserted.
    """
    if not rows:
        return 0
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
    query = InsertQuery(Message, on_conflict=OnConflict.IGNORE)
    query.insert_values(fields, [Message(**rows[0])])
    [(statement, first)] = query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(_parameters(rows, fields, first)))
        return int(cursor.rowcount)


def _parameters(
    rows: Sequence[MessageRow], fields: Sequence[Field[Any, Any]], first: Sequence[Any]
) -> Iterator[list[Any]]:
    """The statement's parameters for each row: those of the first row, with what the row says in their place."""
    at = {field.attname: (position, field) for position, field in enumerate(fields)}
    places = [at[name] for name in rows[0]]
    for row in rows:
        parameters = list(first)
        for (position, field), value in zip(places, row.values(), strict=True):
            plain = value is None or isinstance(value, str | int)
            parameters[position] = value if plain else field.get_db_prep_save(value, connection)
        yield parameters

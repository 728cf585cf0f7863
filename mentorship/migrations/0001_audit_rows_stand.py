"""Audit rows are only ever added: the database refuses to change or delete one.

What stays allowed is that a row loses its actor, when the login of that person is deleted.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "auditlog_logentry"
KEPT = (
    "content_type_id",
    "object_pk",
    "object_id",
    "object_repr",
    "action",
    "changes",
    "changes_text",
    "serialized_data",
    "additional_data",
    "timestamp",
)
REFUSAL = "audit rows are only ever added"


def _rules(differ: str) -> list[tuple[str, str]]:
    """(event, condition of the refusal); `differ` is the dialect's "is distinct from"."""
    changed = " OR ".join(f"OLD.{column} {differ} NEW.{column}" for column in KEPT)
    other_actor = f"OLD.actor_id {differ} NEW.actor_id AND NEW.actor_id IS NOT NULL"
    return [("UPDATE", f"{changed} OR {other_actor}"), ("DELETE", "1 = 1")]


def _name(event: str) -> str:
    return f"{TABLE}_stands_{event.lower()}"


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for event, condition in _rules("IS NOT"):
            editor.execute(
                f"CREATE TRIGGER {_name(event)} BEFORE {event} ON {TABLE} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                params=None,
            )
        return
    for event, condition in _rules("IS DISTINCT FROM"):
        name, row = _name(event), "OLD" if event == "DELETE" else "NEW"
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {row}; END $$",
            params=None,
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {name}()", params=None
        )


def release(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for event, _condition in _rules(""):
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {_name(event)}", params=None)
        else:
            editor.execute(f"DROP TRIGGER {_name(event)} ON {TABLE}", params=None)
            editor.execute(f"DROP FUNCTION {_name(event)}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("auditlog", "0017_add_actor_email")]

    operations = [migrations.RunPython(guard, release)]

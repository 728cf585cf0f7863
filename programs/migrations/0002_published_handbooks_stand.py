"""A published handbook stands: the database refuses to change or delete it, its chapters and its acknowledgements.

What stays allowed is the way out of use: published → superseded or withdrawn, superseded → withdrawn.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

VERSION, CHAPTER, ACKNOWLEDGEMENT = (
    "programs_handbookversion",
    "programs_chapter",
    "programs_acknowledgement",
)
KEPT = ("program_id", "number", "change_note", "sign_again", "sha256", "published_at", "published_by_id")
REFUSAL = "a published handbook cannot be changed"
# {differ} is the dialect's "is distinct from".
RETIRED = (
    "(OLD.state = 'published' AND NEW.state IN ('superseded', 'withdrawn')"
    " OR OLD.state = 'superseded' AND NEW.state = 'withdrawn')"
)


def _version_changed(differ: str) -> str:
    kept = " OR ".join(f"OLD.{column} {differ} NEW.{column}" for column in KEPT)
    return f"OLD.state <> 'draft' AND (NOT {RETIRED} OR {kept})"


def _published(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {VERSION} v WHERE v.id = {row}.version_id AND v.state <> 'draft')"


def _rules(differ: str) -> list[tuple[str, str, str]]:
    """(table, event, condition of the refusal)."""
    return [
        (VERSION, "UPDATE", _version_changed(differ)),
        (VERSION, "DELETE", "OLD.state <> 'draft'"),
        (CHAPTER, "INSERT", _published("NEW")),
        (CHAPTER, "UPDATE", f"{_published('OLD')} OR {_published('NEW')}"),
        (CHAPTER, "DELETE", _published("OLD")),
        (ACKNOWLEDGEMENT, "UPDATE", "1 = 1"),
        (ACKNOWLEDGEMENT, "DELETE", "1 = 1"),
    ]


def _name(table: str, event: str) -> str:
    return f"{table}_stands_{event.lower()}"


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for table, event, condition in _rules("IS NOT"):
            editor.execute(
                f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                params=None,
            )
        return
    for table, event, condition in _rules("IS DISTINCT FROM"):
        name, row = _name(table, event), "OLD" if event == "DELETE" else "NEW"
        editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {row}; END $$",
            params=None,
        )
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()", params=None
        )


def release(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for table, event, _condition in _rules(""):
        name = _name(table, event)
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}", params=None)
        else:
            editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
            editor.execute(f"DROP FUNCTION {name}()", params=None)


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [migrations.RunPython(guard, release)]

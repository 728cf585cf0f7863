"""TRUNCATE passes over the triggers that look at rows: on PostgreSQL one of each table refuses it. SQLite has none."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# Every table from which the database refuses to delete some rows.
TABLES = (
    "auditlog_logentry",
    "matching_matchround",
    "matching_roundsnapshot",
    "matching_proposal",
    "matching_proposedpair",
    "matching_pairoverride",
    "programs_handbookversion",
    "programs_chapter",
    "programs_acknowledgement",
)
FUNCTION = "refuse_to_empty"


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(
        f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% cannot be emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$",
        params=None,
    )
    for table in TABLES:
        editor.execute(
            f"CREATE TRIGGER {table}_stands_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()",
            params=None,
        )


def release(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        editor.execute(f"DROP TRIGGER {table}_stands_truncate ON {table}", params=None)
    editor.execute(f"DROP FUNCTION {FUNCTION}()", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("mentorship", "0001_audit_rows_stand"),
        ("matching", "0002_published_rounds_stand"),
        ("programs", "0002_published_handbooks_stand"),
    ]

    operations = [migrations.RunPython(guard, release)]

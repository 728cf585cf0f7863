"""A published round stands: the database refuses to change or delete it, its input, proposals, pairs and overrides.

On PostgreSQL it also refuses a ranked list with a gap; there the check waits for the end of the transaction,
so that a list can be rewritten in it. SQLite has no deferred triggers: the service holds that rule there.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

ROUND, SNAPSHOT, PROPOSAL = "matching_matchround", "matching_roundsnapshot", "matching_proposal"
PAIR, OVERRIDE, ITEM = "matching_proposedpair", "matching_pairoverride", "matching_preferenceitem"
REFUSAL = "a published round cannot be changed"
GAP = "the ranks of a list run from 1 without a gap"


def _round_is_published(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = {row}.round_id AND r.state = 'published')"


def _proposal_is_published(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {PROPOSAL} p JOIN {ROUND} r ON r.id = p.round_id"
        f" WHERE p.id = {row}.proposal_id AND r.state = 'published')"
    )


def _rules() -> list[tuple[str, str, str]]:
    """(table, event, condition of the refusal)."""
    rules = [(ROUND, event, "OLD.state = 'published'") for event in ("UPDATE", "DELETE")]
    for table, published in (
        (SNAPSHOT, _round_is_published),
        (PROPOSAL, _round_is_published),
        (PAIR, _proposal_is_published),
        (OVERRIDE, _proposal_is_published),
    ):
        rules += [
            (table, "INSERT", published("NEW")),
            (table, "UPDATE", f"{published('OLD')} OR {published('NEW')}"),
            (table, "DELETE", published("OLD")),
        ]
    return rules


def _name(table: str, event: str) -> str:
    return f"{table}_stands_{event.lower()}"


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for table, event, condition in _rules():
        name = _name(table, event)
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                params=None,
            )
            continue
        row = "OLD" if event == "DELETE" else "NEW"
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
    for table, event, _condition in _rules():
        name = _name(table, event)
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {name}", params=None)
        else:
            editor.execute(f"DROP TRIGGER {name} ON {table}", params=None)
            editor.execute(f"DROP FUNCTION {name}()", params=None)


def refuse_gaps(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(
        f"CREATE FUNCTION {ITEM}_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE list bigint := COALESCE(NEW.preference_list_id, OLD.preference_list_id); BEGIN "
        f"IF (SELECT COALESCE(max(rank), 0) <> count(*) FROM {ITEM} WHERE preference_list_id = list) THEN "
        f"RAISE EXCEPTION '{GAP}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NULL; END $$",
        params=None,
    )
    editor.execute(
        f"CREATE CONSTRAINT TRIGGER {ITEM}_no_gap AFTER INSERT OR UPDATE OR DELETE ON {ITEM} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {ITEM}_no_gap()",
        params=None,
    )


def allow_gaps(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {ITEM}_no_gap ON {ITEM}", params=None)
        editor.execute(f"DROP FUNCTION {ITEM}_no_gap()", params=None)


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]

    operations = [
        migrations.RunPython(guard, release),
        migrations.RunPython(refuse_gaps, allow_gaps),
    ]

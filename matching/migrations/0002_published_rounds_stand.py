"""A published round stands: the database refuses to change or delete it, its input, proposals, pairs and overrides.

On PostgreSQL it also refuses a ranked list with a gap; there the check waits for the end of the transaction,
so that a list can be rewritten in it. SQLite has no deferred triggers: the service holds that rule there.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from core.triggers import Rule, refuse

_ROUND, _SNAPSHOT, _PROPOSAL = "matching_matchround", "matching_roundsnapshot", "matching_proposal"
_PAIR, _OVERRIDE, _ITEM = "matching_proposedpair", "matching_pairoverride", "matching_preferenceitem"
_GAP = "the ranks of a list run from 1 without a gap"


def _round_is_published(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {_ROUND} r WHERE r.id = {row}.round_id AND r.state = 'published')"


def _proposal_is_published(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {_PROPOSAL} p JOIN {_ROUND} r ON r.id = p.round_id"
        f" WHERE p.id = {row}.proposal_id AND r.state = 'published')"
    )


def _rules() -> list[Rule]:
    rules = [Rule(_ROUND, event, "OLD.state = 'published'") for event in ("UPDATE", "DELETE")]
    for table, published in (
        (_SNAPSHOT, _round_is_published),
        (_PROPOSAL, _round_is_published),
        (_PAIR, _proposal_is_published),
        (_OVERRIDE, _proposal_is_published),
    ):
        rules += [
            Rule(table, "INSERT", published("NEW")),
            Rule(table, "UPDATE", f"{published('OLD')} OR {published('NEW')}"),
            Rule(table, "DELETE", published("OLD")),
        ]
    return rules


def refuse_gaps(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(
        f"CREATE FUNCTION {_ITEM}_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE list bigint := COALESCE(NEW.preference_list_id, OLD.preference_list_id); BEGIN "
        f"IF (SELECT COALESCE(max(rank), 0) <> count(*) FROM {_ITEM} WHERE preference_list_id = list) THEN "
        f"RAISE EXCEPTION '{_GAP}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NULL; END $$",
        params=None,
    )
    editor.execute(
        f"CREATE CONSTRAINT TRIGGER {_ITEM}_no_gap AFTER INSERT OR UPDATE OR DELETE ON {_ITEM} "
        f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {_ITEM}_no_gap()",
        params=None,
    )


def allow_gaps(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(f"DROP TRIGGER {_ITEM}_no_gap ON {_ITEM}", params=None)
        editor.execute(f"DROP FUNCTION {_ITEM}_no_gap()", params=None)


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_initial")]

    operations = [
        refuse(_rules(), "a published round cannot be changed"),
        migrations.RunPython(refuse_gaps, allow_gaps),
    ]

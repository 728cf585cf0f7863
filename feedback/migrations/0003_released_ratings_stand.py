"""Ratings that are part of an average stand, a promise to their writer is never lowered, and what was read stays read.

The words themselves are not guarded here: their ciphertext changes when keys are rotated.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

RATINGS, WORDS = "feedback_confidentialfeedback", "feedback_developmentalfeedback"
ITEMS = ("trustworthy", "approachable", "enthusiastic", "adapts", "without_judging")
REFUSAL = "released feedback cannot be changed"


def _rules(differ: str) -> list[tuple[str, str]]:
    """(table, condition of the refusal); `differ` is the dialect's "is distinct from"."""
    changed = " OR ".join(f"OLD.{column} {differ} NEW.{column}" for column in (*ITEMS, "promised_k", "released_at"))
    return [
        (RATINGS, f"NEW.promised_k < OLD.promised_k OR (OLD.released_at IS NOT NULL AND ({changed}))"),
        (WORDS, f"OLD.opened_at IS NOT NULL AND OLD.opened_at {differ} NEW.opened_at"),
    ]


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        for table, condition in _rules("IS NOT"):
            editor.execute(
                f"CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
                params=None,
            )
        return
    for table, condition in _rules("IS DISTINCT FROM"):
        editor.execute(
            f"CREATE FUNCTION {table}_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
            "END IF; RETURN NEW; END $$",
            params=None,
        )
        editor.execute(
            f"CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stands()",
            params=None,
        )


def release(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for table, _condition in _rules(""):
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {table}_stands", params=None)
        else:
            editor.execute(f"DROP TRIGGER {table}_stands ON {table}", params=None)
            editor.execute(f"DROP FUNCTION {table}_stands()", params=None)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0002_until_it_is_released")]

    operations = [
        migrations.AddConstraint(
            model_name='confidentialfeedback',
            constraint=models.CheckConstraint(condition=models.Q(('promised_k__gte', 3)), name='promised_k_at_least_three'),
        ),
        migrations.AddConstraint(
            model_name='developmentalfeedback',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at', None), ('opened_at__isnull', False), _connector='OR'), name='feedback_answered_once_opened'),
        ),
        migrations.RunPython(guard, release),
    ]

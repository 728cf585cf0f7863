"""Rows that stand: triggers by which the database itself refuses a change, on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

# The dialect's "is distinct from", which a rule's condition may need.
_DIFFER = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One refusal.

    Attributes:
        table, event: where and at what: INSERT, UPDATE or DELETE of a row.
        condition: SQL over OLD and NEW, in which `{differ}` is the dialect's "is distinct from".
    """

    table: str
    event: str
    condition: str

    @property
    def name(self) -> str:
        """The name of its trigger, and on PostgreSQL of its function."""
        return f"{self.table}_stands_{self.event.lower()}"


def changed(columns: Iterable[str]) -> str:
    """Return the condition of an update that one of `columns` gets another value."""
    return "(" + " OR ".join(f"OLD.{column} {{differ}} NEW.{column}" for column in columns) + ")"


def refuse(rules: Iterable[Rule], message: str) -> migrations.RunPython:
    """Return the operation of a migration that installs `rules`; the database answers `message` to a change."""
    rules = tuple(rules)
    return migrations.RunPython(_each(rules, lambda editor, rule: _install(editor, rule, message)), _each(rules, _drop))


def _each(
    rules: tuple[Rule, ...], act: Callable[[BaseDatabaseSchemaEditor, Rule], None]
) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    def run(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for rule in rules:
            act(editor, rule)

    return run


def _install(editor: BaseDatabaseSchemaEditor, rule: Rule, message: str) -> None:
    name, table, event = rule.name, rule.table, rule.event
    vendor = editor.connection.vendor
    condition = rule.condition.replace("{differ}", _DIFFER[vendor])
    if vendor == "sqlite":
        editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            params=None,
        )
        return
    row = "OLD" if event == "DELETE" else "NEW"
    editor.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END IF; RETURN {row}; END $$",
        params=None,
    )
    editor.execute(
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()", params=None
    )
    if event == "DELETE":
        _refuse_to_empty(editor, table)


def _refuse_to_empty(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """PostgreSQL's TRUNCATE passes over triggers that look at rows; SQLite has none."""
    editor.execute(
        "CREATE OR REPLACE FUNCTION refuse_to_empty() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% cannot be emptied', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$",
        params=None,
    )
    editor.execute(
        f"CREATE TRIGGER {table}_stands_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty()",
        params=None,
    )


def _drop(editor: BaseDatabaseSchemaEditor, rule: Rule) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {rule.name}", params=None)
        return
    editor.execute(f"DROP TRIGGER {rule.name} ON {rule.table}", params=None)
    editor.execute(f"DROP FUNCTION {rule.name}()", params=None)
    if rule.event == "DELETE":
        editor.execute(f"DROP TRIGGER {rule.table}_stands_truncate ON {rule.table}", params=None)

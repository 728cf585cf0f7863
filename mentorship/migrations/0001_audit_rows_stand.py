"""Audit rows are only ever added: the database refuses to change or delete one.

What stays allowed is that a row loses its actor, when the login of that person is deleted.
"""

from django.db import migrations

from core.triggers import Rule, refuse

_TABLE = "auditlog_logentry"
_KEPT = (
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
_CHANGED = " OR ".join(f"OLD.{column} {{differ}} NEW.{column}" for column in _KEPT)
_OTHER_ACTOR = "OLD.actor_id {differ} NEW.actor_id AND NEW.actor_id IS NOT NULL"
RULES = (Rule(_TABLE, "UPDATE", f"{_CHANGED} OR {_OTHER_ACTOR}"), Rule(_TABLE, "DELETE", "1 = 1"))


class Migration(migrations.Migration):
    dependencies = [("auditlog", "0017_add_actor_email")]

    operations = [refuse(RULES, "audit rows are only ever added")]

"""A published module stands: the database refuses to change or delete it, its steps, and who completed it when.

What stays allowed is the way out of use: published → superseded or withdrawn, superseded → withdrawn. A completion may
move to another record of the same person.
"""

from django.db import migrations

from core.triggers import Rule, refuse

_VERSION, _STEP, _TRAINING = "training_moduleversion", "training_step", "training_training"


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"OLD.{column} {{differ}} NEW.{column}" for column in columns) + ")"


_KEPT = _changed(
    "module_id", "number", "title", "summary", "audience", "minutes", "required", "renew_after_years",
    "change_note", "take_again", "sha256", "published_at", "published_by_id",
)  # fmt: skip
_RETIRED = (
    "(OLD.state = 'published' AND NEW.state IN ('superseded', 'withdrawn')"
    " OR OLD.state = 'superseded' AND NEW.state = 'withdrawn')"
)
_COMPLETED = "OLD.completed_at IS NOT NULL"


def _published(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {_VERSION} v WHERE v.id = {row}.version_id AND v.state <> 'draft')"


RULES = (
    Rule(_VERSION, "UPDATE", f"OLD.state <> 'draft' AND (NOT {_RETIRED} OR {_KEPT})"),
    Rule(_VERSION, "DELETE", "OLD.state <> 'draft'"),
    Rule(_STEP, "INSERT", _published("NEW")),
    Rule(_STEP, "UPDATE", f"{_published('OLD')} OR {_published('NEW')}"),
    Rule(_STEP, "DELETE", _published("OLD")),
    Rule(_TRAINING, "UPDATE", f"{_COMPLETED} AND {_changed('version_id', 'started_at', 'completed_at', 'renew_on')}"),
    Rule(_TRAINING, "DELETE", _COMPLETED),
)


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]

    operations = [refuse(RULES, "a published training module cannot be changed")]

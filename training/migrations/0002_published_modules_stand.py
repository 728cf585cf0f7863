"""A published module stands: the database refuses to change or delete it, its steps, and who completed it when.

A completion may move to another record of the same person.
"""

from django.db import migrations

from core.triggers import Rule, changed, refuse
from core.versions.standing import version_rules

_VERSION, _STEP, _TRAINING = "training_moduleversion", "training_step", "training_training"
_DETAILS = ("module_id", "title", "summary", "audience", "minutes", "required", "renew_after_years")
_COMPLETED = "OLD.completed_at IS NOT NULL"
_OF_COMPLETION = changed(["version_id", "started_at", "completed_at", "renew_on"])

RULES = (
    *version_rules(_VERSION, _STEP, _DETAILS),
    Rule(_TRAINING, "UPDATE", f"{_COMPLETED} AND {_OF_COMPLETION}"),
    Rule(_TRAINING, "DELETE", _COMPLETED),
)


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]

    operations = [refuse(RULES, "a published training module cannot be changed")]

"""A promise to somebody who answered in confidence is never lowered, and what may be read or was read stays so.

The words themselves are not guarded here: their ciphertext changes when keys are rotated.
"""

from django.db import migrations

from core.triggers import Rule, refuse

_PROMISED = "NEW.promised_threshold < OLD.promised_threshold"
RULES = (
    Rule("feedback_confidentialanswer", "UPDATE", _PROMISED),
    Rule(
        "feedback_confidentialcomment",
        "UPDATE",
        f"{_PROMISED} OR (OLD.released_on IS NOT NULL AND OLD.released_on {{differ}} NEW.released_on)",
    ),
    Rule(
        "feedback_developmentalfeedback",
        "UPDATE",
        "OLD.opened_at IS NOT NULL AND OLD.opened_at {differ} NEW.opened_at",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]

    operations = [refuse(RULES, "released feedback cannot be changed")]

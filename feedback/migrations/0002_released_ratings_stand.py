"""Ratings that are part of an average stand, a promise to their writer is never lowered, and what was read stays read.

The words themselves are not guarded here: their ciphertext changes when keys are rotated.
"""

from django.db import migrations

from core.triggers import Rule, refuse

_ITEMS = ("trustworthy", "approachable", "enthusiastic", "adapts", "without_judging")
_CHANGED = " OR ".join(
    f"OLD.{column} {{differ}} NEW.{column}" for column in (*_ITEMS, "promised_threshold", "released_at")
)
RULES = (
    Rule(
        "feedback_confidentialfeedback",
        "UPDATE",
        f"NEW.promised_threshold < OLD.promised_threshold OR (OLD.released_at IS NOT NULL AND ({_CHANGED}))",
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

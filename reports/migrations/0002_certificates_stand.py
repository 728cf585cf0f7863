"""What a certificate says stands, and one that was withdrawn stays withdrawn."""

from django.db import migrations

from core.triggers import Rule, changed, refuse

RULES = (
    Rule(
        "reports_certificate",
        "UPDATE",
        f"{changed(('code', 'facts', 'institution_id', 'made_at'))} OR (OLD.withdrawn_at IS NOT NULL AND "
        "OLD.withdrawn_at {differ} NEW.withdrawn_at)",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [refuse(RULES, "what was certified cannot be changed")]

"""A published version of a survey stands, and so does the version of a wave that somebody was asked in."""

from django.db import migrations

from core.triggers import Rule, changed, refuse

_VERSION, _WAVE = "surveys_surveyversion", "surveys_wave"
_KEPT = ("survey_id", "number", "state", "content", "published_at", "published_by_id")
_ASKED = "EXISTS (SELECT 1 FROM surveys_askedperson a WHERE a.wave_id = OLD.id)"

RULES = (
    Rule(_VERSION, "UPDATE", f"OLD.state <> 'draft' AND {changed(_KEPT)}"),
    Rule(_VERSION, "DELETE", "OLD.state <> 'draft'"),
    Rule(_WAVE, "UPDATE", f"{_ASKED} AND {changed(['version_id', 'cycle_id'])}"),
)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [refuse(RULES, "a published survey cannot be changed")]

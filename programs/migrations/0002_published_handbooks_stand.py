"""A published handbook stands: the database refuses to change or delete it, its chapters, its pictures and its acknowledgements."""

from django.db import migrations

from core.triggers import Rule, refuse
from core.versions.standing import version_rules

_VERSION, _CHAPTER, _ACKNOWLEDGEMENT = "programs_handbookversion", "programs_chapter", "programs_acknowledgement"
_IMAGE = "programs_handbookimage"
# A text names a picture by its key.
_SHOWN = (
    f"EXISTS (SELECT 1 FROM {_CHAPTER} c JOIN {_VERSION} v ON v.id = c.version_id WHERE v.program_id = OLD.program_id"
    " AND v.state <> 'draft' AND c.body LIKE '%image:' || OLD.key || '%')"
)

RULES = (
    *version_rules(_VERSION, _CHAPTER, ["program_id"]),
    Rule(_IMAGE, "UPDATE", "1 = 1"),
    Rule(_IMAGE, "DELETE", _SHOWN),
    Rule(_ACKNOWLEDGEMENT, "UPDATE", "1 = 1"),
    Rule(_ACKNOWLEDGEMENT, "DELETE", "1 = 1"),
)


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [refuse(RULES, "a published handbook cannot be changed")]

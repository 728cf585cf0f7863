"""A published handbook stands: the database refuses to change or delete it, its chapters, its pictures and its acknowledgements.

What stays allowed is the way out of use: published → superseded or withdrawn, superseded → withdrawn.
"""

from django.db import migrations

from core.triggers import Rule, refuse

_VERSION, _CHAPTER, _ACKNOWLEDGEMENT = "programs_handbookversion", "programs_chapter", "programs_acknowledgement"
_IMAGE = "programs_handbookimage"
_KEPT = ("program_id", "number", "change_note", "sign_again", "sha256", "published_at", "published_by_id")
_CHANGED = " OR ".join(f"OLD.{column} {{differ}} NEW.{column}" for column in _KEPT)
_RETIRED = (
    "(OLD.state = 'published' AND NEW.state IN ('superseded', 'withdrawn')"
    " OR OLD.state = 'superseded' AND NEW.state = 'withdrawn')"
)


def _published(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {_VERSION} v WHERE v.id = {row}.version_id AND v.state <> 'draft')"


# A text names a picture by its key.
_SHOWN = (
    f"EXISTS (SELECT 1 FROM {_CHAPTER} c JOIN {_VERSION} v ON v.id = c.version_id WHERE v.program_id = OLD.program_id"
    " AND v.state <> 'draft' AND c.body LIKE '%image:' || OLD.key || '%')"
)

RULES = (
    Rule(_VERSION, "UPDATE", f"OLD.state <> 'draft' AND (NOT {_RETIRED} OR {_CHANGED})"),
    Rule(_VERSION, "DELETE", "OLD.state <> 'draft'"),
    Rule(_CHAPTER, "INSERT", _published("NEW")),
    Rule(_CHAPTER, "UPDATE", f"{_published('OLD')} OR {_published('NEW')}"),
    Rule(_CHAPTER, "DELETE", _published("OLD")),
    Rule(_IMAGE, "UPDATE", "1 = 1"),
    Rule(_IMAGE, "DELETE", _SHOWN),
    Rule(_ACKNOWLEDGEMENT, "UPDATE", "1 = 1"),
    Rule(_ACKNOWLEDGEMENT, "DELETE", "1 = 1"),
)


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [refuse(RULES, "a published handbook cannot be changed")]

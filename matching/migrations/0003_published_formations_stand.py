"""Published groups stand as they were published: the database refuses to change how they were formed."""

from django.db import migrations

from core.triggers import Rule, refuse

_FORMATION, _MEMBER, _CHANGE = "matching_formation", "matching_proposedmember", "matching_formationchange"


def _is_published(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {_FORMATION} f WHERE f.id = {row}.formation_id AND f.state = 'published')"


def _rules() -> list[Rule]:
    rules = [Rule(_FORMATION, event, "OLD.state = 'published'") for event in ("UPDATE", "DELETE")]
    for table in (_MEMBER, _CHANGE):
        rules += [
            Rule(table, "INSERT", _is_published("NEW")),
            Rule(table, "UPDATE", f"{_is_published('OLD')} OR {_is_published('NEW')}"),
            Rule(table, "DELETE", _is_published("OLD")),
        ]
    return rules


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_published_rounds_stand")]

    operations = [refuse(_rules(), "published groups cannot be changed")]

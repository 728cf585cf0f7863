"""Rules by which the database keeps what was published; what stays allowed is the way out of use."""

from collections.abc import Iterable

from core.triggers import Rule, changed

_OF_EVERY_VERSION = ("number", "change_note", "ask_again", "sha256", "published_at", "published_by_id")
_RETIRED = (
    "(OLD.state = 'published' AND NEW.state IN ('superseded', 'withdrawn')"
    " OR OLD.state = 'superseded' AND NEW.state = 'withdrawn')"
)


def version_rules(version: str, part: str, columns: Iterable[str]) -> tuple[Rule, ...]:
    """Return what keeps published versions and their parts.

    Args:
        version: the table of versions.
        part: the table of their parts.
        columns: what the versions of this app keep besides what every version has.
    """

    def published(row: str) -> str:
        return f"EXISTS (SELECT 1 FROM {version} v WHERE v.id = {row}.version_id AND v.state <> 'draft')"  # noqa: S608

    kept = changed((*columns, *_OF_EVERY_VERSION))
    return (
        Rule(version, "UPDATE", f"OLD.state <> 'draft' AND (NOT {_RETIRED} OR {kept})"),
        Rule(version, "DELETE", "OLD.state <> 'draft'"),
        Rule(part, "INSERT", published("NEW")),
        Rule(part, "UPDATE", f"{published('OLD')} OR {published('NEW')}"),
        Rule(part, "DELETE", published("OLD")),
    )

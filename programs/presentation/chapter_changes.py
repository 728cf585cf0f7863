"""What became of chapters since somebody read the handbook last."""

from collections.abc import Sequence

from core.versions.comparison import PartChange, part_changes
from programs.models import Acknowledgement, Chapter, HandbookVersion
from programs.queries.handbooks import chapters_of


def changes_since(
    signed: Acknowledgement | None, version: HandbookVersion, chapters: Sequence[Chapter]
) -> dict[int, PartChange[Chapter]]:
    """Return what became of `chapters`, those of `version`, since somebody acknowledged an earlier version.

    Args:
        signed: what they acknowledged last, with its version.
        version: the version that they read.
        chapters: its chapters.

    Returns:
        Chapter key → its change, without those in which nothing changed; empty where nothing was acknowledged before.
    """
    if signed is None or signed.version.number >= version.number:
        return {}
    changes = part_changes(chapters_of(signed.version), chapters)
    return {change.new.pk: change for change in changes if change.new and change.marks}


def change_of(
    chapter: Chapter, base: HandbookVersion | None, chapters: Sequence[Chapter]
) -> PartChange[Chapter] | None:
    """Return what became of one of `chapters` since the version `base`; None where nothing did."""
    if base is None:
        return None
    changes = part_changes(chapters_of(base), chapters)
    return next((change for change in changes if change.new == chapter and change.marks), None)

"""Writes to the chapters of a draft."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.slugs import free_slug
from core.versions.models import Version
from core.versions.parts import add_part, save_part
from programs.models import Chapter, HandbookVersion, Program
from programs.services.handbooks import start_draft

# Words that stand in addresses beside the chapters.
_RESERVED = frozenset(
    {"search", "print", "compare", "files", "receipts", "acknowledge", "acknowledgements", "edit", "preview", "publish"}
)


def add_chapter(
    version: HandbookVersion,
    *,
    title: str,
    audience: str,
    body: str,
    purpose: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> Chapter:
    """Add a chapter at the end of a draft. `by` and `now` tell who writes it and when, for those who write with them.

    Raises:
        NotInADraft: the version is published, or was discarded.
    """

    def fields(draft: Version) -> dict[str, str]:
        taken = {*draft.parts.values_list("slug", flat=True), *_RESERVED}
        text = {"title": title, "audience": audience, "purpose": purpose, "body": body}
        return {"slug": free_slug(title, taken, other="chapter"), **text}

    chapter: Chapter = add_part(version, fields=fields, by=by, now=now)
    return chapter


def edit_chapter(
    chapter: Chapter,
    *,
    title: str,
    audience: str,
    body: str,
    purpose: str = "",
    began_from: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> Chapter:
    """Save a chapter of a draft. Its address stays, so that links and comparisons hold.

    `began_from` is the revision that the form carried; `by` and `now` tell who writes and when.

    Raises:
        NotInADraft: the version is published, or the chapter or its draft was deleted.
        EditedMeanwhile: somebody has saved another text since the form was opened.
    """
    fields = {"title": title, "audience": audience, "purpose": purpose, "body": body}
    return save_part(chapter, fields=fields, began_from=began_from, by=by, now=now)


@transaction.atomic
def chapter_in_draft(program: Program, *, slug: str) -> tuple[HandbookVersion, Chapter | None]:
    """Return the draft, begun where there is none, and its chapter of this address, for a text to carry over."""
    draft = start_draft(program)
    return draft, draft.chapters.filter(slug=slug).first()

"""Writes to the chapters of a draft."""

from datetime import datetime
from typing import Literal

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from core.revisions import refuse_stale, stored_fields
from programs.errors import ChapterGone
from programs.models import Chapter, HandbookVersion, Program
from programs.services.handbooks import locked_draft, start_draft

_SLUG_LENGTH = 72
# Words that stand in addresses beside the chapters.
_RESERVED = frozenset(
    {"search", "print", "compare", "files", "receipts", "acknowledge", "acknowledgements", "edit", "preview", "publish"}
)
# A position that no chapter has, to swap two under a unique constraint.
_ASIDE = 32_000


@transaction.atomic
def add_chapter(
    version: HandbookVersion,
    *,
    title: str,
    audience: str,
    body: str,
    by: User | None = None,
    now: datetime | None = None,
) -> Chapter:
    """Add a chapter at the end of a draft. `by` and `now` tell who writes it and when, for those who write with them.

    Raises:
        HandbookIsPublished: the version is published.
    """
    draft = locked_draft(version.pk)
    last = draft.chapters.aggregate(last=Max("position"))["last"] or 0
    return draft.chapters.create(
        position=last + 1,
        slug=_free_slug(draft, title),
        title=title,
        audience=audience,
        body=body,
        edited_by=by,
        edited_at=now,
    )


@transaction.atomic
def edit_chapter(
    chapter: Chapter,
    *,
    title: str,
    audience: str,
    body: str,
    began_from: str = "",
    by: User | None = None,
    now: datetime | None = None,
) -> Chapter:
    """Save a chapter of a draft. Its address stays, so that links and comparisons hold.

    `began_from` is the revision that the form carried; `by` and `now` tell who writes and when.

    Raises:
        HandbookIsPublished: the version is published.
        ChapterGone: the chapter or its draft was deleted.
        EditedMeanwhile: somebody has saved another text since the form was opened.
    """
    chapter = _in_draft(chapter)
    wanted = {"title": title, "audience": audience, "body": body}
    refuse_stale(began_from, stored=stored_fields(chapter, Chapter.TEXT), wanted=wanted)
    chapter.title, chapter.audience, chapter.body = title, audience, body
    chapter.edited_by, chapter.edited_at = by, now
    chapter.save(update_fields=(*Chapter.TEXT, "edited_by", "edited_at"))
    return chapter


@transaction.atomic
def chapter_in_draft(program: Program, *, slug: str) -> tuple[HandbookVersion, Chapter | None]:
    """Return the draft, begun where there is none, and its chapter of this address, for a text to carry over."""
    draft = start_draft(program)
    return draft, draft.chapters.filter(slug=slug).first()


def _in_draft(chapter: Chapter) -> Chapter:
    """Return the chapter as it stands now, under the lock of its draft."""
    draft = locked_draft(chapter.version_id)
    found = draft.chapters.filter(pk=chapter.pk).first()
    if found is None:
        raise ChapterGone(_("“%(title)s” was deleted from the draft.") % {"title": chapter.title})
    return found


@transaction.atomic
def move_chapter(chapter: Chapter, *, direction: Literal["up", "down"]) -> None:
    """Swap a chapter with its neighbour; at the edge nothing happens.

    Raises:
        HandbookIsPublished: the version is published.
        ChapterGone: the chapter or its draft was deleted.
    """
    chapter = _in_draft(chapter)
    draft = chapter.version
    if direction == "up":
        other = draft.chapters.filter(position__lt=chapter.position).order_by("-position").first()
    else:
        other = draft.chapters.filter(position__gt=chapter.position).order_by("position").first()
    if other is None:
        return
    here, there = chapter.position, other.position
    for pk, position in ((chapter.pk, _ASIDE), (other.pk, here), (chapter.pk, there)):
        Chapter.objects.filter(pk=pk).update(position=position)


@transaction.atomic
def delete_chapter(chapter: Chapter, *, began_from: str = "") -> None:
    """Delete a chapter of a draft and close the gap; `began_from` is the revision that the page showed.

    Raises:
        HandbookIsPublished: the version is published.
        ChapterGone: it was deleted before.
        EditedMeanwhile: somebody has saved another text since.
    """
    chapter = _in_draft(chapter)
    message = _("“%(title)s” was changed after you opened this page. Read it before you delete it.")
    stored = stored_fields(chapter, Chapter.TEXT)
    refuse_stale(began_from, stored=stored, message=message % {"title": chapter.title})
    draft, position = chapter.version, chapter.position
    chapter.delete()
    for later in draft.chapters.filter(position__gt=position).order_by("position"):
        Chapter.objects.filter(pk=later.pk).update(position=F("position") - 1)


def _free_slug(draft: HandbookVersion, title: str) -> str:
    base = slugify(title)[:_SLUG_LENGTH] or "chapter"
    taken = {*draft.chapters.values_list("slug", flat=True), *_RESERVED}
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)

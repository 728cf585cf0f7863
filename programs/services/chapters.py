"""Writes to the chapters of a draft."""

from typing import Literal

from django.db import transaction
from django.db.models import F, Max
from django.utils.text import slugify

from programs.models import Chapter, HandbookVersion
from programs.services.handbooks import locked_draft

_SLUG_LENGTH = 72
# Words that stand in addresses beside the chapters.
_RESERVED = frozenset({"search", "print", "acknowledge", "acknowledgements", "edit", "preview", "publish"})
# A position that no chapter has, to swap two under a unique constraint.
_ASIDE = 32_000


@transaction.atomic
def add_chapter(version: HandbookVersion, *, title: str, audience: str, minutes: int, body: str) -> Chapter:
    """Add a chapter at the end of a draft.

    Raises:
        HandbookStands: the version is published.
    """
    draft = locked_draft(version.pk)
    last = draft.chapters.aggregate(last=Max("position"))["last"] or 0
    return draft.chapters.create(
        position=last + 1, slug=_free_slug(draft, title), title=title, audience=audience, minutes=minutes, body=body
    )


@transaction.atomic
def edit_chapter(chapter: Chapter, *, title: str, audience: str, minutes: int, body: str) -> Chapter:
    """Save a chapter of a draft. Its address stays, so that links and comparisons hold.

    Raises:
        HandbookStands: the version is published.
    """
    locked_draft(chapter.version_id)
    chapter.title, chapter.audience, chapter.minutes, chapter.body = title, audience, minutes, body
    chapter.save(update_fields=["title", "audience", "minutes", "body"])
    return chapter


@transaction.atomic
def move_chapter(chapter: Chapter, *, direction: Literal["up", "down"]) -> None:
    """Swap a chapter with its neighbour; at the edge nothing happens.

    Raises:
        HandbookStands: the version is published.
    """
    draft = locked_draft(chapter.version_id)
    chapter.refresh_from_db(fields=["position"])
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
def delete_chapter(chapter: Chapter) -> None:
    """Delete a chapter of a draft and close the gap.

    Raises:
        HandbookStands: the version is published.
    """
    draft = locked_draft(chapter.version_id)
    position = chapter.position
    chapter.delete()
    for later in draft.chapters.filter(position__gt=position).order_by("position"):
        Chapter.objects.filter(pk=later.pk).update(position=F("position") - 1)


def _free_slug(draft: HandbookVersion, title: str) -> str:
    base = slugify(title)[:_SLUG_LENGTH] or "chapter"
    taken = {*draft.chapters.values_list("slug", flat=True), *_RESERVED}
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)

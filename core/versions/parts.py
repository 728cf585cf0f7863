"""Writes to the parts of a draft: adding, saving, moving and deleting one."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime
from typing import Any, Literal, TypeVar

from django.db import transaction
from django.db.models import F, Max, Model
from django.utils.translation import gettext as _

from core.revisions import refuse_stale
from core.versions.drafts import locked_draft
from core.versions.errors import PartIsGone
from core.versions.history import keep_in_any_case, keep_text
from core.versions.models import Part, Version

_P = TypeVar("_P", bound=Part)
# A position that no part has, to swap two under a unique constraint.
_ASIDE = 32_000

Direction = Literal["up", "down"]


@transaction.atomic
def add_part(
    version: Version, *, fields: Callable[[Version], Mapping[str, Any]], by: Model | None, now: datetime | None
) -> Any:
    """Add a part at the end of a draft.

    Args:
        version: the draft.
        fields: returns name → value of the part, for the draft under its lock.
        by: who writes it, where somebody does.
        now: when.

    Raises:
        VersionIsPublished: the version is published.
        PartIsGone: the draft was discarded.
    """
    draft = locked_draft(version)
    last = draft.parts.aggregate(last=Max("position"))["last"] or 0
    return draft.parts.create(position=last + 1, edited_by=by, edited_at=now, **fields(draft))


def _in_draft(part: _P) -> _P:
    """Return the part as it stands now, under the lock of its draft."""
    draft = locked_draft(part.version)
    found: _P | None = draft.parts.filter(pk=part.pk).first()
    if found is None:
        raise PartIsGone(_("“%(title)s” was deleted from the draft.") % {"title": part.title})
    return found


@transaction.atomic
def save_part(
    part: _P, *, fields: Mapping[str, Any], began_from: str = "", by: Model | None, now: datetime | None
) -> _P:
    """Save a part of a draft.

    Args:
        part: of the draft.
        fields: name → value of those that change.
        began_from: the revision that the form carried.
        by: who writes, where somebody does.
        now: when.

    Raises:
        VersionIsPublished: the version is published.
        PartIsGone: the part or its draft was deleted.
        EditedMeanwhile: somebody has saved another text since the form was opened.
    """
    part = _in_draft(part)
    stored, before = part.values(), copy(part)
    for name, value in fields.items():
        setattr(part, name, value)
    refuse_stale(began_from, stored=stored, wanted=part.values())
    if now and stored != part.values():
        keep_text(before, by=by, now=now)
    part.edited_by_id, part.edited_at = by.pk if by else None, now
    part.save(update_fields=(*fields, "edited_by", "edited_at"))
    return part


@transaction.atomic
def put_back(part: _P, *, text: int, began_from: str = "", by: Model, now: datetime) -> _P:
    """Give a part an earlier text again; what it says now becomes one of the earlier ones.

    Args:
        part: of the draft.
        text: the key of one of its `kept_texts`.
        began_from: the revision that the page showed.
        by: who puts it back.
        now: when.

    Raises:
        VersionIsPublished: the version is published.
        PartIsGone: the part or its draft was deleted, or the text is not kept any more.
        EditedMeanwhile: somebody has saved another text since.
    """
    part = _in_draft(part)
    kept = part.kept_texts.filter(pk=text).first()
    if kept is None:
        raise PartIsGone(_("This text isn’t kept anymore. Choose another."))
    message = _("“%(title)s” was changed after you opened this page. Look at it, then choose again.")
    refuse_stale(began_from, stored=part.values(), message=message % {"title": part.title})
    keep_in_any_case(part, now=now)
    return save_part(part, fields=kept.text, by=by, now=now)


@transaction.atomic
def move_part(part: Part, *, direction: Direction) -> None:
    """Swap a part with its neighbor; at the edge nothing happens.

    Raises:
        VersionIsPublished: the version is published.
        PartIsGone: the part or its draft was deleted.
    """
    part = _in_draft(part)
    parts = part.version.parts.all()
    if direction == "up":
        other = parts.filter(position__lt=part.position).order_by("-position").first()
    else:
        other = parts.filter(position__gt=part.position).order_by("position").first()
    if other is None:
        return
    for pk, position in ((part.pk, _ASIDE), (other.pk, part.position), (part.pk, other.position)):
        parts.filter(pk=pk).update(position=position)


@transaction.atomic
def delete_part(part: Part, *, began_from: str = "") -> None:
    """Delete a part of a draft and close the gap; `began_from` is the revision that the page showed.

    Raises:
        VersionIsPublished: the version is published.
        PartIsGone: it was deleted before.
        EditedMeanwhile: somebody has saved another text since.
    """
    part = _in_draft(part)
    message = _("“%(title)s” was changed after you opened this page. Read it before you delete it.")
    refuse_stale(began_from, stored=part.values(), message=message % {"title": part.title})
    later = part.version.parts.filter(position__gt=part.position)
    part.delete()
    for each in later.order_by("position"):
        later.filter(pk=each.pk).update(position=F("position") - 1)

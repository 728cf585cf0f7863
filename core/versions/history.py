"""What the parts of a draft said before: kept while somebody writes, to be looked at and put back.

A text is kept when it has stood for a while, when somebody else writes over it, and once in a while during a long day
of writing; the latest of each part stay. With the publication of their draft they are gone.
"""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet

from core.revisions import stored_fields
from core.versions.models import KeptText, Part, Version

MOST = 20
APART = timedelta(minutes=10)

_P = TypeVar("_P", bound=Part)


def texts_before(part: Part) -> "QuerySet[KeptText]":
    """Return the earlier texts of a part, the newest first, with who wrote them."""
    rows: QuerySet[KeptText] = part.kept_texts.select_related("written_by")
    return rows


def as_it_was(part: _P, kept: KeptText) -> _P:
    """Return the part with an earlier text; it is not stored."""
    fields = {name: getattr(part, name) for name in part.KEPT} | kept.text
    return type(part)(pk=part.pk, version=part.version, **fields)


def keep_text(part: Part, *, by: Model | None, now: datetime) -> None:
    """Keep what a part says, which `by` is about to write over; inside the caller's transaction, under its lock."""
    last = part.kept_texts.first()
    if last and last.text == stored_fields(part, part.TEXT):
        return
    if last and part.edited_at and by and part.edited_by_id == by.pk:
        stood, since = now - part.edited_at, part.edited_at - last.kept_at
        if max(stood, since) < APART:
            return
    keep_in_any_case(part, now=now)


def keep_in_any_case(part: Part, *, now: datetime) -> None:
    """Keep what a part says now, and forget what is too many."""
    text = stored_fields(part, part.TEXT)
    part.kept_texts.create(text=text, written_by=part.edited_by, written_at=part.edited_at, kept_at=now)
    latest = part.kept_texts.values_list("pk", flat=True)[:MOST]
    part.kept_texts.exclude(pk__in=list(latest)).delete()


def forget_texts(draft: Version) -> None:
    """Forget the earlier texts of a draft, which is being published."""
    kept = draft.parts.model._meta.get_field("kept_texts").related_model
    kept._default_manager.filter(part__version=draft).delete()

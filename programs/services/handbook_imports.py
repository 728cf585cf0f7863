"""Writes that bring a text from elsewhere into the handbook: kept, shown, then put into the draft."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.versions.errors import PartIsGone
from programs.imports.handbook_chapters import Cut
from programs.models import Audience, Chapter, HandbookImport, Program
from programs.services.chapters import add_chapter
from programs.services.handbooks import start_draft

_KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_import(program: Program, *, cut: Cut, name: str, now: datetime) -> HandbookImport:
    """Keep a text that was cut into chapters, to be shown before it goes into the draft.

    Args:
        program: whose handbook it is for.
        cut: the chapters.
        name: of the file, where the text has no title.
        now: the instant.
    """
    chapters = [{"title": each.title, "body": each.body} for each in cut.chapters]
    return HandbookImport.objects.create(
        program=program, name=name, title=cut.title, chapters=chapters, counts=cut.counts, added_at=now
    )


@transaction.atomic
def add_imported(waiting: HandbookImport, *, titles: Mapping[int, str], by: User, now: datetime) -> list[Chapter]:
    """Put chapters of a kept text at the end of the draft, which begins where there is none; then forget the text.

    Args:
        waiting: the kept text.
        titles: place in it → title, for the chapters that are wanted.
        by: who brings them.
        now: the instant.

    Raises:
        PartIsGone: somebody has put it into the draft or discarded it already.
    """
    kept = HandbookImport.objects.select_for_update().filter(pk=waiting.pk).first()
    if kept is None:
        raise PartIsGone(_("This text isn’t waiting any more: it’s in the draft already, or was discarded."))
    draft = start_draft(kept.program)
    added = [
        add_chapter(draft, title=titles[place], audience=Audience.BOTH, body=each["body"], by=by, now=now)
        for place, each in enumerate(kept.chapters)
        if place in titles
    ]
    kept.delete()
    return added


@transaction.atomic
def discard_import(waiting: HandbookImport) -> None:
    """Forget a kept text."""
    HandbookImport.objects.filter(pk=waiting.pk).delete()


@transaction.atomic
def forget_imports(*, now: datetime) -> int:
    """Forget the texts that have waited for a day; return how many."""
    deleted, _by_model = HandbookImport.objects.filter(added_at__lt=now - _KEPT_FOR).delete()
    return deleted

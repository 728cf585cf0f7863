"""A school's file between upload and confirmation, and what its columns were said to mean."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.tables.columns import Layout
from core.tables.errors import UnreadableFile
from core.tables.mapping import Mapping, as_json, from_text
from core.undecryptable import UndecryptableText
from people.imports.columns import PEOPLE
from people.models import ImportedFile, PendingImport, RememberedMapping
from people.queries.pending_imports import KEPT_FOR, digest_of
from programs.models import Program

# What a file calls single people, and who they are: an answer for this file, and for no other.
_OF_PEOPLE = ("email", "known_mentee", "known_mentor")


@transaction.atomic
def keep_file(
    program: Program, *, content: bytes, file_name: str, by: User, now: datetime, kind: str = "people"
) -> PendingImport:
    """Keep an uploaded file, encrypted, until its owner confirms it, at most for a day."""
    forget_old_files(now=now)
    PendingImport.objects.filter(program=program, kind=kind, uploaded_by=by).delete()
    return PendingImport.objects.create(
        program=program,
        kind=kind,
        uploaded_by=by,
        uploaded_at=now,
        file_name=file_name[:120],
        content=base64.b64encode(content).decode(),
        mapping="",
    )


def forget_old_files(*, now: datetime) -> int:
    """Delete the files that waited for a day, and what undoing needs of imports that old; return how many files.

    A task does so every quarter of an hour.
    """
    ImportedFile.objects.filter(imported_at__lte=now - KEPT_FOR).delete()
    old = PendingImport.objects.filter(uploaded_at__lte=now - KEPT_FOR)
    return old.delete()[0]


def content_of(pending: PendingImport) -> bytes:
    """Return the bytes of a kept file.

    Raises:
        UnreadableFile: what was kept cannot be opened.
    """
    content = pending.content
    if isinstance(content, UndecryptableText):
        raise UnreadableFile(_("We can’t open our copy of this file. Upload it again."))
    return base64.b64decode(content)


@transaction.atomic
def keep_mapping(pending: PendingImport, mapping: Mapping) -> None:
    """Keep what somebody said of the columns of a waiting file."""
    pending.mapping = as_json(mapping)
    pending.save(update_fields=["mapping"])


def mapping_of(pending: PendingImport, layout: Layout = PEOPLE) -> Mapping | None:
    """Return what was said of the columns; None before somebody did.

    Raises:
        UnreadableFile: what was kept cannot be opened.
    """
    text = pending.mapping
    if isinstance(text, UndecryptableText):
        raise UnreadableFile(_("We can’t open our copy of this file. Upload it again."))
    return from_text(text, layout) if text else None


@transaction.atomic
def remember_mapping(program: Program, mapping: Mapping, *, kind: str, now: datetime) -> None:
    """Keep what the columns mean for the next file with these headings; what was said of single people is left out."""
    general = replace(mapping, words={name: words for name, words in mapping.words.items() if name not in _OF_PEOPLE})
    remembered, _new = RememberedMapping.objects.select_for_update().get_or_create(
        program=program, kind=kind, headings=digest_of(mapping.headings), defaults={"mapping": "", "saved_at": now}
    )
    remembered.mapping, remembered.saved_at = as_json(general), now
    remembered.save(update_fields=["mapping", "saved_at"])


def forget_mapping(program: Program, headings: Sequence[str], *, kind: str) -> None:
    """Forget what the columns of files with these headings mean."""
    RememberedMapping.objects.filter(program=program, kind=kind, headings=digest_of(headings)).delete()


def forget_file(pending: PendingImport) -> None:
    """Delete a kept file."""
    pending.delete()

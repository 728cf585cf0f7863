"""Files of people between upload and confirmation."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from core.tables.columns import key_of_heading
from people.models import ImportedFile, PendingImport, RememberedMapping
from programs.models import Program

KEPT_FOR = timedelta(days=1)


def waiting_file(
    program: Program, token: UUID, *, by: User, now: datetime, kind: str = "people"
) -> PendingImport | None:
    """Return a file that its uploader may still confirm; None for one that is gone or has waited for too long."""
    waiting = PendingImport.objects.filter(program=program, kind=kind, uploaded_by=by, uploaded_at__gt=now - KEPT_FOR)
    return waiting.filter(pk=token).first()


def was_imported(token: UUID, *, by: User) -> bool:
    """Whether somebody has imported a file that waited under this key, within a day."""
    return ImportedFile.objects.filter(token=token, imported_by=by).exists()


def remembered_mapping(program: Program, headings: Iterable[str], *, kind: str) -> RememberedMapping | None:
    """Return what the columns of files with these headings were said to mean."""
    return RememberedMapping.objects.filter(program=program, kind=kind, headings=digest_of(headings)).first()


def digest_of(headings: Iterable[str]) -> str:
    """Return the digest of headings, whatever their order."""
    return hashlib.sha256("\n".join(sorted(map(key_of_heading, headings))).encode()).hexdigest()

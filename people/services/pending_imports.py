"""A file of people between upload and confirmation."""

import base64
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.tables.errors import UnreadableFile
from core.undecryptable import UndecryptableText
from people.models import PendingImport
from people.queries.pending_imports import KEPT_FOR
from programs.models import Program


@transaction.atomic
def keep_file(program: Program, *, content: bytes, file_name: str, by: User, now: datetime) -> PendingImport:
    """Keep an uploaded file, encrypted, until its owner confirms it, at most for a day."""
    forget_old_files(now=now)
    PendingImport.objects.filter(program=program, uploaded_by=by).delete()
    return PendingImport.objects.create(
        program=program,
        uploaded_by=by,
        uploaded_at=now,
        file_name=file_name[:120],
        content=base64.b64encode(content).decode(),
    )


def forget_old_files(*, now: datetime) -> int:
    """Delete the files that waited for a day; return how many. A task does so every quarter of an hour."""
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


def forget_file(pending: PendingImport) -> None:
    """Delete a kept file."""
    pending.delete()

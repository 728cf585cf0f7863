"""A file of people between upload and confirmation."""

import base64
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from programs.models import PendingImport, Program

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_file(program: Program, *, content: bytes, file_name: str, by: User, now: datetime) -> PendingImport:
    """Keep an uploaded file, encrypted, until its owner confirms it; files that waited for a day are deleted."""
    PendingImport.objects.filter(uploaded_at__lt=now - KEPT_FOR).delete()
    PendingImport.objects.filter(program=program, uploaded_by=by).delete()
    return PendingImport.objects.create(
        program=program,
        uploaded_by=by,
        uploaded_at=now,
        file_name=file_name[:120],
        content=base64.b64encode(content).decode(),
    )


def content_of(pending: PendingImport) -> bytes:
    """Return the bytes of a kept file."""
    return base64.b64decode(pending.content)


def forget_file(pending: PendingImport) -> None:
    """Delete a kept file."""
    pending.delete()

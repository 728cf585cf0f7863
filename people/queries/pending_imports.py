"""Files of people between upload and confirmation."""

from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from people.models import PendingImport
from programs.models import Program

KEPT_FOR = timedelta(days=1)


def waiting_file(program: Program, token: UUID, *, by: User, now: datetime) -> PendingImport | None:
    """Return a file that its uploader may still confirm; None for one that is gone or has waited for too long."""
    waiting = PendingImport.objects.filter(program=program, uploaded_by=by, uploaded_at__gt=now - KEPT_FOR)
    return waiting.filter(pk=token).first()

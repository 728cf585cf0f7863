"""Files that people upload: how many, and how much of them."""

from datetime import datetime, timedelta

from django.core.files import File

from accounts.models import User
from core.tables.files import MAX_BYTES
from core.turns import take_turn

_MOST = 20
_WITHIN = timedelta(minutes=10)


def read_upload(file: File[bytes], *, by: User, now: datetime) -> bytes:
    """Return the bytes of an uploaded file, one more than a list may have at most.

    Raises:
        TooOften: the person has uploaded too many files just now.
    """
    take_turn("upload", who=by.pk, most=_MOST, within=_WITHIN, now=now)
    content: bytes = file.read(MAX_BYTES + 1)
    return content

"""Files that people upload: how many, and how much of them."""

from datetime import datetime, timedelta

from django.core.files import File

from accounts.models import User
from core.rate_limits import enforce_rate_limit
from core.tables.files import MAX_BYTES

_LIMIT = 20
_PERIOD = timedelta(minutes=10)


def read_upload(file: File[bytes], *, by: User, now: datetime, most: int = MAX_BYTES) -> bytes:
    """Return the bytes of an uploaded file, one more than `most`, which is what a list may have.

    Raises:
        RateLimitExceeded: the person has uploaded too many files just now.
    """
    enforce_rate_limit("upload", user_pk=by.pk, limit=_LIMIT, period=_PERIOD, now=now)
    content: bytes = file.read(most + 1)
    return content

"""The photo of a person."""

import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import Photo, User
from core.images import squares_of

MAX_BYTES = 5_000_000
_KEY_BYTES = 16


@transaction.atomic
def keep_photo(user: User, *, content: bytes, part: float, now: datetime) -> None:
    """Give `user` a photo in place of the one before, which no key leads to any more.

    Args:
        user: its person.
        content: the uploaded file.
        part: which part of its longer side is kept, as in `core.images.squares_of`.
        now: the instant.

    Raises:
        UnusablePicture: the file is no picture, is broken, or too large.
    """
    large, small = squares_of(content, part=part, sides=(Photo.LARGE, Photo.SMALL), most=MAX_BYTES)
    key = secrets.token_hex(_KEY_BYTES)
    Photo.objects.update_or_create(
        user=user, defaults={"key": key, "small": small.content, "large": large.content, "added_at": now}
    )
    _point_to(user, key)


@transaction.atomic
def remove_photo(user: User) -> None:
    """Forget the photo. A second time changes nothing."""
    Photo.objects.filter(user=user).delete()
    _point_to(user, "")


def _point_to(user: User, key: str) -> None:
    user.photo_key = key
    user.save(update_fields=["photo_key"])

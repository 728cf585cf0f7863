"""Writes to the pictures of handbooks."""

from datetime import datetime, timedelta

from django.db import transaction

from core.images import Picture
from programs.models import HandbookImage, Program
from programs.models.handbook_images import KEY_LENGTH

# Long enough for somebody to go on writing in a window that was left open.
_KEPT_UNUSED = timedelta(days=1)


@transaction.atomic
def keep_image(program: Program, *, picture: Picture, now: datetime) -> HandbookImage:
    """Keep a picture for the handbook of the program; one that is there already is returned."""
    image, _created = HandbookImage.objects.get_or_create(
        program=program,
        key=picture.sha256[:KEY_LENGTH],
        defaults={
            "sha256": picture.sha256,
            "content": picture.content,
            "width": picture.width,
            "height": picture.height,
            "added_at": now,
        },
    )
    return image


@transaction.atomic
def forget_unused_images(*, now: datetime) -> int:
    """Delete the pictures that no chapter has named for a day, as after a draft was discarded; return how many."""
    unused = HandbookImage.objects.unused().filter(added_at__lt=now - _KEPT_UNUSED)
    deleted, _by_model = unused.delete()
    return deleted

"""Writes to the pictures of handbooks."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from core.documents.pictures import PLACE
from core.documents.reading import Document
from core.images import Picture, UnusablePicture, picture_of
from core.markdown import IMAGE
from programs.models import HandbookImage, Program
from programs.models.handbook_images import KEY_LENGTH

_PLACE = re.compile(rf"!\[(?P<words>[^\]]*)\]\({PLACE}(?P<place>\d{{1,3}})\)")
# Long enough for somebody to go on writing in a window that was left open.
_KEPT_UNUSED = timedelta(days=1)


def keep_images(program: Program, pictures: Iterable[Picture], *, now: datetime) -> list[str]:
    """Keep pictures for the handbook of the program, where they are not there already; return their keys."""
    images = [
        HandbookImage(
            program=program,
            key=picture.sha256[:KEY_LENGTH],
            sha256=picture.sha256,
            content=picture.content,
            width=picture.width,
            height=picture.height,
            added_at=now,
        )
        for picture in pictures
    ]
    HandbookImage.objects.bulk_create(images, ignore_conflicts=True)
    return [image.key for image in images]


def keep_pictures(program: Program, document: Document, *, now: datetime) -> Document:
    """Return a document whose text names its pictures as those of the program's handbook, where they are kept now.

    What is no picture, or can’t be used, is left out of the text and counted.
    """
    made = {place: picture for place, content in enumerate(document.pictures) if (picture := _usable(content))}
    keys = dict(zip(made, keep_images(program, made.values(), now=now), strict=True))

    def named(found: re.Match[str]) -> str:
        key = keys.get(int(found["place"]))
        return f"![{found['words']}]({IMAGE}{key})" if key else ""

    shown = {int(found["place"]) for found in _PLACE.finditer(document.markdown)} & keys.keys()
    left_out = document.counts.get("pictures", 0) + len(document.pictures) - len(shown)
    counts = document.counts | ({"pictures": left_out} if left_out else {})
    return Document(_PLACE.sub(named, document.markdown), counts)


def _usable(content: bytes) -> Picture | None:
    try:
        return picture_of(content)
    except UnusablePicture:
        return None


@transaction.atomic
def forget_unused_images(*, now: datetime) -> int:
    """Delete the pictures that no chapter has named for a day, as after a draft was discarded; return how many."""
    unused = HandbookImage.objects.unused().filter(added_at__lt=now - _KEPT_UNUSED)
    deleted, _by_model = unused.delete()
    return deleted

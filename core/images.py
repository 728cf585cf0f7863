"""Pictures that people upload, made anew: small, of one kind, and with nothing in them but what is to be seen.

What a camera writes beside a picture (place, time, owner) stays behind, because only the points are kept.
"""

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from core.errors import DomainError

MAX_BYTES = 10_000_000
# What is said to be larger is refused before a point of it is unpacked. Phones take pictures of 50 million points.
_MAX_POINTS = 51_000_000
# So many may be in memory at once: a file of 90 KB can hold 50 million, which take a gigabyte while WebP is unpacked.
_MOST_UNPACKED = 16_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_MOST_KEPT = 250_000  # bytes, so that a page stays light on a slow network
_QUALITIES = (82, 60)
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError, Image.DecompressionBombWarning)


class UnusablePicture(DomainError):
    """The file is no picture, is broken, or is larger than a page can need."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in WebP.

    Attributes:
        content: the file.
        width, height: in points.
    """

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def picture_of(content: bytes, *, longest: int = 1600) -> Picture:
    """Return an uploaded picture made anew, upright and at most 250 KB.

    Args:
        content: a file in JPEG, PNG, WebP or GIF; of one that moves, the first picture is taken.
        longest: how many points its longer side may have.

    Raises:
        UnusablePicture: it cannot be used; the message says what to do.
    """
    with _opened(content, most=MAX_BYTES) as file:
        _read_smaller(file, longest / max(file.size))
        return _fitting(_upright(file), longest)


def squares_of(content: bytes, *, part: float, sides: Sequence[int], most: int = MAX_BYTES) -> list[Picture]:
    """Return a square part of an uploaded picture, made anew and upright, once for each side.

    Args:
        content: as for `picture_of`.
        part: which part of the longer side is kept: 0 its beginning (top or left), 0.5 the middle, 1 its end.
        sides: points of each square, the largest first.
        most: bytes that the file may have.

    Raises:
        UnusablePicture: it cannot be used; the message says what to do.
    """
    with _opened(content, most=most) as file:
        _read_smaller(file, 2 * sides[0] / min(file.size))
        upright = _upright(file)
        made = [ImageOps.fit(upright, (side, side), centering=(part, part)) for side in sides]
        return [_fitting(square, square.width) for square in made]


def pictures_within(content: bytes, *, boxes: Sequence[tuple[int, int]], most: int = MAX_BYTES) -> list[Picture]:
    """Return an uploaded picture made anew and upright, once for each box; see-through stays see-through.

    Args:
        content: as for `picture_of`.
        boxes: the most points of width and height, the largest first. What is smaller stays so.
        most: bytes that the file may have.

    Raises:
        UnusablePicture: it cannot be used; the message says what to do.
    """
    with _opened(content, most=most) as file:
        _read_smaller(file, max(boxes[0]) / max(file.size))
        upright = _upright(file)
        made = []
        for box in boxes:
            upright.thumbnail(box)
            made.append(_fitting(upright.copy(), max(upright.size)))
        return made


@contextmanager
def _opened(content: bytes, *, most: int) -> Iterator[Image.Image]:
    """The picture in a file, nothing of it unpacked yet; what goes wrong with it in the block is said in words."""
    if len(content) > most:
        raise UnusablePicture(
            _("This picture is larger than %(most)d MB. Save it smaller, then choose it again.")
            % {"most": most // 1_000_000}
        )
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as file:
            _refuse_vast(file)
            yield file
    except _BROKEN as error:
        raise UnusablePicture(_("This file can’t be read as a picture. Choose a JPEG, PNG, WebP or GIF.")) from error


def _refuse_vast(file: Image.Image) -> None:
    if file.width * file.height > _MAX_POINTS:
        raise _vast(file.size)


def _read_smaller(file: Image.Image, part: float) -> None:
    """Have no more points unpacked than are needed, where the kind of file allows that: a JPEG of one pass does.

    Args:
        file: an opened picture, nothing of it unpacked yet.
        part: how much of its width and height is needed; the file gives the next larger that it can.

    Raises:
        UnusablePicture: it would still be more than may be in memory.
    """
    whole = file.size
    if not file.info.get("progressive"):  # which is unpacked whole, whatever is asked for
        file.draft("RGB", (max(1, int(whole[0] * part)), max(1, int(whole[1] * part))))
    if file.width * file.height > _MOST_UNPACKED:
        raise _vast(whole)


def _vast(size: tuple[int, int]) -> UnusablePicture:
    words = _("This picture has %(width)d × %(height)d points, far more than a page needs. Save it smaller.")
    return UnusablePicture(words % {"width": size[0], "height": size[1]})


def _upright(file: Image.Image) -> Image.Image:
    """The points alone, turned as the camera was held. No copy is made that is not needed."""
    ImageOps.exif_transpose(file, in_place=True)
    mode = "RGBA" if file.has_transparency_data else "RGB"
    return file if file.mode == mode else file.convert(mode)


def _fitting(picture: Image.Image, longest: int) -> Picture:
    """The largest and best that is light enough."""
    kept = b""
    for side in (longest, longest * 3 // 4, longest // 2):
        picture.thumbnail((side, side))
        for quality in _QUALITIES:
            file = io.BytesIO()
            picture.save(file, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"")
            kept = file.getvalue()
            if len(kept) <= _MOST_KEPT:
                return Picture(kept, picture.width, picture.height)
    return Picture(kept, picture.width, picture.height)

"""Pictures that people upload: what comes out, and what never gets in."""

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from core.images import MAX_BYTES, UnusablePicture, picture_of


def _file(kind: str, *, size: tuple[int, int] = (600, 400), mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 90).convert(mode).save(file, kind, **options)
    return file.getvalue()


def _photo() -> bytes:
    """A phone held upright, with the place in its file."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[2] = (0.0, 18.0, 49.0)
    return _file("JPEG", exif=exif)


def _bomb() -> bytes:
    """A PNG of a few hundred bytes that claims 900 million points."""
    size = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", size), (b"IDAT", zlib.compress(b"\0" * 9_000)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_photo_is_turned_made_smaller_and_forgets_where_it_was_taken() -> None:
    picture = picture_of(_photo(), longest=300)
    assert (picture.width, picture.height) == (200, 300)
    with Image.open(io.BytesIO(picture.content)) as file:
        assert (file.format, file.size) == ("WEBP", (200, 300))
        assert not file.getexif()
        assert "icc_profile" not in file.info


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_every_kind_becomes_the_same_kind(kind: str) -> None:
    assert picture_of(_file(kind, mode="L")).content[8:12] == b"WEBP"


def test_a_picture_full_of_noise_is_light_enough_for_a_page() -> None:
    assert len(picture_of(_file("PNG", size=(1700, 1700))).content) <= 250_000


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"\xff" * (MAX_BYTES + 1), "larger than 10 MB"),
        (_bomb, "far more than a page needs|can’t be read"),
        (lambda: _file("PNG", size=(8_000, 6_400), mode="1"), "8000 × 6400 points"),
        (lambda: _photo()[:2_000], "can’t be read as a picture"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can’t be read as a picture"),
        (lambda: _file("TIFF"), "can’t be read as a picture"),
        (lambda: b"", "can’t be read as a picture"),
    ],
)
def test_what_is_no_usable_picture_is_refused(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(UnusablePicture, match=words):
        picture_of(make())

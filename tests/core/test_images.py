"""Pictures that people upload: what comes out, and what never gets in."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from core.images import MAX_BYTES, UnusablePicture, picture_of, pictures_within, squares_of
from tests.core.bombs import vast_png


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


def _plain(kind: str, size: tuple[int, int], **options: object) -> bytes:
    file = io.BytesIO()
    Image.new("L", size).save(file, kind, **options)
    return file.getvalue()


def test_no_more_is_unpacked_at_once_than_memory_has() -> None:
    """A file of a few KB may hold 50 million points; a JPEG of one pass gives fewer, the others only all of them."""
    camera = _plain("JPEG", (8_000, 6_000))
    assert picture_of(camera, longest=300).width == 300
    assert [each.width for each in pictures_within(camera, boxes=((80, 40), (20, 10)))] == [53, 13]
    assert [each.width for each in squares_of(camera, part=0.5, sides=(90, 30))] == [90, 30]
    strip = _plain("JPEG", (60_000, 300))
    assert picture_of(strip, longest=600).height == 3
    for vast in (_plain("JPEG", (4_100, 4_000), progressive=True), _plain("PNG", (4_100, 4_000), compress_level=1)):
        with pytest.raises(UnusablePicture, match="4100 × 4000 points"):
            pictures_within(vast, boxes=((80, 40),))


def test_a_picture_full_of_noise_is_light_enough_for_a_page() -> None:
    assert len(picture_of(_file("PNG", size=(1700, 1700))).content) <= 250_000


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: b"\xff" * (MAX_BYTES + 1), "larger than 10 MB"),
        (vast_png, "far more than a page needs|can’t be read"),
        (lambda: _plain("JPEG", (8_000, 6_400)), "8000 × 6400 points"),
        (lambda: _photo()[:2_000], "can’t be read as a picture"),
        (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "can’t be read as a picture"),
        (lambda: _file("TIFF"), "can’t be read as a picture"),
        (lambda: b"", "can’t be read as a picture"),
    ],
)
def test_what_is_no_usable_picture_is_refused(make: Callable[[], bytes], words: str) -> None:
    with pytest.raises(UnusablePicture, match=words):
        picture_of(make())

"""The picture in the demo school's handbook: two people at a table, drawn here so that nobody's rights are in it."""

import io
from functools import cache

from PIL import Image, ImageDraw

from core.images import Picture, picture_of

_WIDE, _HIGH = 1200, 640
_LARGER = 3  # drawn larger and made smaller, so that its edges are smooth
_PAPER, _WALL, _INK = "#f4efe4", "#e6eeec", "#22302f"
_TEAL, _PINE, _OCHRE, _SAND, _SKIN, _BROWN = "#0f5a60", "#7fa8a3", "#d29a45", "#c9b28c", "#e2b48f", "#8a5a3c"


@cache
def first_meeting() -> Picture:
    """Return the drawing for the chapter about the first meeting."""
    image = Image.new("RGB", (_WIDE * _LARGER, _HIGH * _LARGER), _WALL)
    pen = _Pen(ImageDraw.Draw(image))
    _draw_room(pen)
    _draw_person(pen, middle=330, coat=_TEAL, skin=_BROWN)
    _draw_person(pen, middle=870, coat=_OCHRE, skin=_SKIN)
    _draw_table(pen)
    file = io.BytesIO()
    image.resize((_WIDE, _HIGH), Image.Resampling.LANCZOS).save(file, "PNG")
    return picture_of(file.getvalue(), longest=_WIDE)


class _Pen:
    """Draws in points of the finished picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self.draw = draw

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, *, round_by: float = 0) -> None:
        place = [each * _LARGER for each in (left, top, right, bottom)]
        self.draw.rounded_rectangle(place, radius=round_by * _LARGER, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        self.draw.ellipse([each * _LARGER for each in (x - radius, y - radius, x + radius, y + radius)], fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self.draw.polygon([(x * _LARGER, y * _LARGER) for x, y in points], fill=colour)


def _draw_room(pen: _Pen) -> None:
    """A window on a lake, and a lamp."""
    pen.box(420, 60, 780, 330, _PAPER, round_by=10)
    pen.box(434, 74, 766, 316, "#cfe0e0", round_by=4)
    pen.disc(690, 140, 30, "#f2d9a4")
    pen.shape([(434, 236), (520, 176), (600, 232), (680, 190), (766, 244), (766, 270), (434, 270)], _PINE)
    pen.box(434, 262, 766, 316, "#9dc0c3")
    pen.box(596, 74, 604, 316, _PAPER)
    pen.box(596, 0, 604, 96, _INK)
    pen.shape([(560, 96), (640, 96), (680, 150), (520, 150)], _INK)
    pen.box(0, 560, _WIDE, _HIGH, _SAND)


def _draw_person(pen: _Pen, *, middle: float, coat: str, skin: str) -> None:
    """Somebody who sits and listens."""
    towards = 1 if middle < _WIDE / 2 else -1
    pen.box(middle - 110, 300, middle + 110, 600, "#6d5a47", round_by=26)
    pen.box(middle - 92, 268, middle + 92, 560, coat, round_by=70)
    pen.box(middle - 24, 226, middle + 24, 300, skin, round_by=20)
    pen.disc(middle + 4 * towards, 186, 62, skin)
    pen.disc(middle - 6 * towards, 160, 62, _INK)
    pen.disc(middle + 18 * towards, 190, 52, skin)
    pen.disc(middle + 40 * towards, 186, 5, _INK)
    hand = middle + 132 * towards
    pen.shape(
        [(middle + 20 * towards, 340), (middle + 70 * towards, 330), (hand, 430), (hand - 30 * towards, 458)], coat
    )
    pen.disc(hand - 6 * towards, 444, 22, skin)


def _draw_table(pen: _Pen) -> None:
    """A table with two cups and one sheet of paper between them."""
    pen.box(200, 456, 1000, 492, "#a8764a", round_by=10)
    pen.box(240, 492, 272, 620, "#8b5f3a")
    pen.box(928, 492, 960, 620, "#8b5f3a")
    for x, side in ((510, -1), (690, 1)):
        pen.disc(x + 24 * side, 432, 14, _PAPER)
        pen.disc(x + 24 * side, 432, 8, "#eee7d2")
        pen.box(x - 22, 408, x + 22, 457, _PAPER, round_by=8)
        pen.box(x - 16, 412, x + 16, 418, _BROWN, round_by=3)
    pen.shape([(548, 457), (566, 436), (650, 436), (634, 457)], "#ffffff")
    for line in (441, 446, 451):
        pen.shape([(572, line), (640, line), (639, line + 2), (571, line + 2)], _PINE)

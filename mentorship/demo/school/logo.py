"""The logo of the demo school, drawn here so that nobody's rights are in it: a shield with a sun over a lake."""

import io
import math

from PIL import Image, ImageDraw

_SIDE = 320
_LARGER = 4  # drawn larger and made smaller, so that its edges are smooth
_SKY, _SUN, _FOAM = "#24508f", "#f3c969", "#fffdf7"


def shield() -> bytes:
    """Return the logo as a PNG with nothing around the shield."""
    side = _SIDE * _LARGER
    outline = Image.new("L", (side, side), 0)
    ImageDraw.Draw(outline).polygon(_points(), fill=255)
    picture = Image.new("RGB", (side, side), _SKY)
    draw = ImageDraw.Draw(picture)
    draw.ellipse(_scaled(112, 66, 208, 162), fill=_SUN)
    draw.rectangle(_scaled(0, 150, _SIDE, _SIDE), fill=_SKY)
    for row, top in enumerate((158, 194, 230)):
        draw.line(_wave(top, shift=24 * row), fill=_FOAM, width=9 * _LARGER, joint="curve")
    picture.putalpha(outline)
    file = io.BytesIO()
    picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS).crop((36, 16, 284, 308)).save(file, "PNG")
    return file.getvalue()


def _points() -> list[tuple[float, float]]:
    """A shield: straight above, pointed below."""
    left = [(40 + 120 * part**2.2, 180 + 124 * part) for part in (step / 24 for step in range(25))]
    right = [(_SIDE - x, y) for x, y in reversed(left)]
    return [(x * _LARGER, y * _LARGER) for x, y in ((40, 20), *left, *right, (280, 20))]


def _wave(top: float, *, shift: float) -> list[tuple[float, float]]:
    places = range(0, _SIDE + 1, 4)
    return [(x * _LARGER, (top + 9 * math.sin((x + shift) / 23)) * _LARGER) for x in places]


def _scaled(*places: float) -> list[float]:
    return [place * _LARGER for place in places]

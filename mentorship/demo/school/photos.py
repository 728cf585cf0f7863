"""Portraits of some of the cast, drawn: the demo school shows no face of anybody."""

import io

from PIL import Image, ImageDraw

from accounts.services.photos import keep_photo
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School

_SIDE = 320
# Person, colors of background, clothes, skin and hair.
_PORTRAITS = (
    ("ruth-nambozo-hale", "#e1edeb", "#0a4f58", "#6b4630", "#231a16"),
    ("josette-arsenault-kay", "#f8e9dc", "#9d3d14", "#e4b899", "#8b6a46"),
    ("kofi-lindgren", "#f2eee4", "#5f77c0", "#8a5a3c", "#1c2527"),
    ("noor-haddad-quist", "#e6e9f5", "#b07d1f", "#c99470", "#2c211d"),
)


def draw_portraits(school: School) -> None:
    """Give those people a drawn portrait, as if they had uploaded it three weeks ago."""
    for slug, *colors in _PORTRAITS:
        keep_photo(school.user(slug), content=_portrait(*colors), part=0.5, now=at(school.today, 8))


def _portrait(background: str, clothes: str, skin: str, hair: str) -> bytes:
    picture = Image.new("RGB", (_SIDE, _SIDE), background)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((88, 44, 232, 210), fill=hair)
    draw.ellipse((40, 226, 280, 460), fill=clothes)
    draw.rectangle((138, 180, 182, 246), fill=skin)
    draw.ellipse((106, 72, 214, 204), fill=skin)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()

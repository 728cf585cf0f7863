"""The picture that messengers and social networks show beside a link to a program (Open Graph, 1200 × 630 pixels)."""

import json
import os
from pathlib import Path

from django.conf import settings

from core.text import clean_line
from core.typeset_once import typeset_once
from programs.models import Program

_TEMPLATE = Path(settings.BASE_DIR) / "templates" / "programs" / "preview.typ"
# The page is 600 × 315 points: two pixels a point.
_PIXELS_AN_INCH = 144


def preview_image(program: Program) -> bytes:
    """Return a PNG with the names of program and school. What was drawn of the same words within a week is kept."""
    words = {"name": program.name, "line": program.tagline, "school": program.institution.name}
    data = json.dumps({key: clean_line(text) for key, text in words.items()}, ensure_ascii=False)
    return typeset_once("preview-image", _TEMPLATE, data, lambda: _drawn(data))


def _drawn(data: str) -> bytes:
    import typst  # loads a compiler: only when a picture is asked for

    return typst.compile(os.fspath(_TEMPLATE), sys_inputs={"data": data}, format="png", ppi=_PIXELS_AN_INCH)

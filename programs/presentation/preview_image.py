"""The picture that messengers and social networks show beside a link to a program (Open Graph, 1200 × 630 pixels)."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from core.text import clean_line
from core.typeset_once import typeset_once
from programs.models import Program
from programs.presentation.brands import PETROL
from programs.queries.schools import logo_of

_TEMPLATE = Path(settings.BASE_DIR) / "templates" / "programs" / "preview.typ"
# The page is 600 × 315 points: two pixels a point.
_PIXELS_AN_INCH = 144


def preview_image(program: Program) -> bytes:
    """Return a PNG with names and logo. What was drawn of the same within a week is kept."""
    school = program.institution
    words = {"name": program.name, "line": program.tagline, "school": school.name, "logo": school.logo_key}
    words["accent"] = school.accent or PETROL
    data = json.dumps({key: clean_line(text) for key, text in words.items()}, ensure_ascii=False)
    return typeset_once("preview-image", _TEMPLATE, data, lambda: _drawn(data, logo_of(school)))


def _drawn(data: str, logo: bytes) -> bytes:
    """Typeset in a folder with nothing but the logo, outside which the typesetter reads nothing."""
    import typst  # loads a compiler: only when a picture is asked for

    with TemporaryDirectory() as folder:
        Path(folder, "logo.webp").write_bytes(logo)
        source = Path(folder, "preview.typ")
        source.write_bytes(_TEMPLATE.read_bytes())
        return typst.compile(
            os.fspath(source), root=folder, sys_inputs={"data": data}, format="png", ppi=_PIXELS_AN_INCH
        )

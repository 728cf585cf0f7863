"""The picture that messengers and social networks show beside a link to a program (Open Graph, 1200 × 630 pixels)."""

import hashlib
import json
import os
from pathlib import Path

from django.conf import settings
from django.core.cache import cache

from core.text import clean_line
from programs.models import Program

_TEMPLATE = Path(settings.BASE_DIR) / "templates" / "programs" / "preview.typ"
# The page is 600 × 315 points: two pixels a point.
_PIXELS_AN_INCH = 144
_KEPT_FOR = 7 * 24 * 3600  # seconds


def preview_image(program: Program) -> bytes:
    """Return a PNG with the names of program and school. What was drawn of the same words within a week is kept."""
    words = {"name": program.name, "line": program.tagline, "school": program.institution.name}
    data = json.dumps({key: clean_line(text) for key, text in words.items()}, ensure_ascii=False)
    key = "preview-image:" + hashlib.sha256(_TEMPLATE.read_bytes() + data.encode()).hexdigest()
    content: bytes | None = cache.get(key)
    if content is None:
        content = _drawn(data)
        cache.set(key, content, _KEPT_FOR)
    return content


def _drawn(data: str) -> bytes:
    import typst  # loads a compiler: only when a picture is asked for

    return typst.compile(os.fspath(_TEMPLATE), sys_inputs={"data": data}, format="png", ppi=_PIXELS_AN_INCH)

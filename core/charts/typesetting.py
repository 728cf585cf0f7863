"""Figures for the typesetter: what `templates/charts/charts.typ` draws in a PDF."""

from dataclasses import asdict
from typing import Any

from core.charts.figures import Figure
from core.text import clean_line


def typeset_data(figure: Figure) -> dict[str, Any]:
    """Return a figure as data for `figure-of` of `charts.typ`: its texts, its drawing and its table."""
    drawing = asdict(figure.drawing)
    return {
        "layout": figure.partial.removeprefix("charts/_").removesuffix(".html"),
        "finding": clean_line(figure.headline),
        "title": clean_line(figure.title),
        "notes": [clean_line(note) for note in figure.notes],
        "drawing": drawing,
        "table": asdict(figure.table),
    }

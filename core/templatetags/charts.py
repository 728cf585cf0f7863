"""How templates show a figure."""

from typing import Any

from django import template
from django.utils.translation import get_language_bidi

from core.charts.figures import Figure

register = template.Library()


@register.inclusion_tag("charts/_figure.html")
def chart(figure: Figure, *, numbers: bool = True) -> dict[str, Any]:
    """The figure with its finding, its drawing, its notes and, folded, its table. The page loads `report.css`.

    Args:
        figure: what is shown.
        numbers: whether its table follows; a page that has one of its own leaves it out.
    """
    drawing, mirrored = figure.drawing, get_language_bidi()
    return {
        "figure": figure,
        "drawing": drawing.mirrored() if mirrored else drawing,
        "mirrored": mirrored,
        "numbers": numbers,
    }

"""The year of a cycle as a line: `{% yearline cycle %}`."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from core.templatetags.deadlines import reader_zone
from programs.models import Cycle
from programs.presentation.year_line import year
from programs.queries.ranking_windows import RankingWindow, ranking_window, ranking_windows

register = template.Library()
_READ = "_windows_on_page"


@register.inclusion_tag("programs/_yearline.html", takes_context=True)
def yearline(context: dict[str, Any], cycle: Cycle, now: datetime | None = None) -> dict[str, Any]:
    """Render the year line of `cycle`.

    Args:
        context: a view may put an instant under "now" into it.
        cycle: with its program and institution.
        now: an instant; otherwise that of the context, otherwise the present.
    """
    moment = now or context.get("now") or timezone.now()
    return {"yearline": year(cycle, now=moment, reader=reader_zone(context), known=_windows(cycle))}


@register.simple_tag
def ranking_dates(cycle: Cycle) -> RankingWindow:
    """When mentees of the cycle rank, as the year line has it."""
    return ranking_window(cycle, _windows(cycle))


def _windows(cycle: Cycle) -> list[RankingWindow]:
    """When lists are taken, read once for a page, which holds one object for its cycle."""
    known: list[RankingWindow] | None = vars(cycle).get(_READ)
    if known is None:
        known = vars(cycle)[_READ] = ranking_windows(cycle) if cycle.program.has_rounds else []
    return known

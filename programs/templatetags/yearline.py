"""The year of a cycle as a line: `{% yearline cycle %}`."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.deadlines import day_deadline_text, deadline_time
from core.templatetags.deadlines import reader_zone
from programs.models import Cycle, CycleState
from programs.selectors.programs import Deadline, next_deadline
from programs.stages import ListTime, Phase, list_times, phases, ranking_time

register = template.Library()


@register.inclusion_tag("programs/_yearline.html", takes_context=True)
def yearline(context: dict[str, Any], cycle: Cycle, now: datetime | None = None) -> dict[str, Any]:
    """Render the year line of `cycle`.

    Args:
        context: a view may put an instant under "now" into it.
        cycle: with its program and institution.
        now: the instant of the knob; otherwise that of the context, otherwise the present.
    """
    moment = now or context.get("now") or timezone.now()
    return {"yearline": year(cycle, now=moment, reader=reader_zone(context))}


@register.simple_tag
def ranking_dates(cycle: Cycle) -> ListTime:
    """When mentees of the cycle rank, as the year line has it."""
    return ranking_time(cycle)


def year(cycle: Cycle, *, now: datetime, reader: ZoneInfo | None = None) -> dict[str, Any]:
    """Return what `programs/_yearline.html` draws, at the instant `now`, with deadlines by the `reader`'s clock too."""
    today = cycle.local_day(now)
    known = list_times(cycle)
    drawn = phases(cycle, ranking_time(cycle, known))
    here = _phase_of_today(cycle, drawn)
    deadline = next_deadline(cycle, now=now, known=known)
    return {
        "name": cycle.program.name,
        "phases": [_drawn(phase, index, here, today) for index, phase in enumerate(drawn)],
        "next": deadline and {"title": deadline.title, "when": _when(cycle, deadline, now, reader)},
    }


def _phase_of_today(cycle: Cycle, drawn: list[Phase]) -> int:
    """The cycle's own state says where we are; dates only say how far. After the end it is past the last phase."""
    states = [phase.state for phase in drawn]
    return len(drawn) if cycle.state == CycleState.CLOSED else states.index(CycleState(cycle.state))


def _drawn(phase: Phase, index: int, here: int, today: date) -> dict[str, Any]:
    state = "done" if index < here else "here" if index == here else "ahead"
    passed = (today - phase.starts).days / max(1, (phase.ends - phase.starts).days)
    return {
        "label": phase.label,
        "state": state,
        "weeks": phase.weeks,
        "tick": 100 / phase.weeks,
        "percent": 100 * min(1.0, max(0.0, passed)),
        "dates": _here_words(phase, today) if state == "here" else _range(phase.starts, phase.ends - timedelta(days=1)),
    }


def _here_words(phase: Phase, today: date) -> str:
    if not phase.starts <= today < phase.ends:
        return _("You are here")
    week = min(phase.weeks, (today - phase.starts).days // 7 + 1)
    return _("You are here, week %(week)d of %(weeks)d") % {"week": week, "weeks": phase.weeks}


def _range(first: date, last: date) -> str:
    """As in “14 – 25 Sep” and “28 Sep – 16 Oct”."""
    end = date_format(max(first, last), "j M")
    if first >= last:
        return end
    start = date_format(first, "j" if (first.year, first.month) == (last.year, last.month) else "j M")
    return f"{start} – {end}"


def _when(cycle: Cycle, deadline: Deadline, now: datetime, reader: ZoneInfo | None) -> str:
    """As in “Fri 25 Sep 2026, 17:00 Toronto (in 5 days)”."""
    zone = cycle.program.institution.zone
    if deadline.at is None:
        return day_deadline_text(deadline.day, zone=zone, now=now)
    return deadline_time(deadline.at, zone=zone, reader=reader, now=now)

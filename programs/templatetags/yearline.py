"""The year of a cycle as a line: `{% yearline cycle %}`."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programs.models import Cycle, CycleState, Phase
from programs.selectors.programs import Deadline, next_deadline

register = template.Library()

_NEAR_DAYS = 30


@register.inclusion_tag("programs/_yearline.html", takes_context=True)
def yearline(context: dict[str, Any], cycle: Cycle, now: datetime | None = None) -> dict[str, Any]:
    """Render the year line of `cycle`.

    Args:
        context: a view may put an instant under "now" into it.
        cycle: with its program and institution.
        now: the instant of the knob; otherwise that of the context, otherwise the present.
    """
    moment = now or context.get("now") or timezone.now()
    return {"yearline": year(cycle, now=moment)}


def year(cycle: Cycle, *, now: datetime) -> dict[str, Any]:
    """Return what `programs/_yearline.html` draws, at the instant `now`."""
    today = cycle.local_day(now)
    phases = cycle.phases
    here = _phase_of_today(cycle, phases, today)
    deadline = next_deadline(cycle, now=now)
    return {
        "name": cycle.program.name,
        "phases": [_drawn(phase, index, here, today) for index, phase in enumerate(phases)],
        "next": deadline and {"title": deadline.title, "when": _when(cycle, deadline, now)},
    }


def _phase_of_today(cycle: Cycle, phases: list[Phase], today: date) -> int:
    """The cycle's own state says where we are; dates only say how far. After the end it is past the last phase."""
    states = [phase.state for phase in phases]
    return len(phases) if cycle.state == CycleState.CLOSED else states.index(CycleState(cycle.state))


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
    end = date_format(last, "j M")
    if first >= last:
        return end
    start = date_format(first, "j" if (first.year, first.month) == (last.year, last.month) else "j M")
    return f"{start} – {end}"


def _when(cycle: Cycle, deadline: Deadline, now: datetime) -> str:
    """As in “Fri 25 Sep 2026, 17:00 · in 5 days”, in the school's zone."""
    zone = cycle.program.institution.zone
    text = date_format(deadline.day, "D j M Y")
    if deadline.at:
        text += ", " + date_format(deadline.at.astimezone(zone), "H:i")
    days = (deadline.day - now.astimezone(zone).date()).days
    if days > _NEAR_DAYS:
        return text
    near = _("today") if days == 0 else ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}
    return f"{text} · {near}"

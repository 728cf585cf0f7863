"""The year of a cycle as a line: its phases by their dates as they hold now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.deadlines import day_deadline_text, deadline_time
from programs.models import Cycle, CycleState
from programs.presentation.deadlines import Deadline, next_deadline
from programs.queries.ranking_windows import RankingWindow, ranking_window, ranking_windows

_OF_ROUNDS = (CycleState.RANKING, CycleState.MATCHING)


@dataclass(frozen=True, slots=True)
class Phase:
    """One stretch of the year line.

    Attributes:
        state: the state of the cycle in this phase.
        starts: first day, in the institution's zone.
        ends: the day after the last one.
    """

    state: CycleState
    starts: date
    ends: date

    @property
    def label(self) -> Any:
        """The phase's name in the reader's language."""
        return self.state.label

    @property
    def weeks(self) -> int:
        """Length in weeks, at least one."""
        return max(1, round((self.ends - self.starts).days / 7))


def phases(cycle: Cycle, ranking: RankingWindow) -> list[Phase]:
    """The phases of the year line, in order, without gaps; `ranking` is the cycle's `ranking_window`.

    They are six, or four where no round takes lists and matches them.
    """
    starts = [
        (CycleState.PLANNING, cycle.planning_from),
        (CycleState.ENROLLING, cycle.enrolling_from),
        (CycleState.RANKING, cycle.local_day(ranking.opens_at or cycle.ranking_opens_at)),
        (CycleState.MATCHING, _day_after(cycle, ranking.closes_at)),
        (CycleState.RUNNING, cycle.running_from),
        (CycleState.CLOSING, cycle.closing_from),
    ]
    if not cycle.program.has_rounds:
        starts = [start for start in starts if start[0] not in _OF_ROUNDS]
    days = [start for _state, start in starts[1:]] + [cycle.ends_on + timedelta(days=1)]
    found, begins = [], cycle.planning_from
    for (state, start), end in zip(starts, days, strict=True):
        begins = max(begins, start)
        found.append(Phase(state, begins, max(begins, end)))
    return found


def _day_after(cycle: Cycle, closes_at: datetime) -> date:
    """The day after the last one on which a list can change; lists that close at midnight close with the day before."""
    return cycle.local_day(closes_at - timedelta(microseconds=1)) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DrawnPhase:
    """A phase as `programs/_yearline.html` draws it.

    Attributes:
        label: its name.
        state: "done", "here" or "ahead".
        weeks: its length.
        tick: the distance between two weeks, in percent of the phase.
        percent: how much of it has passed.
        dates: in words.
    """

    label: Any
    state: str
    weeks: int
    tick: float
    percent: float
    dates: str


@dataclass(frozen=True, slots=True)
class NextDeadline:
    """What the year asks for next: its title, and when in words."""

    title: Any
    when: str


@dataclass(frozen=True, slots=True)
class YearLine:
    """The year of a cycle: the name of the program, the phases in order, and the next deadline, if there is one."""

    name: str
    phases: list[DrawnPhase]
    next: NextDeadline | None


def year(
    cycle: Cycle, *, now: datetime, reader: ZoneInfo | None = None, known: list[RankingWindow] | None = None
) -> YearLine:
    """Return what `programs/_yearline.html` draws, at the instant `now`, with deadlines by the `reader`'s clock too.

    `known` are the cycle's `ranking_windows`, where the caller has them.
    """
    today = cycle.local_day(now)
    if known is None:
        known = ranking_windows(cycle) if cycle.program.has_rounds else []
    drawn = phases(cycle, ranking_window(cycle, known))
    here = _phase_of_today(cycle, drawn)
    deadline = next_deadline(cycle, now=now, known=known)
    return YearLine(
        name=cycle.program.name,
        phases=[_drawn(phase, index, here, today) for index, phase in enumerate(drawn)],
        next=NextDeadline(deadline.title, _when(cycle, deadline, now, reader)) if deadline else None,
    )


def _phase_of_today(cycle: Cycle, drawn: list[Phase]) -> int:
    """The cycle's own state says where we are; dates only say how far. After the end it is past the last phase."""
    if cycle.state == CycleState.CLOSED:
        return len(drawn)
    states = [phase.state for phase in drawn]
    here = CycleState(cycle.state)
    return states.index(here if here in states else CycleState.ENROLLING)


def _drawn(phase: Phase, index: int, here: int, today: date) -> DrawnPhase:
    state = "done" if index < here else "here" if index == here else "ahead"
    passed = (today - phase.starts).days / max(1, (phase.ends - phase.starts).days)
    last = phase.ends - timedelta(days=1)
    return DrawnPhase(
        label=phase.label,
        state=state,
        weeks=phase.weeks,
        tick=100 / phase.weeks,
        percent=100 * min(1.0, max(0.0, passed)),
        dates=_here_words(phase, today) if state == "here" else _range(phase.starts, last),
    )


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

"""Pairs that once drifted in a year, and what became of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from pairs.models import Mentorship, Pause
from programs.models import Cycle
from reports.models.figures import DriftFigures
from reports.queries.meetings import ENDED_EARLY, Held
from sessions.queries.drift import AT_RISK_AFTER, quiet_pairs


def drift_figures(cycle: Cycle, pairs: Sequence[Mentorship], held: Sequence[Held], *, now: datetime) -> DriftFigures:
    """Count the pairs that once were quiet for as long as makes one at risk, and what became of them. Three queries.

    Args:
        cycle: the year, with program and institution.
        pairs: its formal pairs.
        held: its `held_sessions`.
        now: the instant.
    """
    days: dict[int, list[date]] = defaultdict(list)
    for key, _origin, starts, _minutes in held:
        if key is not None:
            days[key].append(cycle.local_day(starts))
    pauses: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    rows = Pause.objects.filter(mentorship__cycle=cycle).order_by()
    for paused, began_on, ended_on in rows.values_list("mentorship", "began_on", "ended_on"):
        pauses[paused].append((began_on, ended_on))
    still = set(quiet_pairs(cycle, now=now).values_list("pk", flat=True))
    patience, today = AT_RISK_AFTER * cycle.program.cadence_days, cycle.local_day(now)
    numbers: Counter[str] = Counter()
    for pair in pairs:
        quiet, at_end = _was_quiet(pair, days[pair.pk], pauses[pair.pk], patience, min(today, cycle.closing_from))
        ended = at_end and pair.state in ENDED_EARLY
        silent = pair.pk in still or (at_end and pair.state == Mentorship.State.COMPLETED)
        numbers["still_quiet"] += silent
        numbers["ended"] += ended
        numbers["met_again"] += quiet and not silent and not ended
    total = numbers["still_quiet"] + numbers["ended"] + numbers["met_again"]
    return {
        "pairs": len(pairs),
        "quiet": total,
        "met_again": numbers["met_again"],
        "still_quiet": numbers["still_quiet"],
        "ended": numbers["ended"],
    }


def _was_quiet(
    pair: Mentorship, met: Sequence[date], pauses: Iterable[tuple[date, date | None]], patience: float, today: date
) -> tuple[bool, bool]:
    """Whether the pair met again after a long silence, and whether it has been silent since until its end."""
    until = min(pair.ended_on or today, today)
    marks = [pair.counts_from, *met, until]
    rests = [(began, ended or until) for began, ended in pauses]
    gaps = [_gap(first, last, rests) > patience for first, last in pairwise(marks)]
    return any(gaps[:-1]), gaps[-1]


def _gap(first: date, last: date, rests: Iterable[tuple[date, date]]) -> int:
    """Days between two marks, without those of pauses."""
    resting = sum(max(0, (min(ended, last) - max(began, first)).days) for began, ended in rests)
    return (last - first).days - resting

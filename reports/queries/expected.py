"""How many sessions were to be expected: one for each interval in which a pair or a group went on."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pairs.models import MentoringGroup, Mentorship, Pause
from programs.models import Cycle

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in which sessions were expected, of a pair or a group of `origin` and `format`; pauses count backwards."""

    origin: str
    format: str
    first: date
    end: date
    sign: int = 1


GROUPS = "groups"
PAIRS = "pairs"


def stretches_of(cycle: Cycle, pairs: Iterable[Mentorship], *, today: date) -> list[Stretch]:
    """Return the days that count, up to today or to where the year begins to close, and those of pauses. Two queries.

    Args:
        cycle: the year, with its program.
        pairs: its formal pairs.
        today: at the school.
    """
    until = min(today, cycle.closing_from)
    days = {pair.pk: _days_of(pair, until) for pair in pairs if not pair.is_proposed}
    found = list(days.values())
    pauses = Pause.objects.filter(mentorship__cycle=cycle).order_by()
    for key, began, ended in pauses.values_list("mentorship", "began_on", "ended_on"):
        if whole := days.get(key):
            within = max(began, whole.first), min(ended or until, whole.end)
            found.append(Stretch(whole.origin, PAIRS, *within, sign=-1))
    formed = MentoringGroup.objects.filter(cycle=cycle).going_on().values_list("formed_on", flat=True)
    found += [Stretch("", GROUPS, max(day, cycle.running_from), until) for day in formed]
    return [stretch for stretch in found if stretch.first < stretch.end]


def _days_of(pair: Mentorship, until: date) -> Stretch:
    return Stretch(pair.origin, PAIRS, pair.counts_from, min(pair.ended_on or until, until))


def expected_by_month(stretches: Iterable[Stretch], *, cadence: int) -> dict[str, float]:
    """Return month → sessions expected, the earliest month first.

    Args:
        stretches: days that count.
        cadence: days between sessions.
    """
    changes: Counter[date] = Counter()
    for stretch in stretches:
        changes[stretch.first] += stretch.sign
        changes[stretch.end] -= stretch.sign
    months: Counter[str] = Counter()
    going_on, days = 0, sorted(changes)
    for at, day in enumerate(days):
        going_on += changes[day]
        if going_on and at + 1 < len(days):
            _spread(months, going_on, day, days[at + 1])
    return {month: months[month] / cadence for month in sorted(months)}


def _spread(months: Counter[str], going_on: int, day: date, end: date) -> None:
    """Add the days from `day` to `end`, month by month."""
    while day < end:
        following = min(end, (day.replace(day=1) + 32 * _DAY).replace(day=1))
        months[f"{day:%Y-%m}"] += going_on * (following - day).days
        day = following


def expected_of(stretches: Iterable[Stretch], *, cadence: int) -> float:
    """Return how many sessions were to be expected altogether."""
    return sum(stretch.sign * (stretch.end - stretch.first).days for stretch in stretches) / cadence

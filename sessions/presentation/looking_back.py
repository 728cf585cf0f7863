"""The sessions of a pair in hindsight: how many, how long, and in which months."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from pairs.models import Mentorship
from sessions.models import counts_as_held

_BAR, _GAP, _HEIGHT, _FOOT = 28, 12, 96, 20


@dataclass(frozen=True, slots=True)
class MonthBar:
    """One month of the picture.

    Attributes:
        first: its first day.
        sessions: how many were held.
        minutes: how long they were together.
        x, y, height: of its bar, in the units of the picture.
    """

    first: date
    sessions: int
    minutes: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """Where its label stands."""
        return self.x + _BAR // 2


@dataclass(frozen=True, slots=True)
class Hindsight:
    """What a pair did.

    Attributes:
        sessions: how many sessions were held.
        minutes: how long they were together.
        months: every month from the first session to the last, with its bar.
        width, height: of the picture.
    """

    sessions: int
    minutes: int
    months: list[MonthBar]
    width: int
    height: int = _HEIGHT + _FOOT

    @property
    def hours(self) -> float:
        """The same as `minutes`, in hours with a half."""
        return round(self.minutes / 30) / 2

    @property
    def baseline(self) -> int:
        """Where the bars stand."""
        return _HEIGHT


def hindsight_of(mentorship: Mentorship, reader: User) -> Hindsight:
    """Return what a pair held, by the months of the reader's clock."""
    rows = mentorship.sessions.filter(counts_as_held()).order_by("starts_at").values_list("starts_at", "minutes")
    sessions: Counter[date] = Counter()
    minutes: Counter[date] = Counter()
    for starts_at, length in rows:
        month = starts_at.astimezone(reader.zone).date().replace(day=1)
        sessions[month] += 1
        minutes[month] += length
    months = _months(min(sessions), max(sessions)) if sessions else []
    tallest = max(sessions.values(), default=1)
    bars = [
        _bar(number, month, sessions[month], minutes[month], _HEIGHT * sessions[month] // tallest)
        for number, month in enumerate(months)
    ]
    width = len(bars) * (_BAR + _GAP) + _GAP
    return Hindsight(sessions.total(), minutes.total(), bars, width)


def _bar(number: int, month: date, sessions: int, minutes: int, height: int) -> MonthBar:
    return MonthBar(month, sessions, minutes, _GAP + number * (_BAR + _GAP), _HEIGHT - height, height)


def _months(first: date, last: date) -> list[date]:
    """Every month from `first` to `last`, each by its first day."""
    span = (last.year - first.year) * 12 + last.month - first.month
    return [date(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1, 1) for n in range(span + 1)]

"""Numbers over months or years, a line for each series with its name at its end."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from core.charts.drawings import Drawing, Line, Mark, Panel, Rect, Shape, Side, SideLabel, Words
from core.charts.figures import Figure, Table
from core.charts.values import Estimate, Scale, Value, Withheld, overlap

_TOP, _BOTTOM, _HEIGHT = 14, 174, 200
_FIRST, _LAST = 4.0, 96.0
# Names at the ends of lines: characters in a line of them, pixels of a line and of a character.
_LETTERS, _LINE, _LETTER = 14, 14, 7.2
# A phone has room for so many letters below the axis.
_ON_A_PHONE = 24


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, and a value for each time."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Figure):
    """Up to three lines over the same times.

    Attributes:
        times: names of months or years, the first first.
        series: the lines.
        scale: of all values.
        of_what: what the times are, for the head of the table.
    """

    partial: ClassVar = "charts/_lines.html"

    times: Sequence[str]
    series: Sequence[Series]
    scale: Scale
    of_what: str

    @property
    def withholds(self) -> bool:
        return any(isinstance(value, Withheld) for line in self.series for value in line.values)

    @property
    def has_intervals(self) -> bool:
        return any(isinstance(value, Estimate) and value.interval for line in self.series for value in line.values)

    @property
    def computed_finding(self) -> str:
        return " ".join(self._finding_of(line) for line in self.series) or _("Nothing to show yet.")

    @property
    def drawing(self) -> Drawing:
        shapes = [*self._grid(), *(shape for at, line in enumerate(self.series) for shape in self._line(at, line))]
        ticks = [SideLabel([(round(self._y(tick)) + 4, text)]) for tick, text in self.scale.ticks]
        return Drawing([Panel(_HEIGHT, shapes)], before=_side(ticks), after=_side(self._names()))

    @property
    def table(self) -> Table:
        rows = [
            [time, *(self.scale.words(line.values[at]) for line in self.series)] for at, time in enumerate(self.times)
        ]
        return Table([self.of_what, *(line.name for line in self.series)], rows)

    def _x(self, at: int) -> float:
        return _FIRST + (_LAST - _FIRST) * (at / (len(self.times) - 1) if len(self.times) > 1 else 0.5)

    def _y(self, value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * self.scale.place(value) / 100

    def _grid(self) -> Iterator[Shape]:
        for tick, _text in self.scale.ticks:
            y = self._y(tick)
            yield Line(0, y, 100, y, "axis-zero" if tick == self.scale.low else "axis")
        crowded = sum(map(len, self.times)) > _ON_A_PHONE
        for at, time in enumerate(self.times):
            spare = crowded and (len(self.times) - 1 - at) % 2
            yield Words(self._x(at), _BOTTOM + 18, time, "spare" if spare else "")

    def _line(self, at: int, line: Series) -> Iterator[Shape]:
        before: tuple[float, float] | None = None
        for place, value in enumerate(line.values):
            x = self._x(place)
            if not isinstance(value, Estimate):
                before = None
                if isinstance(value, Withheld):
                    yield Rect(x - 2, _BOTTOM - 16 * (at + 1), 4, 14, "withheld")
                continue
            y = self._y(value.value)
            if before:
                yield Line(*before, x, y, f"trace-{at + 1}")
            if value.interval:
                low, high = map(self._y, value.interval)
                yield Line(x, low, x, high, f"whisker-{at + 1}")
            yield Mark(x, y, f"mark-{at + 1}")
            before = (x, y)

    def _names(self) -> list[SideLabel]:
        """The names, as near to the ends of their lines as they can be without touching each other."""
        ends, free = [], float(_TOP) - _LINE
        last = [(self._y(known[-1].value), at) for at, line in enumerate(self.series) if (known := _known(line))]
        for y, at in sorted(last):
            lines = textwrap.wrap(self.series[at].name, _LETTERS) or [""]
            top = max(y + 4 - _LINE * (len(lines) - 1) / 2, free + _LINE)
            free = top + _LINE * (len(lines) - 1) + 2
            ends.append(
                SideLabel([(round(top + _LINE * row), text) for row, text in enumerate(lines)], f"end-{at + 1}")
            )
        return ends

    def _finding_of(self, line: Series) -> str:
        known = [
            (time, value) for time, value in zip(self.times, line.values, strict=True) if isinstance(value, Estimate)
        ]
        if len(known) < 2:
            return _("%(name)s: too few numbers to compare.") % {"name": line.name}
        (first, before), (last, after) = known[0], known[-1]
        words = {
            "name": line.name, "first": first, "last": last,
            "before": self.scale.text(before.value), "after": self.scale.text(after.value),
        }  # fmt: skip
        counted = before.interval is None or after.interval is None
        if words["before"] == words["after"] or overlap(before, after):
            if counted:
                return _("%(name)s: %(after)s in %(last)s, as in %(first)s.") % words
            return _("%(name)s: no clear change from %(first)s to %(last)s; the intervals overlap.") % words
        if after.value > before.value:
            return _("%(name)s rose from %(before)s in %(first)s to %(after)s in %(last)s.") % words
        return _("%(name)s fell from %(before)s in %(first)s to %(after)s in %(last)s.") % words


def _known(line: Series) -> list[Estimate]:
    return [value for value in line.values if isinstance(value, Estimate)]


def _side(labels: Sequence[SideLabel]) -> Side:
    longest = max((len(text) for label in labels for _y, text in label.lines), default=0)
    return Side(labels, round(longest * _LETTER))

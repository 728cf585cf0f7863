"""Points with their 95 % intervals on one scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from core.charts.drawings import Drawing, Line, Mark, Panel, Rect, Shape, Words
from core.charts.figures import Figure, Table
from core.charts.values import Estimate, Scale, Value, Withheld, overlap

_HEIGHT, _MIDDLE, _AXIS, _AXIS_TWO, _TICK_TEXT = 26, 13, 20, 36, 15
_MARKS = ("mark-1", "mark-2", "mark-3")


@dataclass(frozen=True, slots=True)
class DotRow:
    """What is estimated: its name, and a value for each series."""

    label: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Reference:
    """A line to compare with: where it is, and what it is."""

    value: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DotPlot(Figure):
    """A row for each thing, or for each thing and series.

    Attributes:
        rows: in their order.
        scale: of all values.
        series: names of up to three groups; empty for one without a name.
        of_what: what the rows are, for the head of the table.
        reference: a line across all rows.
    """

    partial: ClassVar = "charts/_rows.html"

    rows: Sequence[DotRow]
    scale: Scale
    of_what: str
    series: Sequence[str] = ()
    reference: Reference | None = None

    @property
    def values(self) -> list[Value]:
        """All of them."""
        return [value for row in self.rows for value in row.values]

    @property
    def withholds(self) -> bool:
        return any(isinstance(value, Withheld) for value in self.values)

    @property
    def has_intervals(self) -> bool:
        return any(isinstance(value, Estimate) and value.interval for value in self.values)

    @property
    def computed_finding(self) -> str:
        return self._finding_of_series() if self.series else self._finding_of_rows()

    @property
    def drawing(self) -> Drawing:
        return Drawing(list(self._panels()), self._axis())

    @property
    def table(self) -> Table:
        names = self.series or [_("Estimate")]
        return Table([self.of_what, *names], [[row.label, *map(self.scale.words, row.values)] for row in self.rows])

    def _panels(self) -> Iterator[Panel]:
        for row in self.rows:
            for at, value in enumerate(row.values):
                label = self.series[at] if self.series else row.label
                heading = row.label if self.series and at == 0 else ""
                yield Panel(_HEIGHT, list(self._shapes(value, at)), label, self.scale.words(value), heading)

    def _shapes(self, value: Value, at: int) -> Iterator[Shape]:
        for tick, _text in self.scale.ticks:
            x = self.scale.place(tick)
            yield Line(x, 0, x, _HEIGHT, "axis-zero" if tick == 0 > self.scale.low else "axis")
        if self.reference:
            x = self.scale.place(self.reference.value)
            yield Line(x, 0, x, _HEIGHT, "reference")
        if isinstance(value, Withheld):
            yield Rect(0, _MIDDLE - 7, 100, 14, "withheld")
        elif value:
            if value.interval:
                low, high = map(self.scale.place, value.interval)
                yield Line(low, _MIDDLE, high, _MIDDLE, f"whisker-{at + 1}")
            yield Mark(self.scale.place(value.value), _MIDDLE, _MARKS[at])

    def _axis(self) -> Panel:
        shapes: list[Shape] = [
            Words(self.scale.place(tick), _TICK_TEXT, text, anchor=_anchor(self.scale.place(tick)))
            for tick, text in self.scale.ticks
        ]
        if not self.reference:
            return Panel(_AXIS, shapes)
        x = self.scale.place(self.reference.value)
        anchor = "start" if x < 30 else "end" if x > 70 else "middle"
        words = f"{self.reference.label} {self.scale.text(self.reference.value)}"
        return Panel(_AXIS_TWO, [*shapes, Words(x, _AXIS_TWO - 4, words, "chart-label", anchor)])

    def _finding_of_rows(self) -> str:
        """The highest and the lowest, where they can be told apart."""
        known = [(row.label, value) for row in self.rows for value in row.values if isinstance(value, Estimate)]
        if len(known) < 2:
            return _("Too few answers to compare.")
        top, bottom = max(known, key=lambda one: one[1].value), min(known, key=lambda one: one[1].value)
        if overlap(top[1], bottom[1]):
            return _("No clear difference: the intervals overlap.") if self.has_intervals else _("All are equal.")
        return _("“%(top)s” is highest (%(most)s), “%(bottom)s” lowest (%(least)s).") % {
            "top": top[0], "most": self.scale.text(top[1].value),
            "bottom": bottom[0], "least": self.scale.text(bottom[1].value),
        }  # fmt: skip

    def _finding_of_series(self) -> str:
        """In how many rows the groups can be told apart."""
        compared = [known for row in self.rows if len(known := _known(row.values)) > 1]
        if not compared:
            return _("Too few answers to compare the groups.")
        apart = [known for known in compared if not overlap(min(known, key=_number), max(known, key=_number))]
        if not apart:
            return _("No clear difference between the groups: the intervals overlap.")
        return _("The groups differ clearly in %(n)s of %(all)s.") % {"n": len(apart), "all": len(compared)}


def _known(values: Sequence[Value]) -> list[Estimate]:
    return [value for value in values if isinstance(value, Estimate)]


def _number(value: Estimate) -> float:
    return value.value


def _anchor(x: float) -> str:
    return "start" if x < 2 else "end" if x > 98 else "middle"

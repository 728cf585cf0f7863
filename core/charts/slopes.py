"""Before and after: the same people twice, a small picture for each thing, all on one scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from core.charts.drawings import Drawing, Line, Mark, Panel, Rect, Shape, Words
from core.charts.figures import Figure, Table
from core.charts.values import NOTHING, Estimate, Scale, Withheld

_TOP, _BOTTOM, _HEIGHT = 22, 92, 124
_LEFT, _RIGHT = 18.0, 82.0


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after: two means, and the mean change of those who answered both times."""

    before: Estimate
    after: Estimate
    change: Estimate

    @property
    def direction(self) -> int:
        """1 where it clearly rose, -1 where it clearly fell, 0 where the interval of the change holds zero."""
        low, high = self.change.interval or (self.change.value, self.change.value)
        return 1 if low > 0 else -1 if high < 0 else 0


@dataclass(frozen=True, slots=True)
class SlopeRow:
    """What is measured, and its change."""

    label: str
    change: Change | Withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Slope(Figure):
    """Changes of the same people.

    Attributes:
        rows: in their order.
        scale: of the means.
        times: names of before and after.
        of_what: what the rows are, for the head of the table.
    """

    partial: ClassVar = "charts/_slope.html"

    rows: Sequence[SlopeRow]
    scale: Scale
    times: tuple[str, str]
    of_what: str

    @property
    def known(self) -> list[tuple[str, Change]]:
        """The rows with numbers."""
        return [(row.label, row.change) for row in self.rows if isinstance(row.change, Change)]

    @property
    def withholds(self) -> bool:
        return len(self.known) < len(self.rows)

    @property
    def computed_finding(self) -> str:
        if not self.known:
            return _("Too few people answered both times.")
        rose, same, fell = (self._named(direction) for direction in (1, 0, -1))
        sentences = [
            _("Rose: %(names)s.") % {"names": rose} if rose else "",
            _("Fell: %(names)s.") % {"names": fell} if fell else "",
            _("No clear change: %(names)s.") % {"names": same} if same else "",
        ]
        return " ".join(filter(None, sentences))

    @property
    def drawing(self) -> Drawing:
        return Drawing([self._panel(row) for row in self.rows])

    @property
    def table(self) -> Table:
        return Table([self.of_what, *self.times, _("Change")], [self._table_row(row) for row in self.rows])

    @property
    def _differences(self) -> Scale:
        span = self.scale.high - self.scale.low
        return Scale(-span, span, self.scale.decimals, self.scale.percent, signed=True)

    def _named(self, direction: int) -> str:
        return str(get_text_list([label for label, change in self.known if change.direction == direction], _("and")))

    def _table_row(self, row: SlopeRow) -> list[str]:
        if isinstance(row.change, Withheld):
            return [row.label, NOTHING, NOTHING, row.change.words]
        before, after = row.change.before, row.change.after
        return [
            row.label,
            self.scale.words(before),
            self.scale.words(after),
            self._differences.words(row.change.change),
        ]

    def _panel(self, row: SlopeRow) -> Panel:
        if isinstance(row.change, Withheld):
            shapes: list[Shape] = [Rect(_LEFT, _TOP, _RIGHT - _LEFT, _BOTTOM - _TOP, "withheld")]
            return Panel(_HEIGHT, shapes, row.label, row.change.words)
        return Panel(_HEIGHT, list(self._shapes(row.change)), row.label, self._differences.words(row.change.change))

    def _shapes(self, change: Change) -> Iterator[Shape]:
        for x, anchor, name in zip((_LEFT, _RIGHT), ("start", "end"), self.times, strict=True):
            yield Line(x, _TOP - 8, x, _BOTTOM + 8, "axis")
            yield Words(0 if anchor == "start" else 100, _HEIGHT - 6, name, anchor=anchor)
        left, right = self._y(change.before), self._y(change.after)
        look = 1 if change.direction else 0
        yield Line(_LEFT, left, _RIGHT, right, f"trace-{look}")
        yield from (Mark(_LEFT, left, f"mark-{look}"), Mark(_RIGHT, right, f"mark-{look}"))
        yield Words(_LEFT - 5, left + 4, self.scale.text(change.before.value), "chart-label", "end")
        yield Words(_RIGHT + 5, right + 4, self.scale.text(change.after.value), "chart-label", "start")

    def _y(self, value: Estimate) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * self.scale.place(value.value) / 100

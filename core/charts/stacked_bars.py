"""Shares of 100 %: answers on a scale, and states."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from core.charts.drawings import Drawing, Panel, Rect, Shape, Words
from core.charts.figures import Figure, Table
from core.charts.values import Withheld

_HEIGHT, _BAR_AT, _BAR, _TEXT_AT = 30, 3, 22, 18
# A part has room for its number from this share on.
_ROOM = 9
_LOW, _MIDDLE, _HIGH = ("part-low-2", "part-low-1"), "part-mid", ("part-high-1", "part-high-2")


@dataclass(frozen=True, slots=True)
class Part:
    """What a bar is made of: its name and its look."""

    name: str
    look: str


@dataclass(frozen=True, slots=True)
class StackRow:
    """One bar.

    Attributes:
        label: what it is of.
        counts: of each part, or what stands in their place.
        unanswered: how many left it out; they are in no part.
    """

    label: str
    counts: Sequence[int] | Withheld
    unanswered: int = 0


def scale_parts(names: Sequence[str]) -> list[Part]:
    """Return the parts of a scale from one end to the other, such as from “Disagree” to “Agree”."""
    half = len(names) // 2
    low = [_LOW[0]] * max(0, half - 1) + [_LOW[1] if half > 1 else _LOW[0]] * min(1, half)
    high = [_HIGH[0] if half > 1 else _HIGH[1]] * min(1, half) + [_HIGH[1]] * max(0, half - 1)
    looks = [*low, *([_MIDDLE] if len(names) % 2 else []), *high]
    return [Part(name, look) for name, look in zip(names, looks, strict=True)]


def state_parts(names: Sequence[str]) -> list[Part]:
    """Return the parts of up to four states, the best first, such as “Good”, “Partly”, “Lacking”."""
    looks = (_HIGH[1], _LOW[1], _LOW[0]) if len(names) == 3 else (_HIGH[1], _HIGH[0], _LOW[1], _LOW[0])
    return [Part(name, look) for name, look in zip(names, looks, strict=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBars(Figure):
    """Bars of 100 % with the share of each part.

    Attributes:
        rows: in their order.
        parts: in the order in which they stand in a bar.
        of_what: what the rows are, for the head of the table.
        favorable: the names of the parts that the finding counts together.
        together: what these are called, such as “agree”.
    """

    partial: ClassVar = "charts/_rows.html"

    rows: Sequence[StackRow]
    parts: Sequence[Part]
    of_what: str
    favorable: Sequence[str] = ()
    together: str = ""

    @property
    def withholds(self) -> bool:
        return any(isinstance(row.counts, Withheld) for row in self.rows)

    @property
    def computed_finding(self) -> str:
        shares = [(share, row.label) for row in self.rows if (share := self._favorable_share(row)) is not None]
        if not shares:
            return _("Too few answers to show.")
        words = {
            "together": self.together or ", ".join(self.favorable),
            "most": f"{max(shares)[0]}%", "top": max(shares)[1],
            "least": f"{min(shares)[0]}%", "bottom": min(shares)[1],
        }  # fmt: skip
        if len(shares) == 1:
            return _("“%(top)s”: %(together)s %(most)s.") % words
        if max(shares)[0] == min(shares)[0]:
            return _("The same share everywhere: %(together)s %(most)s.") % words
        return _("Most for “%(top)s” (%(together)s %(most)s), least for “%(bottom)s” (%(least)s).") % words

    @property
    def drawing(self) -> Drawing:
        key = [(part.look, part.name) for part in self.parts]
        return Drawing([self._panel(row) for row in self.rows], key=key)

    @property
    def table(self) -> Table:
        head = [self.of_what, *(part.name for part in self.parts), _("Answers"), _("Left out")]
        return Table(head, [self._table_row(row) for row in self.rows])

    def _table_row(self, row: StackRow) -> list[str]:
        if isinstance(row.counts, Withheld):
            return [row.label, *[row.counts.words] * len(self.parts), row.counts.words, "–"]
        all_of_them = sum(row.counts)
        shares = [f"{count} ({_percent(count, all_of_them)}%)" if all_of_them else "–" for count in row.counts]
        return [row.label, *shares, number_format(all_of_them), number_format(row.unanswered)]

    def _favorable_share(self, row: StackRow) -> int | None:
        if isinstance(row.counts, Withheld) or not sum(row.counts):
            return None
        wanted = self.favorable or [self.parts[-1].name]
        chosen = sum(count for part, count in zip(self.parts, row.counts, strict=True) if part.name in wanted)
        return _percent(chosen, sum(row.counts))

    def _panel(self, row: StackRow) -> Panel:
        if isinstance(row.counts, Withheld):
            return Panel(_HEIGHT, [Rect(0, _BAR_AT, 100, _BAR, "withheld")], row.label, row.counts.words)
        value = _("n = %(n)s") % {"n": number_format(sum(row.counts))}
        return Panel(_HEIGHT, list(self._shapes(row.counts)), row.label, value)

    def _shapes(self, counts: Sequence[int]) -> Iterator[Shape]:
        x, whole = 0.0, sum(counts)
        for part, count in zip(self.parts, counts, strict=True):
            if not count:
                continue
            width = 100 * count / whole
            yield Rect(x, _BAR_AT, width, _BAR, part.look)
            if width >= _ROOM:
                yield Words(x + width / 2, _TEXT_AT, f"{_percent(count, whole)}%", part.look.replace("part", "in"))
            x += width


def _percent(count: int, whole: int) -> int:
    return round(100 * count / whole)

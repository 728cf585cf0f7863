"""How many there are of each kind, a bar for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from core.charts.drawings import Drawing, Panel, Rect
from core.charts.figures import Figure, Table
from core.charts.values import Count, Withheld

_HEIGHT, _BAR_AT, _BAR = 22, 4, 14
# Labels up to this length stand beside their bars on a phone.
_SHORT = 16


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind: its name, how many there are, and whether it is none of the answers, such as “unmatched”."""

    label: str
    count: Count
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram(Figure):
    """Bars that begin at zero.

    Attributes:
        bars: in their order.
        of_what: what the labels are, for the head of the table.
        counted: what is counted.
        whole: how many there are in all, where one can be in several bars or in none; else the sum of the bars.
        most: the count that fills the width, for charts on one scale; the largest where it is None.
    """

    partial: ClassVar = "charts/_rows.html"

    bars: Sequence[Bar]
    of_what: str
    counted: str
    whole: int | None = None
    most: int | None = None

    @property
    def known(self) -> list[tuple[Bar, int]]:
        """The bars with a number."""
        return [(bar, bar.count) for bar in self.bars if isinstance(bar.count, int)]

    @property
    def withholds(self) -> bool:
        return any(isinstance(bar.count, Withheld) for bar in self.bars)

    @property
    def total(self) -> int | None:
        """All of them; None where a number is withheld, because the total would tell it."""
        if self.withholds:
            return None
        return sum(count for _bar, count in self.known) if self.whole is None else self.whole

    @property
    def computed_finding(self) -> str:
        most = max((count for _bar, count in self.known), default=0)
        first = [bar for bar, count in self.known if count == most]
        if not most:
            return _("Too few to show numbers.") if self.withholds else _("Nothing to count yet.")
        if len(first) > 1:
            labels = get_text_list([f"“{bar.label}”" for bar in first], _("and"))
            return _("The most frequent are %(labels)s, with %(n)s each.") % {"labels": labels, "n": most}
        return _("The most frequent is “%(label)s”: %(words)s.") % {
            "label": first[0].label,
            "words": self._of_all(most),
        }

    @property
    def drawing(self) -> Drawing:
        most = max(1, self.most or 0, *(count for _bar, count in self.known)) if self.known else 1
        short = all(len(bar.label) <= _SHORT for bar in self.bars)
        return Drawing([self._panel(bar, most) for bar in self.bars], short=short)

    @property
    def table(self) -> Table:
        total = self.total
        head = [self.of_what, self.counted, *([] if total is None else [_("Share")])]
        rows = [
            [bar.label, _words(bar.count), *([] if total is None else [_share(bar.count, total)])] for bar in self.bars
        ]
        return Table(head, rows)

    def _panel(self, bar: Bar, most: int) -> Panel:
        if isinstance(bar.count, Withheld):
            width, look = 100.0, "withheld"
        else:
            width, look = 100 * bar.count / most, "part-mid" if bar.outside else "part-high-2"
        return Panel(_HEIGHT, [Rect(0, _BAR_AT, width, _BAR, look)], bar.label, _words(bar.count))

    def _of_all(self, count: int) -> str:
        total = self.total
        if total is None:
            return number_format(count)
        return _("%(part)s of %(all)s (%(share)s)") % {
            "part": number_format(count), "all": number_format(total), "share": _share(count, total)
        }  # fmt: skip


def _words(count: Count) -> str:
    return count.words if isinstance(count, Withheld) else number_format(count)


def _share(count: Count, total: int) -> str:
    return f"{round(100 * count / total)}%" if isinstance(count, int) and total else "–"

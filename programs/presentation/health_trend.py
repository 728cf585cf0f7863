"""How the checks came out over the years, as a picture: a bar for each year, with a part for each mark.

Only checks of which the facts tell in more than one year are in it, so that years can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from programs.models import Cycle
from programs.presentation.health import Mark, ShownCheck

_ROW = 44
# How far a bar reaches, in per cent: its number stands behind it.
_WIDEST = 82
_MARKS = ((Mark.GOOD, "series-1"), (Mark.PARTIAL, "series-2"), (Mark.LACKING, "series-4"))


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, in per cent of the width of the picture."""

    series: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class TrendRow:
    """One year.

    Attributes:
        name: of the year.
        good, judged: how many checks are good, of how many of which the facts tell.
        segments: the parts of its bar.
        end: where the bar ends, in per cent.
        label_at, bar_at, number_at: from the top, in pixels.
    """

    name: str
    good: int
    judged: int
    segments: list[Segment]
    end: str
    label_at: int
    bar_at: int
    number_at: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The picture: a row for each year, the oldest first, and its height in pixels."""

    rows: list[TrendRow]
    height: int


def trend_of(checks: Sequence[ShownCheck], years: Sequence[Cycle]) -> Trend:
    """Return the picture of `checks` over `years`, the oldest first, as they stand in `ShownCheck.years`."""
    compared = [each for each in checks if sum(found is not None for found in each.years) > 1]
    marks = [[found.mark for each in compared if (found := each.years[at])] for at in range(len(years))]
    rows = [_row(at, year.name, marks[at], len(compared)) for at, year in enumerate(years)] if compared else []
    return Trend(rows, _ROW * len(rows))


def _row(at: int, name: str, marks: Sequence[Mark], whole: int) -> TrendRow:
    segments, x = [], 0.0
    for mark, series in _MARKS:
        width = _WIDEST * marks.count(mark) / whole
        if width:
            segments.append(Segment(series, str(round(x, 2)), str(round(width, 2))))
        x += width
    judged = sum(mark != Mark.OPEN for mark in marks)
    top = _ROW * at
    return TrendRow(name, marks.count(Mark.GOOD), judged, segments, str(round(x, 2)), top + 12, top + 18, top + 28)

"""The numbers of figures: estimates with their intervals, and what stands where a number is withheld."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

_MINUS, _LEFT_TO_RIGHT = "−", "\u200e"
NOTHING = "–"
_MOST_STEPS = 6


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number of a figure.

    Attributes:
        value: the number; a share is between 0 and 1.
        low, high: its 95 % interval; None for what was counted, which has none.
        n: how many people it comes from; None where that is said elsewhere.
    """

    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end, or None."""
        return None if self.low is None or self.high is None else (self.low, self.high)


@dataclass(frozen=True, slots=True)
class Withheld:
    """Stands where a number is not shown.

    Attributes:
        least: how many people protect each other.
        protects: whether it is held back so that another one cannot be computed from it.
    """

    least: int
    protects: bool = False

    @property
    def words(self) -> str:
        """What stands in place of the number."""
        if self.protects:
            return _("not shown, to protect another")
        return ngettext("fewer than %(n)s", "fewer than %(n)s", self.least) % {"n": self.least}


# None: there is nothing to count, such as a year before the program began.
Value = Estimate | Withheld | None
Count = int | Withheld


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis: where it begins and ends, and how its numbers are written.

    Attributes:
        low, high: its ends.
        decimals: of the numbers of the figure.
        percent: whether the numbers are shares between 0 and 1.
        signed: whether a plus is written, as for differences.
    """

    low: float
    high: float
    decimals: int = 0
    percent: bool = False
    signed: bool = False

    def place(self, value: float) -> float:
        """Return where `value` is, in percent of the axis; what is beyond an end is at the end."""
        return 100 * (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)

    def text(self, value: float, decimals: int | None = None) -> str:
        """Return the number as it is written."""
        shown = round(100 * value if self.percent else value, self.decimals if decimals is None else decimals)
        digits = number_format(abs(shown), self.decimals if decimals is None else decimals, use_l10n=True)
        sign = _MINUS if shown < 0 else "+" if self.signed and shown > 0 else ""
        # Among Arabic or Hebrew words a sign would wander to the other side of its digits.
        mark = _LEFT_TO_RIGHT if sign and get_language_bidi() else ""
        return f"{mark}{sign}{digits}{'%' if self.percent else ''}"

    def words(self, value: Value) -> str:
        """Return a number with its interval and n, or what stands in its place."""
        if value is None:
            return NOTHING
        if isinstance(value, Withheld):
            return value.words
        return self.text(value.value) + self.interval_words(value) + _n_words(value)

    def interval_words(self, value: Estimate) -> str:
        """Return the interval in brackets after a space, or nothing."""
        if value.interval is None:
            return ""
        low, high = map(self.text, value.interval)
        return " (" + _("%(low)s to %(high)s") % {"low": low, "high": high} + ")"

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The round numbers of the axis with their texts."""
        step = _step_of(self.high - self.low)
        if not self.decimals and not self.percent:
            step = max(1, step)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        shown = 100 * step if self.percent else step
        decimals = next((places for places in range(3) if abs(round(shown, places) - shown) < 1e-9), 3)
        return [(step * at, self.text(step * at, decimals)) for at in range(first, last + 1)]


def _step_of(span: float) -> float:
    """Return the smallest round step that divides `span` into six at most."""
    size = 10.0 ** math.floor(math.log10(span))
    return next(size * part for part in (0.2, 0.25, 0.5, 1, 2) if span / (size * part) <= _MOST_STEPS)


def _n_words(value: Estimate) -> str:
    return "" if value.n is None else ", " + _("n = %(n)s") % {"n": number_format(value.n)}


def scale_from_zero(values: Iterable[Value], *, decimals: int = 0, percent: bool = False) -> Scale:
    """Return a scale from zero to a round number above all `values` and their intervals."""
    known = [value for value in values if isinstance(value, Estimate)]
    most = max((max(each.value, each.high or each.value) for each in known), default=0)
    if percent:
        return Scale(0, 1 if most > 0.5 else 0.5 if most > 0.25 else 0.25, decimals, percent=True)
    if most <= 0:
        return Scale(0, 1, decimals)
    step = _step_of(most) if decimals else max(1, _step_of(most))
    return Scale(0, step * math.ceil(most / step), decimals)


def overlap(one: Estimate, other: Estimate) -> bool:
    """Whether two numbers cannot be told apart: their intervals meet; without intervals, they are equal."""
    if one.interval is None or other.interval is None:
        return one.value == other.value
    return one.interval[0] <= other.interval[1] and other.interval[0] <= one.interval[1]

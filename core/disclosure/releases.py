"""Figures of answers that keep coming: shown once k have answered, and again after k more.

Two releases, one subtracted from the other, speak of the k people at least who answered in between. A mean of k answers
still tells what everybody said when it is the highest or the lowest that there is: all of them gave it. And who gave
the only other answer can work that out as well. So a sum that is so near to an end of the scale that it could tell this
of all people but one is not shown exactly: "4.0 or more". The same holds for the people between two releases.
"""

from collections.abc import Collection
from dataclasses import dataclass

from core.disclosure.thresholds import checked


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and the highest answer that there is."""

    lowest: int
    highest: int

    @property
    def margin(self) -> int:
        """How far a sum stays from what it would be if everybody gave the same extreme answer.

        Somebody who knows their own answer, and takes it out, must not find that all others are at the end of the
        scale: their own can be as far from it as the scale is wide, and one step more is left open.
        """
        return self.highest - self.lowest + 1


@dataclass(frozen=True, slots=True)
class Release:
    """What anybody may know of the sum of some answers.

    Attributes:
        answers: how many there are.
        low, high: the sum is one of these or between them; they are alike when it is shown exactly.
    """

    answers: int = 0
    low: int = 0
    high: int = 0

    def plus(self, other: "Release") -> "Release":
        """What is known of both together, where they have no answer in common."""
        return Release(self.answers + other.answers, self.low + other.low, self.high + other.high)

    @property
    def least_mean(self) -> float | None:
        """The lowest mean that there can be, to one decimal; None without answers."""
        return round(self.low / self.answers, 1) if self.answers else None

    @property
    def most_mean(self) -> float | None:
        """The highest mean that there can be, to one decimal; None without answers."""
        return round(self.high / self.answers, 1) if self.answers else None


NOTHING = Release()


def may_release(answers: int, *, released: int, least: int) -> bool:
    """Whether figures may be shown, or shown anew: at first once `least` have answered, and again after as many more.

    Args:
        answers: how many have answered by now.
        released: how many answers are in the figures that are shown; 0 before.
        least: how many answers protect each other.

    Raises:
        ThresholdTooLow: `least` protects nobody.
    """
    return answers - released >= checked(least)


def renewed(before: Release, answers: Collection[int], *, scale: Scale, least: int) -> Release:
    """Return what may be known of `answers` now; `before`, where too few have come since then.

    What is shown as a range depends on nothing but where the sum lies, so to see a range tells no more than the range.

    Args:
        before: what may be known already, of the first of these answers.
        answers: all of them, with those that are in `before`.
        scale: between which they are.
        least: how many answers protect each other.
    """
    if not may_release(len(answers), released=before.answers, least=least):
        return before
    fresh, total = len(answers) - before.answers, sum(answers)
    fewest, most = before.low + fresh * scale.lowest, before.high + fresh * scale.highest
    low_until, high_from = fewest + scale.margin, most - scale.margin
    if low_until >= high_from:  # so few steps that either range would tell by leaving out the other
        return Release(len(answers), fewest, most)
    if total >= high_from:
        return Release(len(answers), high_from, most)
    if total <= low_until:
        return Release(len(answers), fewest, low_until)
    return Release(len(answers), total, total)

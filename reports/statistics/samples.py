"""Answers as a sample: who answered, who did not, and when they are too few to be spoken of."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TooFew:
    """Stands where figures would when fewer than `least` have answered. How few is not told: that is a figure too."""

    least: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Answers that were given, and how many were not."""

    values: tuple[float, ...]
    missing: int


def read_sample(answers: Iterable[float | None]) -> Sample:
    """Part the answers from the missing ones, which are None.

    Raises ValueError for what is no number (NaN, infinite): a missing answer is None and nothing else.
    """
    given, missing = [], 0
    for answer in answers:
        if answer is None:
            missing += 1
        elif math.isfinite(answer):
            given.append(float(answer))
        else:
            raise ValueError("An answer is a finite number, or None where it is missing.")
    return Sample(tuple(given), missing)


def check_least(least: int) -> None:
    """Raise ValueError for a threshold that protects nobody: of a single answer there is no spread, and no crowd."""
    if least < 2:
        raise ValueError("At least two answers have to protect each other.")


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """The variance of a sample: squares over n − 1, in two passes so that large values lose no digits."""
    center = mean(values)
    return math.fsum((value - center) ** 2 for value in values) / (len(values) - 1)

"""One group's figures: a mean with its t interval, a share with Wilson's."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from reports.statistics.intervals import NORMAL_QUANTILE, Interval, t_quantile
from reports.statistics.samples import TooFew, check_least, mean, read_sample, variance


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of a group.

    Attributes:
        value: the mean of those who answered.
        interval: its t interval; as long as the answers scatter, it may reach beyond the ends of their scale.
        deviation: the standard deviation of the answers (n − 1).
        n: how many answered.
        missing: how many were asked and did not answer.
    """

    value: float
    interval: Interval
    deviation: float
    n: int
    missing: int


@dataclass(frozen=True, slots=True)
class Share:
    """The share of a group of whom something is true.

    Attributes:
        value: of 0 to 1, among those who answered.
        interval: Wilson's score interval, without correction for continuity.
        count: of how many it is true.
        n: how many answered.
        missing: how many were asked and did not answer.
    """

    value: float
    interval: Interval
    count: int
    n: int
    missing: int


def estimate_mean(answers: Iterable[float | None], *, least: int) -> Mean | TooFew:
    """Return the mean of the answers with x̄ ± t(0.975, n − 1)·s/√n, or a refusal below `least` answers.

    Args:
        answers: one a person; None where the answer is missing.
        least: how many answers protect each other, 2 at least.
    """
    check_least(least)
    sample = read_sample(answers)
    n = len(sample.values)
    if n < least:
        return TooFew(least)
    return Mean(
        mean(sample.values), mean_interval(sample.values), math.sqrt(variance(sample.values)), n, sample.missing
    )


def mean_interval(values: tuple[float, ...]) -> Interval:
    """Return the t interval of a mean of two values or more."""
    center, n = mean(values), len(values)
    half = t_quantile(n - 1) * math.sqrt(variance(values) / n)
    return Interval(center - half, center + half)


def estimate_share(answers: Iterable[bool | None], *, least: int) -> Share | TooFew:
    """Return the share of true answers with Wilson's interval, or a refusal below `least` answers.

    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal of the American
    Statistical Association, 22, 209–212. It keeps within 0 and 1, and says something where all agree.

    Args:
        answers: one a person; None where the answer is missing.
        least: how many answers protect each other, 2 at least.
    """
    check_least(least)
    sample = read_sample(answers)
    n, count = len(sample.values), sum(map(bool, sample.values))
    if n < least:
        return TooFew(least)
    return Share(count / n, wilson_interval(count, n), count, n, sample.missing)


def wilson_interval(count: int, n: int) -> Interval:
    """Return Wilson's interval for `count` of `n`, n above 0."""
    share, square = count / n, NORMAL_QUANTILE**2
    center = (share + square / (2 * n)) / (1 + square / n)
    half = NORMAL_QUANTILE / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return Interval(max(0.0, center - half), min(1.0, center + half))

"""What differs: the same people at two times, two groups of people, and how many such comparisons are drawn."""

import math
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from reports.statistics.estimates import mean_interval
from reports.statistics.intervals import LEVEL, Interval, t_quantile
from reports.statistics.samples import TooFew, check_least, mean, read_sample, variance

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Change:
    """How the same people answered twice. It describes; it does not say what brought the change about.

    Attributes:
        before: the mean of the first answers of those who answered twice.
        after: the mean of their second answers.
        value: the mean change, after − before.
        interval: its paired t interval.
        effect: Hedges' g_av (see `hedges_g_av`); None where neither answers scatter.
        n: how many answered twice.
        left_out: how many were asked at either time and did not answer twice.
    """

    before: float
    after: float
    value: float
    interval: Interval
    effect: float | None
    n: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How the means of two groups differ.

    Attributes:
        value: the mean of the first − the mean of the second.
        interval: Welch's t interval, which lets the groups scatter differently.
        n: how many answered in each.
        missing: how many were asked and did not answer in each.
    """

    value: float
    interval: Interval
    n: tuple[int, int]
    missing: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Comparisons:
    """How many comparisons stand side by side, for the sentence that warns of those that differ by chance.

    Attributes:
        drawn: how many have figures.
        refused: how many have none, because too few answered.
    """

    drawn: int
    refused: int

    @property
    def by_chance(self) -> float:
        """How many intervals are expected to leave out 0 although nothing differs: one in twenty."""
        return self.drawn * (1 - LEVEL)


def compare_waves(
    before: Mapping[Person, float | None], after: Mapping[Person, float | None], *, least: int
) -> Change | TooFew:
    """Return the change of those who answered both times, or a refusal when they are fewer than `least`.

    Args:
        before: what each person who was asked answered first; None where the answer is missing.
        after: the same of the second time.
        least: how many answers protect each other, 2 at least.
    """
    check_least(least)
    asked = before.keys() | after.keys()
    pairs = [
        (first, second)
        for person in asked
        if (first := before.get(person)) is not None and (second := after.get(person)) is not None
    ]
    if len(pairs) < least:
        return TooFew(least)
    firsts, seconds = (read_sample(times).values for times in zip(*pairs, strict=True))
    changes = tuple(second - first for first, second in zip(firsts, seconds, strict=True))
    return Change(
        before=mean(firsts),
        after=mean(seconds),
        value=mean(changes),
        interval=mean_interval(changes),
        effect=hedges_g_av(firsts, seconds),
        n=len(pairs),
        left_out=len(asked) - len(pairs),
    )


def hedges_g_av(before: tuple[float, ...], after: tuple[float, ...]) -> float | None:
    """Return the mean change in units of how much people differ, corrected for small samples; None without scatter.

    g_av = J(n − 1) · mean change / s_av with s_av = √((s²_before + s²_after) / 2), the standardizer of Cumming, G.
    (2012), Understanding the new statistics, ch. 11; and J(ν) = Γ(ν/2) / (√(ν/2) · Γ((ν − 1)/2)), the exact factor of
    Hedges, L. V. (1981), Journal of Educational Statistics, 6, 107–128. It is not d_z, which is divided by the scatter
    of the changes and grows with how alike the two answers of a person are; so it compares with studies of two groups.

    Args:
        before: the first answer of each person.
        after: the second answers, in the same order.
    """
    spread = math.sqrt((variance(before) + variance(after)) / 2)
    freedom = len(before) - 1
    if spread == 0 or freedom < 2:  # J(1) is 0: two people say nothing of an effect
        return None
    log_factor = math.lgamma(freedom / 2) - math.log(freedom / 2) / 2 - math.lgamma((freedom - 1) / 2)
    return (mean(after) - mean(before)) / spread * math.exp(log_factor)


def compare_groups(first: Iterable[float | None], second: Iterable[float | None], *, least: int) -> Difference | TooFew:
    """Return the difference of two means, or a refusal when either group has fewer than `least` answers.

    Welch, B. L. (1947). The generalization of ‘Student’s’ problem when several different population variances are
    involved. Biometrika, 34, 28–35.

    Args:
        first: the answers of one group, one a person; None where the answer is missing.
        second: the answers of the other.
        least: how many answers protect each other, 2 at least.
    """
    check_least(least)
    one, other = read_sample(first), read_sample(second)
    sizes = len(one.values), len(other.values)
    if min(sizes) < least:
        return TooFew(least)
    errors = variance(one.values) / sizes[0], variance(other.values) / sizes[1]
    half = 0.0
    if error := sum(errors):
        freedom = error**2 / sum(part**2 / (n - 1) for part, n in zip(errors, sizes, strict=True))
        half = t_quantile(freedom) * math.sqrt(error)
    value = mean(one.values) - mean(other.values)
    return Difference(value, Interval(value - half, value + half), sizes, (one.missing, other.missing))


def count_comparisons(results: Iterable[Change | Difference | TooFew]) -> Comparisons:
    """Count what stands side by side on a page, so that the page can name it."""
    refused = [isinstance(result, TooFew) for result in results]
    return Comparisons(drawn=refused.count(False), refused=refused.count(True))

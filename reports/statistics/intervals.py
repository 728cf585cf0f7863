"""The quantiles behind every interval, and what an interval is."""

from functools import cache
from statistics import NormalDist
from typing import NamedTuple

LEVEL = 0.95
NORMAL_QUANTILE = NormalDist().inv_cdf((1 + LEVEL) / 2)


class Interval(NamedTuple):
    """A 95 % confidence interval."""

    low: float
    high: float


@cache
def t_quantile(degrees: float) -> float:
    """Return the 97.5 % quantile of Student's t distribution.

    Args:
        degrees: degrees of freedom, above 0; Welch's need not be whole.
    """
    # Imported where it is asked for: it takes 27 MB, which processes that draw no report do without.
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + LEVEL) / 2))

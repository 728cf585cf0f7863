"""The statistics against statsmodels and scipy, against published figures, and where they refuse to speak."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from reports.statistics.comparisons import Change, Difference, compare_groups, compare_waves, count_comparisons
from reports.statistics.estimates import Mean, Share, estimate_mean, estimate_share, wilson_interval
from reports.statistics.intervals import Interval
from reports.statistics.samples import TooFew

Floats = npt.NDArray[np.float64]

# Student's sleeping hours with two drugs (1908), as in R: `t.test(extra ~ group, paired = TRUE)` and Welch's.
ONE_DRUG = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
OTHER_DRUG = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
# Two films rated by ten people: Lakens, D. (2013), Frontiers in Psychology, 4, 863, table 1: d_av is 1.13.
FIRST_FILM = (9, 7, 8, 9, 8, 9, 9, 10, 9, 9)
SECOND_FILM = (9, 6, 7, 8, 7, 9, 8, 8, 8, 7)


def test_a_thousand_random_sets_agree_with_statsmodels_and_scipy() -> None:
    """Intervals by both, which share no code; all sets of one size at once."""
    random = np.random.default_rng(20_261_201)
    for _ in range(20):
        n, m = (int(size) for size in random.integers(3, 90, 2))
        before = random.normal(random.uniform(-5, 50, (50, 1)), random.uniform(0.5, 40, (50, 1)), (50, n))
        after = before * random.uniform(-1, 1, (50, 1)) + random.normal(0, random.uniform(0.5, 20, (50, 1)), (50, n))
        others = random.integers(1, 6, (50, m)).astype(float)
        hits = random.random((50, n)) < random.random((50, 1))
        first, second = DescrStatsW(before.T), DescrStatsW(others.T)
        welch = stats.ttest_ind(before, others, axis=1, equal_var=False)
        for found, *expected in (
            (
                [_mean(row) for row in before],
                first.tconfint_mean(),
                stats.ttest_1samp(before, 0, axis=1).confidence_interval(),
            ),
            (
                [_change(*rows).interval for rows in zip(before, after, strict=True)],
                DescrStatsW((after - before).T).tconfint_mean(),
                stats.ttest_rel(after, before, axis=1).confidence_interval(),
            ),
            (
                [_difference(*rows) for rows in zip(before, others, strict=True)],
                CompareMeans(first, second).tconfint_diff(usevar="unequal"),
                welch.confidence_interval(),
            ),
            (
                [_share(row) for row in hits],
                proportion_confint(hits.sum(axis=1), n, method="wilson"),
                np.transpose([stats.binomtest(int(row.sum()), n).proportion_ci(method="wilson") for row in hits]),
            ),
        ):
            for interval in expected:
                np.testing.assert_allclose(np.transpose(found), [*interval], rtol=1e-9, atol=1e-9)
        effects = [_change(*rows).effect for rows in zip(before, after, strict=True)]
        np.testing.assert_allclose(np.array(effects, float), _hedges(before, after), rtol=1e-9, atol=1e-12)


def _hedges(before: Floats, after: Floats) -> Floats:
    """statsmodels’ difference in units of the spread, with the exact correction in place of its approximate one.

    The exact one is one over the mean of the noncentral t distribution: the bias that it takes out.
    """
    n = before.shape[1]
    ends = ((times.mean(axis=1), times.std(axis=1, ddof=1), n) for times in (after, before))
    effect, _variance = effectsize_smd(*next(ends), *next(ends))
    exact: Floats = effect / (1 - 3 / (8 * n - 9)) / stats.nct.mean(n - 1, 1)
    return exact


def test_published_figures_come_out() -> None:
    """Wilson's are those of Newcombe, R. G. (1998), Statistics in Medicine, 17, 857–872, table I, method 3."""
    newcombe = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (count, n), expected in newcombe.items():
        assert wilson_interval(count, n) == pytest.approx(expected, abs=0.00005)

    slept = compare_waves(dict(enumerate(ONE_DRUG)), dict(enumerate(OTHER_DRUG)), least=2)
    assert isinstance(slept, Change)
    assert slept.interval == pytest.approx((0.7001142, 2.4598858), abs=1e-7)
    apart = compare_groups(ONE_DRUG, OTHER_DRUG, least=2)
    assert isinstance(apart, Difference)
    assert apart.interval == pytest.approx((-3.3654832, 0.2054832), abs=1e-7)

    films = compare_waves(dict(enumerate(SECOND_FILM)), dict(enumerate(FIRST_FILM)), least=2)
    assert isinstance(films, Change)
    assert films.effect is not None
    assert films.effect * stats.nct.mean(9, 1) == pytest.approx(1.13, abs=0.005)


def test_missing_answers_are_counted_and_never_taken_for_numbers() -> None:
    mean = estimate_mean([1, None, 3, None, None], least=2)
    share = estimate_share([True, None, False, True], least=3)
    change = compare_waves({"a": 1, "b": 2, "c": None, "d": 4}, {"a": 2, "b": 2, "c": 5, "e": 5}, least=2)

    assert isinstance(mean, Mean)
    assert (mean.value, mean.n, mean.missing) == (2, 2, 3)
    assert isinstance(share, Share)
    assert (share.count, share.n, share.missing) == (2, 3, 1)
    assert isinstance(change, Change)
    assert (change.before, change.after, change.n, change.left_out) == (1.5, 2, 2, 3)
    with pytest.raises(ValueError, match="finite"):
        estimate_mean([1, 2, math.nan], least=2)


def test_too_few_are_told_neither_their_figures_nor_their_number() -> None:
    """Below the threshold there is nothing but the threshold, however many were asked; and nobody may set it to one."""
    results = [
        compare_groups([1, 2, 3], [1, 2, None], least=3),
        compare_waves({1: 1, 2: 2, 3: 3}, {1: 1, 2: 2, 4: 3}, least=3),
        compare_groups([4, 4, 4], [4, 4, 4], least=3),
    ]
    assert results[:2] == [TooFew(3), TooFew(3)]
    assert estimate_mean([1, 2, None, None], least=3) == estimate_share([True, False], least=3) == TooFew(3)
    with pytest.raises(ValueError, match="At least two"):
        estimate_mean([1, 2, 3], least=1)

    counted = count_comparisons(results)
    assert (counted.drawn, counted.refused) == (1, 2)
    assert counted.by_chance == pytest.approx(0.05)


def test_answers_that_are_all_the_same_have_no_effect_size() -> None:
    same = compare_waves({1: 4, 2: 4, 3: 4}, {1: 4, 2: 4, 3: 4}, least=2)
    assert isinstance(same, Change)
    assert (same.value, same.interval, same.effect) == (0, (0, 0), None)


def _mean(values: Floats) -> Interval:
    result = estimate_mean(values.tolist(), least=2)
    assert isinstance(result, Mean)
    return result.interval


def _share(values: npt.NDArray[np.bool_]) -> Interval:
    result = estimate_share(values.tolist(), least=2)
    assert isinstance(result, Share)
    return result.interval


def _change(before: Floats, after: Floats) -> Change:
    result = compare_waves(dict(enumerate(before.tolist())), dict(enumerate(after.tolist())), least=2)
    assert isinstance(result, Change)
    return result


def _difference(first: Floats, second: Floats) -> Interval:
    result = compare_groups(first.tolist(), second.tolist(), least=2)
    assert isinstance(result, Difference)
    return result.interval

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.engine import Infeasible, Instance, Lists, Options, Overlap
from matching.engine.flow import pricing
from matching.engine.strategies import survey
from tests.engine.small_rounds import (
    SEED,
    Pair,
    assert_proven,
    best_choice,
    fixed_pairs,
    instances,
    pairs_of,
    rank_of,
    with_lottery,
)

SCALE = 10**9


def acceptable_pairs(instance: Instance, *, ignore_lists: bool) -> set[Pair]:
    """Listed pairs; every pair of those who hand in no list; less the forbidden; and the fixed."""
    n, m = len(instance.mentees), len(instance.mentors)
    without = {i for i in range(n) if ignore_lists or not instance.mentee_lists.given[i]}
    everything = {(i, j) for i in without for j in range(m)}
    apart = {divmod(code, m) for code in instance.forbidden.tolist()}
    return (set(rank_of(instance.edges)) | everything) - apart | fixed_pairs(instance)


@given(instance=instances(), ignore_lists=st.booleans(), few=st.booleans())
@settings(max_examples=300, deadline=None)
def test_it_is_as_good_as_exhaustive_search_and_proves_it(instance: Instance, ignore_lists: bool, few: bool) -> None:
    similarity = instance.similarity_rows(0, len(instance.mentees))
    acceptable = acceptable_pairs(instance, ignore_lists=ignore_lists)

    def own_profit(mentee: int, mentor: int) -> tuple[int, ...]:
        return int(similarity[mentee, mentor] * 4) * (SCALE // 4), 1

    profit = with_lottery(instance, own_profit)
    best = best_choice(instance, acceptable, profit)
    with mock.patch.multiple(pricing, INITIAL_PER_MENTEE=1 if few else 24, ADDED_PER_MENTEE=1 if few else 8):
        if best is None:
            with pytest.raises(Infeasible):
                survey.solve(instance, Options(ignore_lists=ignore_lists), SEED)
            return
        outcome = survey.solve(instance, Options(ignore_lists=ignore_lists), SEED)
    pairs = pairs_of(outcome)
    assert pairs == best
    assert_proven(instance, outcome, acceptable, profit)


@pytest.mark.parametrize("seed", range(5))
def test_over_all_pairs_it_equals_an_assignment_of_replicated_places(seed: int) -> None:
    rng = np.random.default_rng(seed)
    similarity = rng.random((200, 50)).astype(np.float32)
    similarity[:, :5] += 1  # popular mentors: the most similar are not to be had by all
    instance = everybody(similarity, capacity=4)
    pairs = pairs_of(survey.solve(instance, Options(), SEED))
    rows, columns = linear_sum_assignment(np.repeat(similarity, 4, axis=1), maximize=True)
    assert sum(similarity[pair] for pair in pairs) == pytest.approx(similarity[rows, columns // 4].sum())


@pytest.mark.parametrize(("high", "low"), [(1_000_000, 999_999.99), (0.80000001, 0.8)])
def test_similarities_that_differ_beyond_24_bits_count_as_equal(high: float, low: float) -> None:
    one, other = (everybody(Overlap.from_matrix([values]), capacity=1) for values in ([high, low], [low, high]))
    assert one.input_sha256 == other.input_sha256
    assert pairs_of(survey.solve(one, Options(), SEED)) == pairs_of(survey.solve(other, Options(), SEED))
    sparse = Overlap.from_pairs((1, 2), [0, 0], [0, 1], [high, low])
    assert sparse.rows(0, 1).tolist() == one.similarity_rows(0, 1).tolist() == [[np.float32(high)] * 2]


def test_similarities_that_differ_within_24_bits_are_told_apart() -> None:
    assert pairs_of(survey.solve(everybody(np.array([[0.8, 0.8000002]]), capacity=1), Options(), SEED)) == {(0, 1)}


@pytest.mark.parametrize("value", [0.0, 0.5])
def test_ties_everywhere_still_match_everybody(value: float) -> None:
    instance = everybody(np.full((300, 100), value, np.float32), capacity=3)
    assert len(pairs_of(survey.solve(instance, Options(), SEED))) == 300


def test_a_dissimilar_pair_is_left_apart_when_that_raises_the_total() -> None:
    instance = everybody(np.array([[0.5], [-0.5]], np.float32), capacity=2)
    assert pairs_of(survey.solve(instance, Options(), SEED)) == {(0, 0)}


def test_a_minimum_is_met_even_by_pairs_that_nobody_would_pick() -> None:
    similarity = np.zeros((60, 40), np.float32)
    similarity[:, :30] = 1
    instance = everybody(similarity, capacity=60, minimum=1)
    with mock.patch.multiple(pricing, INITIAL_PER_MENTEE=2, ADDED_PER_MENTEE=1):
        pairs = pairs_of(survey.solve(instance, Options(), SEED))
    assert {mentor for _, mentor in pairs} == set(range(40))
    assert sum(similarity[pair] for pair in pairs) == 50


def test_mentors_who_rank_are_only_given_those_they_list() -> None:
    instance = Instance.build(
        mentees=["ada", "ben"],
        mentors=["kim"],
        capacity=1,
        mentor_lists=Lists.from_columns(1, [0], [1], [1]),
        overlap=Overlap.from_matrix([[1.0], [0.1]]),
    )
    assert pairs_of(survey.solve(instance, Options(), SEED)) == {(1, 0)}


def test_vectors_and_their_matrix_give_the_same_answer() -> None:
    rng = np.random.default_rng(5)
    left, right = rng.integers(0, 2, (80, 30)), rng.integers(0, 2, (20, 30))
    from_vectors = everybody(Overlap.from_vectors(left, right, 30), capacity=4)
    from_matrix = everybody(from_vectors.similarity_rows(0, 80), capacity=4)
    with mock.patch.object(pricing, "MAX_CACHED_CELLS", 0):
        outcome = survey.solve(from_vectors, Options(), SEED)
    assert outcome.certificate == survey.solve(from_matrix, Options(), SEED).certificate


def everybody(similarity: np.ndarray | Overlap, *, capacity: int, minimum: int = 0) -> Instance:
    """An instance without lists."""
    overlap = similarity if isinstance(similarity, Overlap) else Overlap.from_matrix(similarity)
    n, m = overlap.shape
    return Instance.build(
        mentees=[f"m{i:04d}" for i in range(n)],
        mentors=[f"a{j:04d}" for j in range(m)],
        capacity=capacity,
        minimum=minimum,
        overlap=overlap,
    )

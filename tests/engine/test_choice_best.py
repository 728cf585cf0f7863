import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.engine import Groups, Infeasible, Instance, Lists, Options
from matching.engine.strategies import choice_best
from tests.engine.small_rounds import (
    SEED,
    Profit,
    assert_proven,
    best_choice,
    fixed_pairs,
    instances,
    is_feasible,
    pairs_of,
    rank_of,
    with_lottery,
)


def profit_of(instance: Instance, objective: str) -> Profit:
    ranks = rank_of(instance.edges)
    worst = max(ranks.values(), default=1)

    def profit(mentee: int, mentor: int) -> tuple[int, ...]:
        rank = ranks.get((mentee, mentor), 0)
        return {
            "total-rank": (1, -rank),
            "greedy": (1, *(int(rank == k) for k in range(1, worst))),
            "generous": (1, *(-int(rank == k) for k in range(worst, 1, -1))),
        }[objective]

    return profit


@pytest.mark.parametrize("objective", ["total-rank", "greedy", "generous"])
@given(instance=instances())
@settings(max_examples=150, deadline=None)
def test_it_is_as_good_as_exhaustive_search_and_proves_it(objective: str, instance: Instance) -> None:
    profit = with_lottery(instance, profit_of(instance, objective))
    acceptable = set(rank_of(instance.edges)) | fixed_pairs(instance)
    best = best_choice(instance, acceptable, profit)
    if best is None:
        with pytest.raises(Infeasible):
            choice_best.solve(instance, Options(objective=objective), SEED)
        return
    outcome = choice_best.solve(instance, Options(objective=objective), SEED)
    pairs = pairs_of(outcome)
    assert pairs == best
    assert_proven(instance, outcome, acceptable, profit)


@given(instance=instances(minimums=False))
@settings(max_examples=50, deadline=None)
def test_the_same_instance_gives_the_same_answer(instance: Instance) -> None:
    def answer() -> object:
        try:
            outcome = choice_best.solve(instance, Options(), SEED)
        except Infeasible as refusal:
            return refusal.reason
        return pairs_of(outcome), outcome.certificate

    assert answer() == answer()


def test_it_prefers_one_more_pair_to_better_ranks() -> None:
    instance = Instance.build(
        mentees=["ada", "ben"],
        mentors=["kim", "lee"],
        capacity=1,
        mentee_lists=Lists.from_columns(2, [0, 0, 1], [0, 1, 0], [1, 2, 1]),
    )
    assert pairs_of(choice_best.solve(instance, Options(), SEED)) == {(0, 1), (1, 0)}


@pytest.mark.parametrize("objective", ["greedy", "generous"])
def test_levels_are_held_one_at_a_time(objective: str) -> None:
    n, m, last = 200, 150, 120
    rng = np.random.default_rng(1)
    instance = Instance.build(
        mentees=[f"m{i:03d}" for i in range(n)],
        mentors=[f"a{j:03d}" for j in range(m)],
        capacity=2,
        mentee_lists=Lists.from_columns(
            n,
            np.repeat(np.arange(n), last),
            np.concatenate([rng.permutation(m)[:last] for _ in range(n)]),
            np.tile(np.arange(1, last + 1), n),
        ),
    )
    tracemalloc.start()
    try:
        choice_best.solve(instance, Options(objective=objective), SEED)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    column = np.zeros(n * last, np.int64).nbytes
    assert peak < last // 2 * column


@pytest.mark.parametrize("seed", range(6))
def test_a_larger_round_with_minimums_and_groups_equals_an_integer_program(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, m, g = 120, 40, 5
    listed = rng.random((n, m)) < 0.15
    owner, other = np.nonzero(listed)
    rank = rng.integers(1, 8, len(owner))
    instance = Instance.build(
        mentees=[f"m{i:03d}" for i in range(n)],
        mentors=[f"a{j:02d}" for j in range(m)],
        capacity=rng.integers(2, 5, m),
        minimum=rng.integers(0, 3, m),
        places=rng.integers(1, 3, n),
        mentee_lists=Lists.from_columns(n, owner, other, rank),
        groups=Groups(
            [f"g{k}" for k in range(g)], rng.integers(-1, g, m), rng.integers(16, 22, g), rng.integers(0, 7, g)
        ),
    )
    best = by_integer_program(instance)
    if best is None:
        with pytest.raises(Infeasible):
            choice_best.solve(instance, Options(), SEED)
        return
    pairs = pairs_of(choice_best.solve(instance, Options(), SEED))
    ranks = rank_of(instance.edges)
    assert is_feasible(instance, pairs)
    assert (len(pairs), sum(ranks[pair] for pair in pairs)) == best


def by_integer_program(instance: Instance) -> tuple[int, int] | None:
    """Size and total rank of the best assignment, by scipy's mixed-integer solver; None when there is none."""
    mentee, mentor = instance.edges.mentee, instance.edges.mentor
    group = instance.group_of[mentor]
    sides: list[tuple[Any, Any, Any]] = [
        (mentee, np.zeros(len(instance.mentees)), instance.places),
        (mentor, instance.minimum, instance.capacity),
        (group, instance.group_minimum, instance.group_capacity),
    ]
    constraints = [
        LinearConstraint(np.equal.outer(np.arange(len(high)), side).astype(float), low, high)
        for side, low, high in sides
    ]
    found = milp(
        instance.edges.rank - 1000.0,
        constraints=constraints,
        integrality=np.ones(len(mentee), np.int64),
        bounds=Bounds(0, 1),
    )
    if found.x is None:
        return None
    taken = np.asarray(found.x) > 0.5
    return int(np.count_nonzero(taken)), int(instance.edges.rank[taken].sum())

import pytest
from hypothesis import given, settings

from matching.engine import Infeasible, Instance, Lists, Options, choice_best
from tests.engine.small_rounds import (
    Profit,
    assert_proven,
    best_value,
    fixed_pairs,
    instances,
    is_feasible,
    pairs_of,
    rank_of,
    value_of,
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
    profit = profit_of(instance, objective)
    acceptable = set(rank_of(instance.edges)) | fixed_pairs(instance)
    best = best_value(instance, acceptable, profit)
    if best is None:
        with pytest.raises(Infeasible):
            choice_best.solve(instance, Options(objective=objective))
        return
    outcome = choice_best.solve(instance, Options(objective=objective))
    pairs = pairs_of(outcome)
    assert pairs <= acceptable
    assert is_feasible(instance, pairs)
    assert value_of(pairs, profit) == best
    assert_proven(instance, outcome, acceptable, profit)


@given(instance=instances(minimums=False))
@settings(max_examples=50, deadline=None)
def test_the_same_instance_gives_the_same_answer(instance: Instance) -> None:
    def answer() -> object:
        try:
            outcome = choice_best.solve(instance, Options())
        except Infeasible as refusal:
            return refusal.reason
        return pairs_of(outcome), outcome.certificate

    assert answer() == answer()


def test_it_prefers_one_more_pair_to_better_ranks() -> None:
    instance = Instance.build(
        mentees=["ada", "ben"],
        mentors=["kim", "lee"],
        capacity=1,
        choices=Lists.from_columns(2, [0, 0, 1], [0, 1, 0], [1, 2, 1]),
    )
    assert pairs_of(choice_best.solve(instance, Options())) == {(0, 1), (1, 0)}

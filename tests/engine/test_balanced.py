import json
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Groups, Infeasible, Instance, Lists, Options, Overlap, load_instance, solve, verify
from matching.engine.model.aims import Aims
from matching.engine.report.result import with_checksum
from matching.engine.strategies import balanced
from matching.engine.verify import verify as verify_contents
from tests.engine.fixed_rounds import cases
from tests.engine.small_rounds import (
    SEED,
    Profit,
    assert_proven,
    best_choice,
    feasible_choices,
    fixed_pairs,
    instances,
    pairs_of,
    present_in,
    rank_of,
    value_of,
    with_lottery,
)

SCALE = 10**9


def profit_of(instance: Instance, options: Options) -> Profit:
    ranks = rank_of(instance.edges)
    worst = max(ranks.values(), default=1)
    similarity = instance.similarity_rows(0, len(instance.mentees))

    def profit(mentee: int, mentor: int) -> tuple[int, ...]:
        rank = ranks.get((mentee, mentor))
        alike = int(similarity[mentee, mentor] * 4) * (SCALE // 4)
        wished = (worst - rank + 1) * SCALE // worst if rank else 0
        return 1, options.similarity_weight * alike + options.rank_weight * wished

    return profit


def acceptable_in(instance: Instance) -> set[tuple[int, int]]:
    """The listed pairs and the fixed ones; where nobody handed in a list, all that are not forbidden."""
    acceptable = set(rank_of(instance.edges)) | fixed_pairs(instance)
    if not instance.mentee_lists.given.any():
        n, m = len(instance.mentees), len(instance.mentors)
        apart = {divmod(code, m) for code in instance.forbidden.tolist()}
        acceptable |= {(i, j) for i in range(n) for j in range(m)} - apart
    return acceptable


@given(
    instance=st.one_of(instances(), instances(with_lists=False)),
    similarity_weight=st.integers(0, 5),
    rank_weight=st.integers(0, 5),
)
@settings(max_examples=300, deadline=None)
def test_it_is_as_good_as_exhaustive_search_and_proves_it(
    instance: Instance, similarity_weight: int, rank_weight: int
) -> None:
    options = Options(similarity_weight=similarity_weight, rank_weight=rank_weight)
    profit = with_lottery(instance, profit_of(instance, options))
    acceptable = acceptable_in(instance)
    best = best_choice(instance, acceptable, profit)
    if best is None:
        with pytest.raises(Infeasible):
            balanced.solve(instance, options, SEED)
        return
    outcome = balanced.solve(instance, options, SEED)
    pairs = pairs_of(outcome)
    assert pairs == best
    assert_proven(instance, outcome, acceptable, profit)


def test_the_weights_decide_between_rank_and_similarity() -> None:
    instance = Instance.build(
        mentees=["ada"],
        mentors=["kim", "lee"],
        capacity=1,
        mentee_lists=Lists.from_columns(1, [0, 0], [0, 1], [1, 2]),
        overlap=Overlap.from_matrix(np.array([[0.0, 0.9]])),
    )
    for similarity_weight, rank_weight, mentor in ((1, 0, 1), (0, 1, 0), (1, 2, 0), (2, 1, 1)):
        options = Options(similarity_weight=similarity_weight, rank_weight=rank_weight)
        assert pairs_of(balanced.solve(instance, options, SEED)) == {(0, mentor)}


@st.composite
def aims(draw: st.DrawFn, instance: Instance) -> Aims:
    """Even loads, mentees who differ, wishes to be together, in any mixture; some values are not known."""
    even, spread = draw(st.sampled_from([(1, 0), (3, 0), (0, 1), (0, 3), (2, 1), (1, 2), (0, 0)]))
    couples = list(combinations(instance.mentees, 2))
    wishes = draw(st.lists(st.sampled_from(couples), unique=True, max_size=2)) if couples else []
    values = draw(st.lists(st.sampled_from(["x", "y", None]), min_size=4, max_size=4))
    known = {mentee: value for mentee, value in zip(instance.mentees, values, strict=False) if value}
    return Aims.build(instance.mentees, even=even, spread=spread, values=known, together=2, wishes=wishes)


@given(instance=st.one_of(instances(), instances(with_lists=False)), data=st.data(), weight=st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_aims_are_met_as_well_as_exhaustive_search_does_and_proven(
    instance: Instance, data: st.DataObject, weight: int
) -> None:
    cells = range(len(instance.mentees) * len(instance.mentors))
    present = data.draw(st.lists(st.sampled_from(cells), unique=True, max_size=3))
    instance = replace(instance, aims=data.draw(aims(instance)), present=np.sort(np.array(present, np.int64)))
    options = Options(similarity_weight=weight, rank_weight=2)
    best = _best_as_a_whole(instance, options)
    if best is None:
        with pytest.raises(Infeasible):
            balanced.solve(instance, options, SEED)
        return
    result = solve(instance, strategy="balanced", seed=SEED, options=options)
    assert verify(instance, result) == ()
    together = result.certificate.get("together", {"best": "duals", "drawn": "duals"})
    assert together["best"]  # rounds this small are always decided
    found = {(int(mentee[1:]), int(mentor[1:])) for mentee, mentor in result.pairs}
    assert worth_of(instance, options)(found)[:-1] == worth_of(instance, options)(best)[:-1]
    if together["drawn"]:
        assert found == best


def _best_as_a_whole(instance: Instance, options: Options) -> set[tuple[int, int]] | None:
    """The feasible pairs that keep the most, then are most, then best by blend and what the aims count, then drawn."""
    return max(feasible_choices(instance, acceptable_in(instance)), key=worth_of(instance, options), default=None)


def worth_of(instance: Instance, options: Options) -> Callable[[set[tuple[int, int]]], tuple[int, ...]]:
    profit = with_lottery(instance, profit_of(instance, options))
    unit, present = SCALE // max(rank_of(instance.edges).values(), default=1), present_in(instance)

    def worth(pairs: set[tuple[int, int]]) -> tuple[int, ...]:
        matched, blend, lottery = value_of(pairs, profit)
        return len(pairs & present), matched, blend - unit * _points(instance, pairs), lottery

    return worth


def _points(instance: Instance, pairs: set[tuple[int, int]]) -> int:
    """What the aims count: each two mentees of a mentor, again if they share a value, less if they wished for it."""
    aims = instance.aims or Aims()
    values, wishes = aims.value_of.tolist(), set(map(tuple, aims.wishes.tolist()))
    points = 0
    for (one, mentor), (other, same) in combinations(sorted(pairs), 2):
        if mentor == same:
            alike = aims.spread and values[one] == values[other] >= 0
            points += aims.even + aims.spread * bool(alike) - aims.together * ((one, other) in wishes)
    return points


def _with_a_gap() -> tuple[bytes, dict[str, Any]]:
    """A round whose wishes no dual values decide, and its result."""
    made = next(case.made for case in cases() if case.name == "round 21, setting 4")
    raw = json.dumps(made).encode()
    return raw, solve(load_instance(raw), strategy="balanced").to_json()


@pytest.mark.parametrize(
    ("forged", "refused"),
    [
        ({"value": 10**12}, "together: value 1000000000000 and bound"),
        ({"bound": 1}, "bound 1 stated"),
        ({"best": "duals"}, "together: said to be the best by 'duals'"),
        ({"drawn": "duals"}, "together: said to be drawn by 'duals'"),
        ({"relaxed": None, "drawn": "duals"}, "a wish comes half true"),
        ({"relaxed": []}, "0 pairs bound the"),
        ({"shares": []}, "certificate.together.shares: expected those of 36 wishes"),
    ],
)
def test_what_a_result_says_of_wishes_is_checked(forged: dict[str, Any], refused: str) -> None:
    raw, stated = _with_a_gap()
    assert stated["certificate"]["together"]["relaxed"]
    certificate = {key: value for key, value in stated["certificate"].items() if key != "sha256"}
    certificate["together"] = certificate["together"] | forged
    stated["certificate"] = with_checksum(certificate)
    violations = verify_contents(raw, json.dumps(stated).encode())
    assert any(refused in violation for violation in violations), violations


def test_even_loads_give_up_ranks_only_as_far_as_they_weigh() -> None:
    """Three want the first mentor; one rank lower is worth a point, two ranks lower are not."""
    instance = Instance.build(
        mentees=["x", "y", "z"],
        mentors=["a", "b", "c"],
        capacity=3,
        mentee_lists=Lists.from_columns(
            3, [0, 0, 1, 1, 1, 2, 2, 2], [0, 1, 0, 1, 2, 0, 1, 2], [1, 2, 1, 2, 3, 1, 2, 3]
        ),
    )
    for even, loads_found in ((0, [3, 0, 0]), (1, [2, 1, 0]), (3, [1, 1, 1])):
        result = solve(replace(instance, aims=Aims(even=even)), strategy="balanced", seed=SEED)
        found = [mentor for _, mentor in result.pairs]
        assert [found.count(mentor) for mentor in "abc"] == loads_found


def test_a_hard_minimum_may_cost_a_pair_where_a_group_is_full() -> None:
    instance = Instance.build(
        mentees=["x", "y"],
        mentors=["a", "b", "c"],
        capacity=1,
        minimum=[0, 1, 0],
        mentee_lists=Lists.from_columns(2, [0, 1, 1], [0, 1, 2], [1, 1, 2]),
        groups=Groups(["g"], of_mentor=[0, 0, -1], capacity=[1]),
    )
    assert pairs_of(balanced.solve(instance, Options(), SEED)) == {(1, 1)}


@pytest.mark.parametrize("weight", [1, 1_000_000])
def test_great_weights_and_similarities_stay_exact(weight: int) -> None:
    rng = np.random.default_rng(2)
    similarity = (rng.random((30, 8)) * 1e6).astype(np.float32)
    instance = Instance.build(
        mentees=[f"m{i:02d}" for i in range(30)],
        mentors=[f"a{j}" for j in range(8)],
        capacity=4,
        overlap=Overlap.from_matrix(similarity),
    )
    outcome = balanced.solve(instance, Options(similarity_weight=weight, rank_weight=weight), SEED)
    scale = outcome.certificate["scale"]

    def profit(mentee: int, mentor: int) -> tuple[int, ...]:
        return 1, weight * int(np.rint(float(similarity[mentee, mentor]) * scale))

    everything = {(i, j) for i in range(30) for j in range(8)}
    assert len(pairs_of(outcome)) == 30
    assert_proven(instance, outcome, everything, with_lottery(instance, profit))

"""`lottery` against a search through every matching."""

from collections.abc import Iterator
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import InstanceError, Options, parse_instance, solve
from matching.engine.model.draws import commitment, numbers
from matching.engine.strategies.lottery import Preferences, SerialDictatorship
from tests.engine.fixed_rounds import cases
from tests.engine.rounds import Round, every_matching, index_pairs, rank_of, rounds

WORST = 99


@given(rounds(most_mentees=4, extras=False, places=1), st.integers(0, 3))
def test_each_gets_the_best_tie_group_that_those_before_leave(made: Round, seed: int) -> None:
    for body in made["mentees"].values():
        body["ranks"] = body["ranks"] or [["a0"]]
    instance = parse_instance(made)
    result = solve(instance, strategy="lottery", seed=seed)
    ranks = rank_of(instance)
    turn = np.argsort(numbers(seed, "mentee", instance.mentees)).tolist()

    def profile(pairs: frozenset[tuple[int, int]]) -> list[int]:
        mine = {mentee: ranks[mentee, mentor] for mentee, mentor in pairs}
        return [mine.get(mentee, WORST) for mentee in turn]

    assert profile(index_pairs(instance, result)) == min(map(profile, every_matching(instance)))


@given(rounds(), st.booleans())
def test_the_same_seed_gives_the_same_bytes(made: Round, ignore_lists: bool) -> None:
    instance, options = parse_instance(made), Options(ignore_lists=ignore_lists)
    first, second = (solve(instance, strategy="lottery", seed=3, options=options).to_bytes() for _ in range(2))
    assert first == second


def test_those_without_a_list_are_content_with_anybody() -> None:
    made = {
        "mentees": {f"m{at}": {} for at in range(6)},
        "mentors": {"a": {"capacity": 2}, "b": {"capacity": 2}, "c": {"capacity": 2}},
        "forbidden": [[f"m{at}", "c"] for at in range(4)],
    }
    for seed in range(20):
        result = solve(parse_instance(made), strategy="lottery", seed=seed)
        assert result.metrics["matched"] == 6
        assert {mentee for mentee, mentor in result.pairs if mentor == "c"} == {"m4", "m5"}


def test_who_takes_anybody_gets_what_a_sorted_tie_group_would_give() -> None:
    """Room is kept by mentor and group while claims move: the shortcut and the search over all draw alike."""
    for case in cases():
        if case.strategy == "lottery":
            instance, options = parse_instance(case.made), Options(**case.options)
            short = solve(instance, strategy="lottery", options=options)
            with mock.patch.object(SerialDictatorship, "_take_with_room"):
                assert solve(instance, strategy="lottery", options=options).pairs == short.pairs


def test_no_tie_group_is_sorted_as_long_as_there_is_room() -> None:
    made = {"mentees": {f"m{at}": {} for at in range(12)}, "mentors": {f"a{at}": {"capacity": 2} for at in range(5)}}
    with mock.patch.object(Preferences, "accepting", side_effect=Preferences.accepting, autospec=True) as sorting:
        result = solve(parse_instance(made), strategy="lottery")
    assert (result.metrics["matched"], sorting.call_count) == (10, 1)  # of the first refused; then nobody is reached


def test_a_search_looks_at_a_tie_group_only_for_those_not_yet_reached() -> None:
    """Many who could sit with the same few mentors: all of them seen once, not once for each who sits there."""
    hubs, many = [f"h{at}" for at in range(8)], 64
    turn = sorted((f"m{at}" for at in range(3 * many)), key=lambda name: int(numbers(0, "mentee", [name])[0]))
    lists = [[*hubs, "z"]] * many + [["a", *hubs]] * many + [["a"]] * many
    made = {
        "mentees": {name: {"ranks": [tier]} for name, tier in zip(turn, lists, strict=True)},
        "mentors": {"a": {"capacity": many}, "z": {"capacity": many}, **{hub: {"capacity": 8} for hub in hubs}},
    }
    looked_at = 0
    steps = SerialDictatorship._steps

    def counted(serial: SerialDictatorship, mentor: int, visited: set[int]) -> Iterator[Any]:
        nonlocal looked_at
        for step in steps(serial, mentor, visited):
            looked_at += 1
            yield step

    with mock.patch.object(SerialDictatorship, "_steps", counted):
        result = solve(parse_instance(made), strategy="lottery", seed=0)
    assert result.metrics["matched"] == 3 * many
    assert looked_at < 3 * many * 2 * len(hubs)


def test_seeds_draw_different_orders() -> None:
    made = {"mentees": {f"m{at}": {"ranks": [["a"]]} for at in range(8)}, "mentors": {"a": {"capacity": 1}}}
    assert len({solve(parse_instance(made), strategy="lottery", seed=seed).pairs for seed in range(20)}) > 3


def test_a_draw_hangs_on_the_name_alone() -> None:
    few, many = numbers(1, "mentee", ["b", "d"]), numbers(1, "mentee", ["a", "b", "c", "d"])
    assert few.tolist() == many[[1, 3]].tolist()


def test_the_commitment_is_the_hash_of_seed_and_nonce() -> None:
    assert commitment(7, "salt") == "432fe99e73572136aeb4b7e7abf5af800f7cf8522ebcd0ea77bc8751134d2b85"


def test_a_nonce_that_no_file_could_hold_is_refused() -> None:
    with pytest.raises(InstanceError, match="nonce: holds a broken character"):
        commitment(7, "\udcff")

"""Where pairs are present already, as many as possible are kept; of such results the strategy's own best is made."""

import json
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import STRATEGIES, Instance, Options, load_instance, parse_instance, solve, verify
from matching.engine.files.writing import instance_to_bytes
from matching.engine.flow import pricing
from matching.engine.model.what_if import with_changes
from matching.engine.strategies import survey
from tests.engine.small_rounds import (
    SEED,
    Pair,
    best_choice,
    feasible_choices,
    fixed_pairs,
    instances,
    pairs_of,
    present_in,
    rank_of,
    with_lottery,
)
from tests.engine.test_survey import SCALE
from tests.engine.test_survey import acceptable_pairs as acceptable_in_survey

# Two mentors with one place each, and lists that changed since the pairs were made.
ROUND = {
    "mentees": {"m1": {"ranks": [["b"], ["a"]]}, "m2": {"ranks": [["b"]]}, "m3": {"ranks": [["a"], ["b"]]}},
    "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1}},
    "similarity": {"m1": {"b": 1}, "m3": {"a": 1}},
    "present": [["m1", "a"], ["m3", "b"]],
}


@st.composite
def rounds_with_pairs(draw: st.DrawFn) -> Instance:
    """Small rounds of every kind, with some pairs that are there already."""
    instance = draw(instances())
    cells = range(len(instance.mentees) * len(instance.mentors))
    present = draw(st.lists(st.sampled_from(cells), unique=True, min_size=1, max_size=4))
    return replace(instance, present=np.sort(np.array(present, np.int64)))


@given(instance=rounds_with_pairs())
@settings(max_examples=150, deadline=None)
def test_best_ranks_keep_the_most_and_are_the_best_of_those(instance: Instance) -> None:
    ranks, present = rank_of(instance.edges), present_in(instance)

    def profit(mentee: int, mentor: int) -> tuple[int, ...]:
        return int((mentee, mentor) in present), 1, -ranks.get((mentee, mentor), 0)

    best = best_choice(instance, set(ranks) | fixed_pairs(instance), with_lottery(instance, profit))
    if best is None:
        return
    result = solve(instance, strategy="choice-best", seed=SEED)
    assert set(result.pairs) == named(instance, best)
    assert verify(instance, result) == ()
    assert result.metrics["kept"] == len(best & present)


@given(instance=rounds_with_pairs(), ignore_lists=st.booleans(), few=st.booleans())
@settings(max_examples=150, deadline=None)
def test_shared_interests_too_whatever_pairs_are_priced(instance: Instance, ignore_lists: bool, few: bool) -> None:
    similarity, present = instance.similarity_rows(0, len(instance.mentees)), present_in(instance)

    def profit(mentee: int, mentor: int) -> tuple[int, ...]:
        return int((mentee, mentor) in present), int(similarity[mentee, mentor] * 4) * (SCALE // 4), 1

    acceptable = acceptable_in_survey(instance, ignore_lists=ignore_lists)
    best = best_choice(instance, acceptable, with_lottery(instance, profit))
    if best is None:
        return
    with mock.patch.multiple(
        pricing, FEW_CELLS=0, INITIAL_PER_MENTEE=1 if few else 24, ADDED_PER_MENTEE=1 if few else 8
    ):
        assert pairs_of(survey.solve(instance, Options(ignore_lists=ignore_lists), SEED)) == best


@given(instance=rounds_with_pairs(), strategy=st.sampled_from(("choice-stable", "lottery")))
@settings(max_examples=150, deadline=None)
def test_strategies_that_go_step_by_step_keep_the_most(instance: Instance, strategy: str) -> None:
    without = replace(instance, minimum=instance.minimum * 0, group_minimum=instance.group_minimum * 0)
    listed = set(rank_of(instance.edges)) | fixed_pairs(instance)
    acceptable = acceptable_in_survey(instance, ignore_lists=False) if strategy == "lottery" else listed
    feasible = feasible_choices(without, acceptable & present_in(instance) | fixed_pairs(instance))
    if not feasible:
        return
    result = solve(instance, strategy=strategy, seed=SEED)
    most = max(len(pairs & present_in(instance)) for pairs in feasible)
    assert result.metrics["kept"] == most
    assert result.metrics["present"] == len(instance.present)
    assert verify(instance, result) == ()


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_present_pairs_come_before_everything_else(strategy: str) -> None:
    kept = solve(parse_instance(ROUND), strategy=strategy, options=Options(ignore_lists=strategy == "survey"))
    assert set(kept.pairs) == {("m1", "a"), ("m3", "b")}
    assert (kept.metrics["present"], kept.metrics["kept"]) == (2, 2)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_result_that_keeps_fewer_is_refused(strategy: str) -> None:
    """That of the same round without present pairs, whatever it says of itself."""
    instance = parse_instance(ROUND)
    other = solve(with_changes(instance, keep=False), strategy=strategy)
    said = {**other.metrics, "present": 2, "kept": len(set(other.pairs) & {("m1", "a"), ("m3", "b")})}
    assert said["kept"] < 2
    assert verify(instance, replace(other, metrics=said, input_sha256=instance.input_sha256)) != ()


@pytest.mark.parametrize("wrong", [{"kept": 1}, {"present": 3}])
def test_a_figure_that_is_not_true_is_refused(wrong: dict[str, int]) -> None:
    instance = parse_instance(ROUND)
    result = solve(instance, strategy="choice-best")
    assert verify(instance, replace(result, metrics={**result.metrics, **wrong})) != ()


def test_files_without_present_pairs_are_what_they_were() -> None:
    plain = {key: value for key, value in ROUND.items() if key != "present"}
    instance = parse_instance(plain)
    assert "present" not in json.loads(instance_to_bytes(instance))
    assert with_changes(parse_instance(ROUND), keep=False).input_sha256 == instance.input_sha256
    assert not {"present", "kept"} & solve(instance, strategy="lottery").metrics.keys()


def test_present_pairs_are_written_and_read_again() -> None:
    instance = parse_instance(ROUND)
    again = load_instance(instance_to_bytes(instance))
    assert again.input_sha256 == instance.input_sha256 != parse_instance({**ROUND, "present": []}).input_sha256
    assert again.present.tolist() == instance.present.tolist()


def test_the_present_pairs_come_before_wishes_too() -> None:
    """Two who want one mentor get it only where their present pairs leave a place."""
    aims = {"aims": {"together": {"weight": 9, "pairs": [["m1", "m3"]]}}}
    wide = {**ROUND, **aims, "mentors": {"a": {"capacity": 2}, "b": {"capacity": 2}}}
    kept = solve(parse_instance(wide), strategy="balanced")
    assert (kept.metrics["kept"], kept.metrics["together"]) == (2, 0)
    moved = {**wide, "present": [["m1", "a"]]}
    together = solve(parse_instance(moved), strategy="balanced")
    assert set(together.pairs) >= {("m1", "a"), ("m3", "a")}
    assert verify(parse_instance(moved), together) == ()


def named(instance: Instance, pairs: set[Pair]) -> set[tuple[str, str]]:
    return {(instance.mentees[mentee], instance.mentors[mentor]) for mentee, mentor in pairs}

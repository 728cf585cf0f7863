"""Those who rank nobody or run out of list, by the program's rule."""

import numpy as np
import pytest
from hypothesis import given

from matching.engine import Options, parse_instance, solve
from matching.engine.model.match import Match
from matching.engine.strategies import unplaced
from matching.engine.strategies.unplaced import place_by_similarity
from tests.engine.rounds import Round, rounds

AFTER = Options(unplaced="similarity")


@given(rounds())
def test_what_was_paired_before_stays(made: Round) -> None:
    instance = parse_instance(made)
    before = solve(instance, strategy="choice-stable")
    after = solve(instance, strategy="choice-stable", options=AFTER)
    added = {tuple(pair) for pair in after.certificate["placed_later"]}
    assert set(after.pairs) == set(before.pairs) | added
    assert after.metrics["placed_later"] == len(added) == len(after.pairs) - len(before.pairs)


def test_the_most_similar_pair_comes_first() -> None:
    made = {
        "mentees": {"late": {}, "silent": {}},
        "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1}},
        "similarity": {"late": {"a": 0.9, "b": 0.8}, "silent": {"a": 1.0}},
    }
    result = solve(parse_instance(made), strategy="choice-stable", options=AFTER)
    assert result.pairs == (("late", "b"), ("silent", "a"))
    assert result.reasons["late"] == {"mentors": [["b", None, "placed-later"]], "higher": [], "why": "placed"}


def test_nobody_is_placed_where_a_list_or_a_conflict_forbids_it() -> None:
    made = {
        "mentees": {"late": {}},
        "mentors": {"a": {"capacity": 1, "ranks": []}, "b": {"capacity": 1}, "c": {"capacity": 0}},
        "forbidden": [["late", "b"]],
    }
    result = solve(parse_instance(made), strategy="choice-stable", options=AFTER)
    assert result.unmatched == ("late",)


def test_by_default_they_are_left_and_reported_apart() -> None:
    made = {"mentees": {"late": {}, "kim": {"ranks": [["a"]]}}, "mentors": {"a": {"capacity": 2}}}
    result = solve(parse_instance(made), strategy="choice-stable")
    assert result.unmatched == ("late",)
    assert (result.metrics["rankers"], result.metrics["rankers_matched"]) == (1, 1)


@given(rounds())
def test_those_who_run_out_of_the_nearest_are_given_more(made: Round) -> None:
    instance = parse_instance(made)
    match = Match(instance, instance.fixed, np.zeros(0, np.int64))
    whole = place_by_similarity(match, seed=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unplaced, "NEAREST", 1)
        patch.setattr(unplaced, "GROWTH", 2)
        assert place_by_similarity(match, seed=1).tolist() == whole.tolist()

"""The verifier plays the serial order again: same seed, same result."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Instance, Lists, Options, parse_instance, solve, verify
from matching.engine.model.match import Match
from matching.engine.verify_draws import Draw
from matching.engine.verify_lottery import _passed_over
from matching.engine.verify_pairs import open_to_all
from matching.engine.verify_serial import played
from matching.engine.verify_ties import TieGroups
from tests.engine.rounds import Round, index_pairs, rounds
from tests.engine.test_verify import described


def test_a_result_drawn_anew_inside_a_tie_group_is_rejected() -> None:
    instance = parse_instance(
        {"mentees": {"m0": {}, "m1": {}}, "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1}}, "seed": 0}
    )
    result = solve(instance, strategy="lottery", seed=0)
    assert result.pairs == (("m0", "b"), ("m1", "a"))
    assert verify(instance, described(instance, result, frozenset({(0, 0), (1, 1)}))) == (
        "m0 with b: left out, but made when the serial order is played again",
        "m1 with a: left out, but made when the serial order is played again",
        "m0 with a: made, but not when the serial order is played again",
        "m1 with b: made, but not when the serial order is played again",
    )


@settings(max_examples=300)
@given(rounds(most_mentees=7, places=3), st.booleans(), st.integers(0, 3))
def test_the_serial_order_played_again_makes_the_same_pairs(made: Round, ignore_lists: bool, seed: int) -> None:
    instance, options = parse_instance(made), Options(ignore_lists=ignore_lists)
    pairs = Match.of_names(instance, solve(instance, strategy="lottery", seed=seed, options=options).pairs)
    ties = TieGroups.of(instance, Draw(instance, seed), open_to_all(instance, "lottery", options))
    assert played(ties).tolist() == pairs.codes[~pairs.fixed].tolist()


@pytest.mark.parametrize("lists", [{}, {"ranks": [["a", "b", "c"]]}])
def test_only_the_drawn_one_of_several_efficient_outcomes_stands(lists: Round) -> None:
    made = {
        "mentees": dict.fromkeys(("m0", "m1", "m2"), lists),
        "mentors": {name: {"capacity": 1} for name in ("a", "b", "c")},
    }
    instance = parse_instance(made)
    result = solve(instance, strategy="lottery", seed=5)
    ties = TieGroups.of(instance, Draw(instance, 5), open_to_all(instance, "lottery", Options()))
    for order in permutations(range(3)):
        pairs = frozenset(enumerate(order))
        match = Match.of_names(instance, [(f"m{mentee}", "abc"[mentor]) for mentee, mentor in pairs])
        assert not list(_passed_over(match, ties))
        assert bool(verify(instance, described(instance, result, pairs))) != (pairs == index_pairs(instance, result))


@settings(max_examples=60)
@given(rounds(most_mentees=4), st.booleans(), st.data())
def test_who_loses_a_place_was_passed_over(made: Round, ignore_lists: bool, data: st.DataObject) -> None:
    """The proof alone, without playing again, sees that a free place was kept from somebody."""
    instance, options = parse_instance(made), Options(ignore_lists=ignore_lists)
    match = Match.of_names(instance, solve(instance, strategy="lottery", options=options).pairs)
    ties = TieGroups.of(instance, Draw(instance, made["seed"]), open_to_all(instance, "lottery", options))
    assert not list(_passed_over(match, ties))
    free = match.codes[~match.fixed].tolist()
    if free:
        lost = data.draw(st.sampled_from(free))
        assert list(_passed_over(Match(instance, match.codes[match.codes != lost], np.zeros(0, np.int64)), ties))


def test_mentees_without_a_list_are_verified_however_many_pairs_they_could_make() -> None:
    """More pairs than a matrix of similarities may have cells; all mentors but one have a list with nobody on it."""
    n, m = 501, 200_000
    instance = Instance.build(
        mentees=[f"m{at:03}" for at in range(n)],
        mentors=[f"a{at:06}" for at in range(m)],
        capacity=1,
        mentor_lists=Lists.from_columns(m, [], [], [], given=np.arange(m) > 0),
    )
    result = solve(instance, strategy="lottery")
    assert result.metrics["matched"] == 1
    assert verify(instance, result) == ()

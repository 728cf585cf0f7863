"""The verifier plays the serial order again: same seed, same result."""

from collections.abc import Iterable
from copy import deepcopy
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import Instance, Lists, Options, parse_instance, solve, verify
from matching.engine.verify import Draw, Match, SerialDictatorship, Ties, _passed_over, read_instance
from tests.engine.rounds import Round, index_pairs, rounds
from tests.engine.test_verify import described


def ties_of(made: Round, seed: int, *, ignore_lists: bool = False) -> Ties:
    """What the mentees would take, as the verifier reads it."""
    instance = read_instance(deepcopy(made))
    content = [ignore_lists or ranking is None for ranking in instance.mentee_lists]
    return Ties(instance, Draw(instance, seed), content)


def codes_of(ties: Ties, pairs: Iterable[tuple[str, str]]) -> list[int]:
    read = ties.instance
    return sorted(read.code(read.mentee_at[mentee], read.mentor_at[mentor]) for mentee, mentor in pairs)


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
    ties = ties_of(made, seed, ignore_lists=ignore_lists)
    pairs = codes_of(ties, solve(instance, strategy="lottery", seed=seed, options=options).pairs)
    assert SerialDictatorship(ties).pairs() == set(pairs) - ties.instance.fixed


@pytest.mark.parametrize("lists", [{}, {"ranks": [["a", "b", "c"]]}])
def test_only_the_drawn_one_of_several_efficient_outcomes_stands(lists: Round) -> None:
    made: Round = {
        "mentees": {name: dict(lists) for name in ("m0", "m1", "m2")},
        "mentors": {name: {"capacity": 1} for name in ("a", "b", "c")},
    }
    instance = parse_instance(made)
    result = solve(instance, strategy="lottery", seed=5)
    ties = ties_of(made, 5)
    for order in permutations(range(3)):
        pairs = frozenset(enumerate(order))
        codes = codes_of(ties, [(f"m{mentee}", "abc"[mentor]) for mentee, mentor in pairs])
        assert not list(_passed_over(Match(ties.instance, codes, set()), ties))
        assert bool(verify(instance, described(instance, result, pairs))) != (pairs == index_pairs(instance, result))


@settings(max_examples=60)
@given(rounds(most_mentees=4), st.booleans(), st.data())
def test_who_loses_a_place_was_passed_over(made: Round, ignore_lists: bool, data: st.DataObject) -> None:
    """The proof alone, without playing again, sees that a free place was kept from somebody."""
    instance, options = parse_instance(made), Options(ignore_lists=ignore_lists)
    ties = ties_of(made, made["seed"], ignore_lists=ignore_lists)
    codes = codes_of(ties, solve(instance, strategy="lottery", options=options).pairs)
    assert not list(_passed_over(Match(ties.instance, codes, set()), ties))
    free = [code for code in codes if code not in ties.instance.fixed]
    if free:
        lost = data.draw(st.sampled_from(free))
        assert list(_passed_over(Match(ties.instance, [code for code in codes if code != lost], set()), ties))


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

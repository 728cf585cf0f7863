"""Between results that are equally good the lottery decides, and nothing else: no name, no order of rows."""

import random
from collections.abc import Sequence
from importlib import import_module
from math import sqrt
from typing import Any
from unittest import mock

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.engine import STRATEGIES, Infeasible, Options, parse_instance, solve, verify
from matching.engine.model import draws
from matching.engine.model.options import OBJECTIVES, PRIORITIES
from tests.engine.rounds import Round, rounds

# What is tried: a strategy with its options, whether mentees hand in lists, whether there are similarities.
KINDS: dict[str, tuple[str, Options, bool, bool]] = {
    "choice-stable": ("choice-stable", Options(), True, False),
    "choice-stable, similarities": ("choice-stable", Options(), True, True),
    "choice-stable, the rest placed": ("choice-stable", Options(unplaced="similarity"), False, False),
    "choice-stable, the rest placed, similarities": ("choice-stable", Options(unplaced="similarity"), False, True),
    **{f"choice-best {name}": ("choice-best", Options(objective=name), True, False) for name in OBJECTIVES},
    "survey": ("survey", Options(), False, False),
    "survey, similarities": ("survey", Options(), False, True),
    "survey in lists": ("survey", Options(), True, False),
    "survey in lists, similarities": ("survey", Options(), True, True),
    "lottery": ("lottery", Options(), True, False),
    "lottery, no lists": ("lottery", Options(), False, False),
    "balanced": ("balanced", Options(), True, False),
    "balanced, similarities": ("balanced", Options(), True, True),
    "balanced, no lists": ("balanced", Options(), False, False),
    "balanced, no lists, similarities": ("balanced", Options(), False, True),
}
MENTEES, MENTORS, CAPACITY, LISTED = 100, 25, 3, 4
ROUNDS = 100


@pytest.mark.parametrize(("strategy", "options", "listed", "alike"), KINDS.values(), ids=KINDS)
def test_the_first_half_of_the_names_fares_as_the_second(
    strategy: str, options: Options, listed: bool, alike: bool
) -> None:
    """Mentees left without a mentor, and mentees of each mentor, counted over many rounds."""
    unmatched, load = [], []
    for seed in range(ROUNDS):
        instance = parse_instance(_round(seed, listed=listed, alike=alike))
        result = solve(instance, strategy=strategy, seed=seed, options=options)
        unmatched.append(_lead(dict.fromkeys(result.unmatched, 1), instance.mentees))
        loads = dict.fromkeys(instance.mentors, 0)
        for _, mentor in result.pairs:
            loads[mentor] += 1
        load.append(_lead(loads, instance.mentors))
    assert any(unmatched), "everybody was matched: nothing to compare"
    assert abs(_z(unmatched)) < 3
    assert abs(_z(load)) < 3


def _round(seed: int, *, listed: bool, alike: bool) -> Round:
    """More mentees than places, popular mentors, and so few kinds of mentees that most ties are ties of many."""
    drawn = random.Random(seed)
    mentees = [f"m{at:03}" for at in range(MENTEES)]
    mentors = [f"a{at:02}" for at in range(MENTORS)]
    kinds = [drawn.sample(mentors, LISTED) for _ in range(10)]
    made: Round = {
        "mentees": {name: {"ranks": [[one] for one in drawn.choice(kinds)] if listed else None} for name in mentees},
        "mentors": {name: {"capacity": CAPACITY} for name in mentors},
    }
    if alike:
        made["similarity"] = {mentee: {mentor: drawn.randrange(3) / 2 for mentor in mentors} for mentee in mentees}
    return made


def _lead(counted: dict[str, int], names: Sequence[str]) -> int:
    """By how much the first half of the names is ahead; an odd one in the middle counts for neither."""
    half = len(names) // 2
    first, second = names[:half], names[-half:]
    return sum(counted.get(name, 0) for name in first) - sum(counted.get(name, 0) for name in second)


def _z(leads: list[int]) -> float:
    return sum(leads) / max(1.0, sqrt(sum(lead**2 for lead in leads)))


@pytest.mark.parametrize(("strategy", "options", "listed"), [kind[:3] for kind in KINDS.values()], ids=KINDS)
def test_of_ten_equal_mentees_for_five_places_each_gets_one_sooner_or_later(
    strategy: str, options: Options, listed: bool
) -> None:
    made = {
        "mentees": {f"m{at}": {"ranks": [["a"], ["b"]] if listed else None} for at in range(10)},
        "mentors": {"a": {"capacity": 3}, "b": {"capacity": 2}},
    }
    seen: set[str] = set()
    for seed in range(20):
        result = solve(parse_instance(made), strategy=strategy, seed=seed, options=options)
        assert len(result.pairs) == 5
        seen |= {mentee for mentee, _ in result.pairs}
    assert len(seen) == 10


@pytest.mark.parametrize("strategy", STRATEGIES)
@settings(max_examples=150)
@given(
    made=rounds(places=2),
    options=st.builds(
        Options,
        objective=st.sampled_from(OBJECTIVES),
        priority=st.sampled_from([None, *PRIORITIES]),
        unplaced=st.sampled_from(["unmatched", "similarity"]),
        ignore_lists=st.booleans(),
        rank_weight=st.integers(0, 1),
    ),
    shuffle=st.randoms(use_true_random=False),
)
def test_other_names_with_the_same_draws_and_rows_in_another_order_change_nothing(
    strategy: str, options: Options, made: Round, shuffle: random.Random
) -> None:
    _assert_that_names_change_nothing(strategy, options, made, shuffle)


@pytest.mark.parametrize("seed", range(20))
def test_whom_a_full_group_asks_first_is_drawn_too(seed: int) -> None:
    """A chain of moves goes on to the other mentors of the group, in the order of their numbers."""
    made = {
        "mentees": {
            "m0": {"ranks": [["a0", "a4", "a2", "a1"]]},
            "m1": {"ranks": [["a4"]], "places": 2},
            "m2": {"ranks": [["a1"]]},
            "m3": {"ranks": [["a4", "a3"], ["a1"]], "places": 2},
            "m4": {"ranks": [["a3", "a4", "a1", "a2"]]},
            "m5": {"ranks": [["a1", "a3", "a4", "a0"]], "places": 2},
        },
        "mentors": {name: {"capacity": 1 if name == "a3" else 2} for name in ("a0", "a1", "a2", "a3", "a4")},
        "groups": {"g": {"mentors": ["a0", "a1", "a2", "a3"], "capacity": 3}},
        "seed": 0,
    }
    _assert_that_names_change_nothing("lottery", Options(), made, random.Random(seed))


def _assert_that_names_change_nothing(strategy: str, options: Options, made: Round, shuffle: random.Random) -> None:
    """Solve the round, and again under other names that keep the draws; the results differ in the names alone."""
    try:
        before = solve(parse_instance(made), strategy=strategy, options=options)
    except Infeasible:
        assume(False)
        raise
    people = [*made["mentees"], *made["mentors"], *made.get("groups", {})]
    renamed = dict(zip(people, shuffle.sample([f"p{at:02}" for at in range(len(people))], len(people)), strict=True))
    original = {new: old for old, new in renamed.items()}
    numbers = draws.numbers

    def held(seed: int, side: str, names: Sequence[str]) -> draws.Numbers:
        return numbers(seed, side, [original[name] for name in names])

    with mock.patch.object(draws, "numbers", held):
        after = solve(parse_instance(_renamed(made, renamed, shuffle)), strategy=strategy, options=options)
    assert {(original[mentee], original[mentor]) for mentee, mentor in after.pairs} == set(before.pairs)
    for figure, value in before.metrics.items():
        assert figure.endswith("minimums_missed") or after.metrics[figure] == value
    for mentee, reason in before.reasons.items():
        told = after.reasons[renamed[mentee]]
        assert told["why"] == reason["why"]
        for part in ("mentors", "higher"):
            assert sorted([original[name], *rest] for name, *rest in told[part]) == sorted(map(list, reason[part]))


def _renamed(value: Any, renamed: dict[str, str], shuffle: random.Random) -> Any:
    """The same round under other names, every object's keys and every tie group in another order."""
    if isinstance(value, str):
        return renamed.get(value, value)
    if isinstance(value, dict):
        items = [(renamed.get(key, key), _renamed(one, renamed, shuffle)) for key, one in value.items()]
        return dict(shuffle.sample(items, len(items)))
    if isinstance(value, list):
        made = [_renamed(one, renamed, shuffle) for one in value]
        tier = all(isinstance(one, str) for one in made) and not _is_pair(value)
        return shuffle.sample(made, len(made)) if tier else made
    return value


def _is_pair(value: list[Any]) -> bool:
    """A fixed or forbidden pair names a mentee first; tie groups and members hold one side alone."""
    return len({name[0] for name in value if isinstance(name, str)}) > 1


@pytest.mark.parametrize("strategy", ["choice-best", "survey", "balanced"])
def test_where_one_drawing_leaves_a_tie_the_next_decides_and_both_are_proven(strategy: str) -> None:
    """Weights of three bits are equal for many sets of pairs."""
    made = {
        "mentees": {f"m{at}": {"ranks": [["a", "b", "c"]]} for at in range(6)},
        "mentors": {name: {"capacity": 1} for name in "abc"},
    }
    instance, levels, winners = parse_instance(made), set(), set()
    verifier = import_module("matching.engine.verify")
    with mock.patch.object(draws, "WEIGHT_BITS", 3), mock.patch.object(verifier, "LOTTERY_SHIFT", 61):
        for seed in range(30):
            result = solve(instance, strategy=strategy, seed=seed)
            assert verify(instance, result) == ()
            levels.add(sum(name.startswith("lottery") for name in result.certificate["levels"]))
            winners.add(result.pairs)
    assert len(levels) > 1
    assert len(winners) > 10

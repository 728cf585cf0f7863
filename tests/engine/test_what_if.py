"""A frozen round with one thing changed, and the alternatives of a weak case."""

import pytest
from hypothesis import given

from matching.engine import InstanceError, parse_instance, solve
from matching.engine.model.match import Match
from matching.engine.model.what_if import with_changes
from matching.engine.report.alternatives import Alternative, alternatives
from tests.engine.rounds import Round, rounds

ROUND: Round = {
    "mentees": {"kim": {"ranks": [["a"], ["b"]]}, "lee": {"ranks": [["a"], ["b"]]}, "max": {"ranks": [["c"]]}},
    "mentors": {
        "a": {"capacity": 1, "minimum": 1},
        "b": {"capacity": 2},
        "c": {"capacity": 1},
        "d": {"capacity": 1, "ranks": [["max"]]},
    },
    "similarity": {"kim": {"a": 0.1, "c": 0.3}, "lee": {"a": 0.9}},
    "commitment": "0" * 64,
}


@given(rounds())
def test_no_change_is_the_same_instance(made: Round) -> None:
    frozen = parse_instance(made | {"commitment": None})
    assert with_changes(frozen).input_sha256 == frozen.input_sha256
    assert with_changes(frozen, list_length=1000).input_sha256 == frozen.input_sha256


def test_more_places_a_mentor_out_and_shorter_lists() -> None:
    frozen = parse_instance(ROUND)
    hash_before = frozen.input_sha256
    asked = with_changes(frozen, places={"b": 1}, out=["a"], list_length=1)
    assert asked.capacity.tolist() == [0, 1, 1, 1]
    assert asked.minimum.tolist() == [0, 0, 0, 0]
    assert asked.edges.mentor.tolist() == [0, 0, 2]
    assert asked.commitment is None
    assert solve(asked, strategy="choice-stable").pairs == (("max", "c"),)
    assert (frozen.capacity.tolist(), frozen.input_sha256) == ([1, 2, 1, 1], hash_before)


def test_minimums_can_be_left_aside() -> None:
    assert with_changes(parse_instance(ROUND), minimums=False).minimum.tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"places": {"zz": 1}}, "places.zz: unknown mentor"),
        ({"places": {"a": -1}}, "mentors.a.capacity: -1 is less than 0"),
        ({"list_length": 0}, "list_length: 0 is less than 1"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(changes: Round, line: str) -> None:
    with pytest.raises(InstanceError) as caught:
        with_changes(parse_instance(ROUND), **changes)
    assert str(caught.value) == line


def test_the_best_alternatives_are_listed_first_then_similar() -> None:
    match = Match.of_names(parse_instance(ROUND), [("lee", "a"), ("max", "c")])
    assert alternatives(match, "kim") == [Alternative("b", 2, 0.0)]
    freed = Match.of_names(parse_instance(ROUND), [("lee", "a")])
    similarity = float(freed.instance.similarity_rows(0, 1)[0, 2])
    assert alternatives(freed, "kim") == [Alternative("b", 2, 0.0), Alternative("c", None, similarity)]
    assert alternatives(freed, "kim", limit=1) == [Alternative("b", 2, 0.0)]


def test_a_full_group_offers_a_move_to_its_own_mentees_only() -> None:
    made = {
        "mentees": {"in": {"ranks": [["a"], ["b"]]}, "out": {"ranks": [["b"]]}},
        "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1}},
        "groups": {"g": {"mentors": ["a", "b"], "capacity": 1}},
    }
    match = Match.of_names(parse_instance(made), [("in", "a")])
    assert alternatives(match, "in") == [Alternative("b", 2, 0.0)]
    assert alternatives(match, "out") == []


def test_of_equal_alternatives_the_lottery_names_the_first() -> None:
    mentors = {f"a{at}": {"capacity": 1} for at in range(6)}
    first = set()
    for seed in range(30):
        instance = parse_instance({"mentees": {"kim": {}}, "mentors": mentors, "seed": seed})
        match = Match.of_names(instance, [])
        found = [one.mentor for one in alternatives(match, "kim", limit=6)]
        assert sorted(found) == sorted(mentors)
        first.add(found[0])
    assert len(first) > 3

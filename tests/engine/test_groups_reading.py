"""Instances of group formation are read strictly, by the engine and the verifier alike, and written back the same."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from matching.engine import InstanceError, load_grouping, parse_grouping
from matching.engine.verify_groups import Unreadable, read_instance
from tests.engine.small_groups import Json, instances

SOUND: Json = {
    "people": {"a": {"year": "1"}, "b": {"year": ["2"], "times": ["mon", "tue"]}, "c": {}},
    "groups": {"count": 2},
    "aims": [{"aim": "spread", "attribute": "year"}],
    "mentors": {"m": {"roles": ["faculty"], "groups": 2}},
    "roles": ["faculty"],
}


@settings(max_examples=50)
@given(instances(mentors=True))
def test_a_file_that_was_written_is_read_back_the_same(data: Json) -> None:
    problem = parse_grouping(data)
    again = load_grouping(problem.to_bytes())
    assert again == problem
    assert again.input_sha256 == problem.input_sha256 == read_instance(data).sha256


def test_what_is_left_out_is_filled_in() -> None:
    problem = parse_grouping(SOUND)
    assert (problem.count, problem.minimum, problem.maximum) == (2, 1, 2)
    assert problem.aims[0].values == ("1", "2")
    assert problem.people["a"] == {"year": ("1",)}
    assert parse_grouping({**SOUND, "people": {**SOUND["people"], "c": {"year": None, "times": []}}}) == problem


def test_the_same_pair_twice_counts_once_in_any_order() -> None:
    assert parse_grouping({**SOUND, "apart": [["b", "a"], ["a", "b"]]}).apart == (("a", "b"),)


def test_unknown_keys_are_ignored_with_a_warning() -> None:
    data = {**SOUND, "note": 1, "groups": {"count": 2, "names": []}}
    data["aims"] = [{**SOUND["aims"][0], "color": 1}]
    assert parse_grouping(data).warnings == (
        "note: unknown key, ignored",
        "groups.names: unknown key, ignored",
        "aims[0].color: unknown key, ignored",
    )


AIM = {"aim": "spread", "attribute": "year"}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"people": None}, "people: is missing"),
        ({"people": {}}, "people: is empty"),
        ({"people": {"": {}}}, "people: a name is empty"),
        ({"people": {"a": []}}, "people.a: expected an object"),
        ({"people": {"a": {"year": 1}}}, "people.a.year: expected a list of texts"),
        ({"people": {"a": {"year": ["1", 2]}}}, "people.a.year[1]: expected text"),
        ({"people": {"a": {"year": ["1", "1"]}}}, "people.a.year: the name '1' is there twice"),
        ({"people": {"a": {"\ud800": "1"}}}, "people.a: a name holds a broken character (half of a surrogate pair)"),
        ({"groups": None}, "groups: is missing"),
        ({"groups": {"count": True}}, "groups.count: expected a whole number, got True"),
        ({"groups": {"count": 0}}, "groups.count: 0 is not between 1 and 10000"),
        ({"groups": {"count": 2, "minimum": 3, "maximum": 2}}, "groups.minimum: 3 is more than the maximum, 2"),
        ({"aims": {}}, "aims: expected a list"),
        ({"aims": [{**AIM, "aim": "mix"}]}, "aims[0].aim: expected one of spread, gather, share, accompany"),
        ({"aims": [{**AIM, "attribute": "hair"}]}, "aims[0].attribute: nobody has 'hair'"),
        ({"aims": [AIM, AIM]}, "aims[1]: spread 'year' is there twice"),
        ({"aims": [{**AIM, "values": ["9"]}]}, "aims[0].values: nobody has '9'"),
        ({"aims": [{**AIM, "weight": 0}]}, "aims[0].weight: 0 is not between 1 and 1000"),
        ({"aims": [{**AIM, "least": 2}]}, "aims[0].least: 2 is not between 1 and 1"),
        ({"aims": [{**AIM, "required": 1}]}, "aims[0].required: expected true or false"),
        ({"mentors": {"a": {}}}, "mentors.a: is one of the people too"),
        ({"mentors": {"m": {"roles": ["chief"]}}}, "mentors.m.roles: 'chief' is none of the roles"),
        ({"mentors": {"m": {"groups": -1}}}, "mentors.m.groups: -1 is not between 0 and 10000"),
        ({"together": [["a"]]}, "together[0]: expected two names"),
        ({"together": [["a", "z"]]}, "together[0]: unknown name 'z'"),
        ({"apart": [["a", "a"]]}, "apart[0]: 'a' is paired with itself"),
        ({"apart": [["a", "b"]], "together": [["b", "a"]]}, "apart: the pair 'a', 'b' must be together too"),
        ({"seed": -1}, "seed: -1 is not between 0 and 9223372036854775807"),
        ({"seed": 1.0}, "seed: expected a whole number, got 1.0"),
        ({"commitment": "ab"}, "commitment: expected 64 hexadecimal digits in lower case"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(change: dict[str, Any], line: str) -> None:
    with pytest.raises(InstanceError) as refused:
        parse_grouping({**SOUND, **change})
    assert str(refused.value) == line
    with pytest.raises(Unreadable):
        read_instance({**SOUND, **change})


def test_a_file_is_strict_json() -> None:
    twice = json.dumps(SOUND).replace('"people"', '"people": {}, "people"', 1).encode()
    with pytest.raises(InstanceError, match="there twice in one object"):
        load_grouping(twice)

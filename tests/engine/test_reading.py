"""What is read is what was written, and what is wrong is named in one line."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from matching.engine import STRATEGIES, InstanceError, Options, load_instance, parse_instance, solve
from matching.engine.files.writing import instance_to_bytes, instance_to_json
from tests.engine.rounds import Round, rounds


def base(**changes: Any) -> Round:
    return {
        "mentees": {"m1": {"ranks": [["a"], ["b"]]}, "m2": {"ranks": [["a", "b"]]}},
        "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1, "ranks": [["m1"], ["m2"]]}},
        **changes,
    }


def mentees(body: Any, name: str = "m1") -> Round:
    return {"mentees": {name: body}, "mentors": {"a": {"capacity": 1}}}


def mentors(body: Any) -> Round:
    return base(mentees={}, mentors={"a": body})


def group(body: Any) -> Round:
    return base(groups={"g": body})


WRONG: list[tuple[Any, str]] = [
    ([], "instance: expected an object"),
    ({}, "mentees: is missing"),
    ({"mentees": {}}, "mentors: is missing"),
    (base(mentees=[]), "mentees: expected an object"),
    (base(mentees={}, mentors={}), "mentors: there must be at least one mentor"),
    (mentees(3), "mentees.m1: expected an object"),
    (mentees({"ranks": [["zz"]]}), "mentees.m1.ranks[0][0]: unknown name 'zz'"),
    (mentees({"ranks": [["a", "a"]]}), "mentees.m1.ranks: 'a' is listed twice"),
    (mentees({"ranks": [["a"], ["a"]]}), "mentees.m1.ranks: 'a' is listed twice"),
    (mentees({"ranks": [[]]}), "mentees.m1.ranks[0]: expected a tie group: a list of at least one name"),
    (mentees({"ranks": ["a", "b"]}), "mentees.m1.ranks[0]: expected a tie group: a list of at least one name"),
    (mentees({"ranks": "ab"}), "mentees.m1.ranks: expected a list of tie groups"),
    (mentees({"ranks": [[7]]}), "mentees.m1.ranks[0][0]: unknown name 7"),
    (mentees({"ranks": [[["a"]]]}), "mentees.m1.ranks[0][0]: unknown name ['a']"),
    (mentees({"places": 0}), "mentees.m1.places: 0 is less than 1"),
    (mentees({"places": 1.0}), "mentees.m1.places: expected a whole number, got 1.0"),
    (mentees({"places": True}), "mentees.m1.places: expected a whole number, got True"),
    (mentors({}), "mentors.a.capacity: is missing"),
    (mentors({"capacity": -1}), "mentors.a.capacity: -1 is not between 0 and 1000000000"),
    (mentors({"capacity": "3"}), "mentors.a.capacity: expected a whole number, got '3'"),
    (mentors({"capacity": 10**30}), f"mentors.a.capacity: {10**30} is not between 0 and 1000000000"),
    (mentors({"capacity": 1, "minimum": -2}), "mentors.a.minimum: -2 is not between 0 and 1000000000"),
    (mentors({"capacity": 1, "ranks": [["m9"]]}), "mentors.a.ranks[0][0]: unknown name 'm9'"),
    (base(aims=[]), "aims: expected an object"),
    (base(aims={"even": 1001}), "aims.even: must be a whole number from 0 to 1000"),
    (base(aims={"even": True}), "aims.even: must be a whole number from 0 to 1000"),
    (base(aims={"spread": {"weight": -1}}), "aims.spread.weight: must be a whole number from 0 to 1000"),
    (base(aims={"spread": {"weight": 1, "values": {"m9": "x"}}}), "aims.spread.values: unknown mentee 'm9'"),
    (
        base(aims={"spread": {"weight": 1, "values": {"m1": 3}}}),
        "aims.spread.values.m1: expected a text of at most 200 characters",
    ),
    (
        base(aims={"together": {"weight": 1, "pairs": [["m1", "a"]]}}),
        "aims.together.pairs[0]: expected the names of two mentees",
    ),
    (
        base(aims={"together": {"weight": 1, "pairs": [["m1", "m2"], ["m2", "m1"]]}}),
        "aims.together.pairs: two mentees are there twice",
    ),
    (base(groups=[]), "groups: expected an object"),
    (base(groups=False), "groups: expected an object"),
    (base(groups=0), "groups: expected an object"),
    (base(groups=""), "groups: expected an object"),
    (group({"capacity": 1}), "groups.g.mentors: expected a list of mentors"),
    (group({"capacity": 1, "mentors": ["zz"]}), "groups.g.mentors[0]: unknown mentor 'zz'"),
    (group({"capacity": 1, "mentors": ["a", "a"]}), "groups.g.mentors[1]: mentor 'a' is in a group already"),
    (group({"mentors": ["a"]}), "groups.g.capacity: is missing"),
    (base(forbidden=[["m1"]]), "forbidden[0]: expected a mentee's and a mentor's name"),
    (base(forbidden=[["a", "m1"]]), "forbidden[0]: unknown mentee 'a'"),
    (base(forbidden={"m1": "a"}), "forbidden: expected a list of pairs"),
    (base(fixed=[["m1", "zz"]]), "fixed[0]: unknown mentor 'zz'"),
    (base(fixed=[["m1", "a"], ["m1", "a"]]), "fixed: the pair 'm1', 'a' is there twice"),
    (base(fixed=[["m1", "a"]], forbidden=[["m1", "a"]]), "fixed: the pair 'm1', 'a' is forbidden too"),
    (base(seed=-1), "seed: must lie between 0 and 9223372036854775807"),
    (base(seed="7"), "seed: expected a whole number"),
    (base(seed=True), "seed: expected a whole number"),
    (base(commitment="abc"), "commitment: expected 64 hexadecimal digits in lower case"),
    (base(similarity=[]), "similarity: expected an object"),
    (base(similarity={"zz": {}}), "similarity.zz: unknown mentee"),
    (base(similarity={"m1": {"zz": 1}}), "similarity.m1.zz: unknown mentor"),
    (base(similarity={"m1": {"a": "1"}}), "similarity.m1.a: expected a number"),
    (base(similarity={"m1": {"a": 1e300}}), "similarity.m1.a: not between -1000000 and 1000000"),
    (
        base(similarity={"rows": ["m1"], "columns": ["a", "b"], "values": [[1]]}),
        "similarity.values[0]: expected 2 numbers",
    ),
    (base(similarity={"rows": ["m1"], "values": [[1]]}), "similarity.columns: is missing"),
    (base(similarity={"rows": [], "columns": []}), "similarity.values: is missing"),
    (base(vectors={"mentees": {}}), "vectors.mentors: is missing"),
    (
        base(similarity={"rows": ["m1", "m1"], "columns": ["a"], "values": [[1], [1]]}),
        "similarity.rows: a name is there twice",
    ),
    (
        base(similarity={"rows": ["m1"], "columns": ["a"], "values": [[None]]}),
        "similarity.values[0][0]: expected a number",
    ),
    (
        base(similarity={}, vectors={"mentees": {}, "mentors": {}}),
        "vectors: give either similarity or vectors, not both",
    ),
    (base(vectors={"mentees": {"m1": [1, 2]}, "mentors": {"a": [1]}}), "vectors.mentors[0]: expected 2 numbers"),
    (
        base(vectors={"mentees": {"m1": [0.5]}, "mentors": {"a": [1]}}),
        "vectors.mentees: entries must be whole numbers",
    ),
    (
        base(vectors={"mentees": {"m1": [1]}, "mentors": {"a": [1]}, "divisor": 0}),
        "vectors.divisor: expected a whole number from 1 to 1000000000",
    ),
    (
        base(vectors={"mentees": {"m1": [9000]}, "mentors": {"a": [9000]}}),
        "vectors: a product may reach 81000000 units, the limit is 16777216",
    ),
    (mentees({}, ""), "mentees: a name is empty"),
    (mentees({}, "x" * 201), "mentees: a name is longer than 200 characters"),
]


@pytest.mark.parametrize(("data", "line"), WRONG, ids=[line for _, line in WRONG])
def test_a_wrong_instance_is_named_in_one_line(data: Any, line: str) -> None:
    with pytest.raises(InstanceError) as caught:
        parse_instance(data)
    assert str(caught.value) == line


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InstanceError, match="cannot be read"):
        load_instance(tmp_path / "none.json")


def test_a_file_with_a_key_instance_is_followed() -> None:
    wrapped = json.dumps({"about": {}, "instance": base(), "expected": {}}).encode()
    assert load_instance(wrapped).input_sha256 == parse_instance(base()).input_sha256


@given(rounds())
def test_writing_and_reading_keep_the_hash(made: Round) -> None:
    instance = parse_instance(made)
    again = load_instance(instance_to_bytes(instance))
    assert again.input_sha256 == instance.input_sha256
    assert instance_to_bytes(again) == instance_to_bytes(instance)
    assert again.warnings == instance.warnings


@given(rounds())
def test_the_order_of_names_in_a_file_does_not_matter(made: Round) -> None:
    turned = {
        **made,
        "mentees": dict(reversed(made["mentees"].items())),
        "mentors": dict(reversed(made["mentors"].items())),
    }
    assert parse_instance(turned).input_sha256 == parse_instance(made).input_sha256


@pytest.mark.parametrize(
    "extra",
    [
        {"similarity": {"m1": {"a": 0.1}, "m2": {"b": -2}}},
        {"similarity": {"rows": ["m2"], "columns": ["b", "a"], "values": [[0.1, 3]]}},
        {"vectors": {"mentees": {"m1": [1, 0]}, "mentors": {"a": [1, 2], "b": [0, 1]}, "divisor": 4}},
        {"commitment": "0" * 64, "seed": 2**63 - 1},
    ],
)
def test_every_kind_of_extra_survives_writing(extra: Round) -> None:
    instance = parse_instance(base(**extra))
    again = parse_instance(json.loads(json.dumps(instance_to_json(instance))))
    assert again.input_sha256 == instance.input_sha256
    assert again.input_sha256 != parse_instance(base()).input_sha256
    if instance.overlap is not None:
        assert again.similarity_rows(0, 2).tolist() == instance.similarity_rows(0, 2).tolist()


def test_each_change_of_the_input_changes_the_hash() -> None:
    changes: list[Round] = [
        {}, {"seed": 1}, {"forbidden": [["m1", "a"]]}, {"fixed": [["m1", "a"]]},
        {"mentees": {"m1": {"ranks": [["b"], ["a"]]}, "m2": {}}},
        {"mentors": {"a": {"capacity": 2}, "b": {"capacity": 1}}},
        {"groups": {"g": {"mentors": ["a"], "capacity": 1}}}, {"similarity": {"m1": {"a": 0.5}}},
    ]  # fmt: skip
    assert len({parse_instance(base(**change)).input_sha256 for change in changes}) == len(changes)


def test_pairs_that_one_side_alone_lists_are_dropped_and_named() -> None:
    made = base(mentees={"m1": {"ranks": [["b"]]}, "m2": {"ranks": [["a"]]}, "m3": {}})
    made["mentors"]["b"]["ranks"] = [["m2"], ["m3"]]
    made["groups"] = {"g": {"mentors": ["a"], "capacity": 1, "ranks": [["m1"]]}}
    assert parse_instance(made).warnings == (
        "m1 lists b, but b does not list m1: pair dropped",
        "m2 lists a, but group g does not list m2: pair dropped",
        "b lists m2, but m2 does not list b: pair dropped",
    )


def test_an_unknown_key_is_ignored_and_named() -> None:
    made = base(colour="blue")
    made["mentors"]["a"]["capcity"] = 3
    assert parse_instance(made).warnings == (
        "colour: unknown key, ignored",
        "mentors.a.capcity: unknown key, ignored",
    )


@pytest.mark.parametrize(
    ("place", "table"),
    [
        ("similarity", {"rows": ["m1"], "columns": ["a"], "values": [[1]]}),
        ("vectors", {"mentees": {"m1": [1]}, "mentors": {"a": [1]}}),
    ],
)
def test_an_unknown_key_beside_similarities_is_ignored_and_named(place: str, table: Round) -> None:
    instance = parse_instance(base(**{place: {**table, "x": 1}}))
    assert instance.input_sha256 == parse_instance(base(**{place: table})).input_sha256
    assert instance.warnings == (f"{place}.x: unknown key, ignored",)


def test_a_mentee_may_be_named_as_a_part_of_a_matrix_is() -> None:
    instance = parse_instance({**mentees({}, "rows"), "similarity": {"rows": {"a": 0.5}}})
    assert instance.similarity_rows(0, 1).tolist() == [[0.5]]


def test_names_may_be_in_any_script() -> None:
    made = {"mentees": {"Zoë ✓ 李": {"ranks": [["ዶ/ር አበበ"]]}}, "mentors": {"ዶ/ር አበበ": {"capacity": 1}}}
    instance = load_instance(json.dumps(made).encode())
    assert instance.mentees == ("Zoë ✓ 李",)
    assert load_instance(instance_to_bytes(instance)).input_sha256 == instance.input_sha256


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("empty", [{"ranks": []}, {"ranks": None}, {}])
def test_an_empty_list_of_a_mentee_is_no_list(strategy: str, empty: dict[str, Any]) -> None:
    instance = parse_instance({"mentees": {"m": empty}, "mentors": {"a": {"capacity": 1}}})
    assert instance.mentee_lists.given.tolist() == [False]
    accepts_everybody = strategy in ("survey", "lottery", "balanced")
    result = solve(instance, strategy=strategy)
    assert result.pairs == ((("m", "a"),) if accepts_everybody else ())
    assert result.reasons["m"]["why"] == ("placed" if accepts_everybody else "ranked-nobody")


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("side", ["mentors", "groups"])
def test_an_empty_list_of_a_mentor_or_a_group_accepts_nobody_but_fixed_pairs(strategy: str, side: str) -> None:
    made: dict[str, Any] = {
        "mentees": {"m": {"ranks": [["a"]]}, "n": {"ranks": [["a"]]}, "without": {}},
        "mentors": {"a": {"capacity": 3}},
        "groups": {"g": {"mentors": ["a"], "capacity": 3}},
        "fixed": [["n", "a"]],
    }
    for owner in made[side].values():
        owner["ranks"] = []
    result = solve(parse_instance(made), strategy=strategy, options=Options(unplaced="similarity"))
    assert result.pairs == (("n", "a"),)
    for owner in made[side].values():
        owner["ranks"] = None
    assert ("m", "a") in solve(parse_instance(made), strategy=strategy).pairs

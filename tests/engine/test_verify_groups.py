"""The verifier of groups refuses whatever was altered, and says what."""

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from matching.engine import SearchOptions, form_groups, parse_grouping
from matching.engine.verify_groups import Unreadable, verify_groups
from tests.engine.small_groups import Json


def instance() -> Json:
    """Twelve people in three groups with mentors, who meet every kind of demand and miss one thing."""
    people: Json = {
        f"p{at:02}": {"year": str(at % 3), "campus": "north" if at < 4 else "south", "times": ["mon", "tue"][at % 2 :]}
        for at in range(12)
    }
    people["p11"]["tongue"] = "sw"
    mentors = {
        f"m{at}": {
            "roles": ["faculty"] if at < 4 else ["partner"],
            "groups": 1,
            "values": {"profession": "physician" if at < 4 else "nurse", "times": ["tue"]},
        }
        for at in range(8)
    }
    return {
        "people": people,
        "groups": {"count": 3},
        "aims": [
            {"aim": "spread", "attribute": "year", "weight": 3},
            {"aim": "gather", "attribute": "campus"},
            {"aim": "share", "attribute": "times", "required": True},
            {"aim": "accompany", "attribute": "tongue", "weight": 2},
        ],
        "mentors": mentors,
        "roles": ["faculty", "partner"],
        "differ": ["profession"],
        "together": [["p00", "p01"]],
        "apart": [["p02", "p05"], ["m0", "p03"]],
        "seed": 3,
    }


@cache
def _formed() -> str:
    options = SearchOptions(effort=2)
    return form_groups(parse_grouping(instance()), options=options).to_bytes().decode()


def signed(result: Json) -> bytes:
    """The result with its hash computed anew, as a forger would."""
    body = {key: value for key, value in result.items() if key != "sha256"}
    text = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return json.dumps({**body, "sha256": hashlib.sha256(text.encode()).hexdigest()}).encode()


def found(result: Json, problem: Json | None = None) -> str:
    problem = problem or instance()
    return "\n".join(verify_groups(json.dumps(problem).encode(), signed(result)))


def holding(result: Json, name: str) -> Json:
    return next(group for group in result["groups"] if name in group["people"] or name in group["mentors"].values())


def swap(result: Json, one: str, other: str) -> None:
    first, second = holding(result, one), holding(result, other)
    first["people"] = sorted({*first["people"], other} - {one})
    second["people"] = sorted({*second["people"], one} - {other})


def unlike(result: Json) -> tuple[str, str]:
    """Two people of different groups whose places, exchanged, change what is missed of the campus."""
    alone = next(
        name for name in ("p04", "p06", "p07", "p08", "p09", "p10") if name not in holding(result, "p02")["people"]
    )
    return "p02", alone


def test_what_was_formed_holds() -> None:
    assert found(json.loads(_formed())) == ""
    assert verify_groups(json.dumps(instance()).encode(), _formed().encode()) == ()


def test_damage_shows_by_the_hash() -> None:
    raw = _formed().replace('"workers":1', '"workers":2').encode()
    assert verify_groups(json.dumps(instance()).encode(), raw) == ("sha256: the result was damaged or altered",)


def _drop_person(result: Json) -> None:
    holding(result, "p07")["people"].remove("p07")


def _seat_twice(result: Json) -> None:
    other = next(group for group in result["groups"] if "p07" not in group["people"])
    other["people"] = sorted([*other["people"], "p07"])


def _move(result: Json) -> None:
    other = next(group for group in result["groups"] if "p07" not in group["people"])
    _drop_person(result)
    other["people"] = sorted([*other["people"], "p07"])


def _unsorted(result: Json) -> None:
    result["groups"][0]["people"].reverse()


def _stranger(result: Json) -> None:
    result["groups"][0]["people"][-1] = "stranger"


def _lose_group(result: Json) -> None:
    del result["groups"][-1]


def _empty_group(result: Json) -> None:
    result["groups"].append({"people": [], "mentors": dict(result["groups"][0]["mentors"]), "misses": [0, 0, 0, 0]})


def _no_partner(result: Json) -> None:
    del result["groups"][0]["mentors"]["partner"]


def _stranger_leads(result: Json) -> None:
    result["groups"][0]["mentors"]["partner"] = "p00"


def _leads_two(result: Json) -> None:
    result["groups"][0]["mentors"]["partner"] = result["groups"][1]["mentors"]["partner"]


def _wrong_role(result: Json) -> None:
    idle = {"m4", "m5", "m6", "m7"} - {group["mentors"]["partner"] for group in result["groups"]}
    result["groups"][0]["mentors"]["faculty"] = idle.pop()


def _turn_roles(result: Json) -> None:
    mentors = result["groups"][0]["mentors"]
    mentors["faculty"], mentors["partner"] = mentors["partner"], mentors["faculty"]


def _two_roles(result: Json) -> None:
    result["groups"][0]["mentors"]["partner"] = result["groups"][0]["mentors"]["faculty"]


def _part(result: Json) -> None:
    swap(
        result,
        "p00",
        next(name for group in result["groups"] if "p00" not in group["people"] for name in group["people"]),
    )


def _join(result: Json) -> None:
    group = holding(result, "p05")
    if "p02" not in group["people"]:
        swap(result, "p02", next(name for name in group["people"] if name != "p05"))


def _conflict_of_mentor(result: Json) -> None:
    group = holding(result, "p03")
    before = group["mentors"]["faculty"]
    for other in result["groups"]:
        if other["mentors"]["faculty"] == "m0":
            other["mentors"]["faculty"] = before
    group["mentors"]["faculty"] = "m0"


def _swap_unlike(result: Json) -> None:
    swap(result, *unlike(result))


def _swap_groups(result: Json) -> None:
    result["groups"].reverse()


def _swap_alike(result: Json) -> None:
    first, second = result["groups"][0]["mentors"], result["groups"][1]["mentors"]
    first["partner"], second["partner"] = second["partner"], first["partner"]


def _idle_mentor(result: Json) -> None:
    _wrong = {"m4", "m5", "m6", "m7"} - {group["mentors"]["partner"] for group in result["groups"]}
    result["groups"][0]["mentors"]["partner"] = _wrong.pop()


def _set(*path: Any, value: Any) -> Callable[[Json], None]:
    def change(result: Json) -> None:
        for key in path[:-1]:
            result = result[key]
        result[path[-1]] = value

    return change


def _add(*path: Any, by: int = 1) -> Callable[[Json], None]:
    def change(result: Json) -> None:
        for key in path[:-1]:
            result = result[key]
        result[path[-1]] += by

    return change


def _claim_optimal(result: Json) -> None:
    result["proof"] |= {"bound": result["objective"]["total"] + 1, "gap": -1, "optimal": False}


MUTATIONS: list[tuple[Callable[[Json], None], str]] = [
    (_drop_person, "groups: p07 is in none"),
    (_seat_twice, "p07 is in groups["),
    (_move, "people, not 4 to 4"),
    (_unsorted, "groups[0].people: not sorted"),
    (_stranger, "groups[0].people: somebody is not one of the people"),
    (_lose_group, "groups: 2 of them, 3 were asked for"),
    (_empty_group, "groups: 4 of them, 3 were asked for"),
    (_no_partner, "groups[0].mentors: expected a mentor for each role, and no other"),
    (_stranger_leads, "groups[0].mentors.partner: is no mentor"),
    (_leads_two, "leads 2 groups, 1 at most"),
    (_wrong_role, "does not take the role faculty"),
    (_turn_roles, "does not take the role partner"),
    (_two_roles, "groups[0]: a mentor has two roles"),
    (_wrong_role, "groups[0]: mentors have the same profession"),
    (_part, "p00 and p01 must be together"),
    (_join, "p02 and p05 must not be together"),
    (_conflict_of_mentor, "m0 and p03 must not be together"),
    (_swap_unlike, "misses: "),
    (_swap_groups, "not in the order of what groups consist of"),
    (_swap_alike, "the lottery gives them other places"),
    (_idle_mentor, "the lottery gives them other places"),
    (_add("groups", 0, "misses", 1), "groups[0].misses: "),
    (_set("groups", 0, "misses", value=None), "groups[0].misses: None stated"),
    (_set("groups", 0, "note", value="x"), "groups[0]: expected exactly mentors, misses, people"),
    (_add("objective", "total"), "objective: "),
    (_add("objective", "total", by=-1), "objective: "),
    (_add("objective", "aims", 0), "objective: "),
    (_add("proof", "aims", 1), "proof.aims: "),
    (_set("proof", "bound", value=-1), "proof.bound: -1 does not lie between"),
    (_set("proof", "bound", value=2.0), "proof.bound: 2.0 does not lie between"),
    (_claim_optimal, "does not lie between"),
    (_add("proof", "gap"), "proof.gap: "),
    (_set("proof", "optimal", value=1), "proof.optimal: 1 stated"),
    (_set("proof", "by", value="luck"), "proof.by: 'luck' stated"),
    (_set("proof", "stopped", value="effort"), "proof.stopped: 'effort' with a gap of 0"),
    (_set("proof", "repeatable", value="yes"), "proof.repeatable: "),
    (_set("proof", "more", value=0), "proof: expected exactly"),
    (_add("random_draw", "total"), "random_draw: "),
    (_add("random_draw", "broken_pairs"), "random_draw: "),
    (_add("lottery", "seed"), "lottery.commitment: seed and nonce do not open it"),
    (_set("lottery", "nonce", value="x"), "lottery.commitment: seed and nonce do not open it"),
    (_set("lottery", "seed", value=-1), "lottery.seed: expected a whole number"),
    (_set("search", "effort", value=-1), "search: expected amounts"),
    (_set("search", "more", value=1), "search: expected exactly"),
    (_set("input_sha256", value="0" * 64), "input_sha256 is '0000"),
    (_set("groups", value={}), "groups: expected list"),
    (_set("more", value={}), "result: expected an object with exactly"),
]


@pytest.mark.parametrize(("change", "violation"), MUTATIONS)
def test_an_altered_result_is_refused_with_its_reason(change: Callable[[Json], None], violation: str) -> None:
    result = json.loads(_formed())
    change(result)
    assert violation in found(result)


def _weight(problem: Json) -> None:
    problem["aims"][0]["weight"] = 4


def _another_time(problem: Json) -> None:
    problem["people"]["p01"]["times"] = ["wed"]


def _another_pair(problem: Json) -> None:
    problem["apart"].append(["p00", "p02"])


@pytest.mark.parametrize("change", [_weight, _another_time, _another_pair])
def test_another_instance_is_not_the_one_that_was_answered(change: Callable[[Json], None]) -> None:
    problem = deepcopy(instance())
    change(problem)
    assert "input_sha256" in found(json.loads(_formed()), problem)


def test_a_required_aim_that_is_missed_is_named() -> None:
    problem = instance()
    problem["people"]["p01"]["times"] = ["mon"]
    assert "aims[2], share times, is required but missed" in found(json.loads(_formed()), problem)


def test_a_commitment_must_be_opened() -> None:
    problem = instance() | {"commitment": "0" * 64}
    assert "do not open the instance's commitment" in found(json.loads(_formed()), problem)


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b'{"people": {}}', b"\xff", b'{"a": 1, "a": 2}', b'{"people": NaN}', b"[" * 99999]
)
def test_an_instance_that_cannot_be_read_is_said(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        verify_groups(raw, _formed().encode())
    [line] = verify_groups(json.dumps(instance()).encode(), raw)
    assert ":" in line

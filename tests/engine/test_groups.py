"""Groups keep every constraint, miss as little as can be, and come out the same again."""

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings

from matching.engine import (
    GroupingResult,
    Infeasible,
    InstanceError,
    SearchOptions,
    Undecided,
    form_groups,
    parse_grouping,
)
from matching.engine.grouping.bounds import counting_bounds
from matching.engine.grouping.options import Progress
from matching.engine.grouping.tables import Tables
from matching.engine.model.draws import commitment
from matching.engine.verify_groups import verify_groups
from tests.engine.small_groups import Json, instances, least_missed

CLASS: Json = {
    "people": {
        f"p{at:02}": {"year": str(at % 4), "profession": ["nurse", "physician"][at % 3 == 0]} for at in range(24)
    },
    "groups": {"count": 4},
    "aims": [{"aim": "spread", "attribute": "year"}, {"aim": "spread", "attribute": "profession"}],
    "seed": 3,
}


def formed(data: Json, **settings: Any) -> GroupingResult:
    """The groups, which the verifier must find nothing wrong with."""
    problem = parse_grouping(data)
    result = form_groups(problem, **settings)
    assert verify_groups(problem.to_bytes(), result.to_bytes()) == ()
    return result


def check_against_brute_force(data: Json) -> None:
    best = least_missed(data)
    if best is None:
        with pytest.raises(Infeasible):
            form_groups(parse_grouping(data))
        return
    result = formed(data)
    assert (result.total, result.bound) == (best, best)


@settings(max_examples=30)
@given(instances())
def test_no_grouping_misses_less(data: Json) -> None:
    check_against_brute_force(data)


@settings(max_examples=30)
@given(instances(mentors=True))
def test_no_grouping_with_mentors_misses_less(data: Json) -> None:
    check_against_brute_force(data)


@settings(max_examples=30)
@given(instances())
def test_counting_never_claims_too_much(data: Json) -> None:
    best = least_missed(data)
    tables = Tables.of(parse_grouping(data))
    counted = sum(
        bound * aim.weight for bound, aim in zip(counting_bounds(tables), tables.problem.aims, strict=True)
        if not aim.required
    )  # fmt: skip
    assert best is None or counted <= best


def test_even_groups_are_found_and_proven_by_counting() -> None:
    result = formed(CLASS)
    assert (result.total, result.values["proof"]["by"], result.optimal) == (0, "counting", True)
    assert result.values["random_draw"]["total"] > 0


def test_a_group_that_nobody_is_left_for_is_no_group() -> None:
    data = {"people": {name: {} for name in "abcd"}, "together": [["a", "b"], ["a", "c"]]}
    with pytest.raises(Infeasible, match="4 people make 3 groups of 1 to 4; a, b and c must be together"):
        form_groups(parse_grouping({**data, "groups": {"count": 3, "maximum": 4}}))
    assert formed({**data, "groups": {"count": 2, "minimum": 1, "maximum": 4}}).arrangement.people == (
        ("a", "b", "c"),
        ("d",),
    )


def test_progress_comes_with_totals_that_fall_to_the_result() -> None:
    heard: list[Progress] = []
    times = [["mon", "tue"], ["tue", "wed"], ["mon", "wed"], ["mon"], ["tue"], ["wed"]]
    people = {f"p{at}": {"times": held, "year": str(at % 2)} for at, held in enumerate(times * 2)}
    aims = [{"aim": "share", "attribute": "times", "weight": 2}, {"aim": "spread", "attribute": "year"}]
    result = formed({"people": people, "groups": {"count": 3}, "aims": aims}, on_progress=heard.append)
    totals = [progress.total for progress in heard if progress.total is not None]
    assert min(totals) == result.total
    assert all(progress.bound <= result.total for progress in heard)
    assert [progress.seconds for progress in heard] == sorted(progress.seconds for progress in heard)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_groups() -> None:
    people = {f"p{at}": {"tags": [tag for tag in "abcdef" if (at * 7 + ord(tag)) % 3]} for at in range(12)}
    data = {"people": people, "groups": {"count": 3}, "aims": [{"aim": "accompany", "attribute": "tags"}]}
    problem = parse_grouping(data)
    quick = SearchOptions(effort=0.5)
    first, again = (form_groups(problem, seed=5, options=quick) for _ in range(2))
    assert first.to_bytes() == again.to_bytes()
    assert form_groups(problem, seed=6, options=quick).arrangement != first.arrangement


def test_two_workers_that_take_turns_are_deterministic_too() -> None:
    people = {
        f"p{at}": {"tags": [tag for tag in "abcdefgh" if (at * at + ord(tag)) % 3 == 0] or ["a"]} for at in range(12)
    }
    data = {"people": people, "groups": {"count": 4}, "aims": [{"aim": "gather", "attribute": "tags"}]}
    options = SearchOptions(effort=0.5, workers=2)
    first, again = (formed(data, options=options) for _ in range(2))
    assert first.to_bytes() == again.to_bytes()


def test_the_order_of_names_in_the_file_does_not_matter() -> None:
    turned = {**CLASS, "people": dict(reversed(CLASS["people"].items())), "aims": CLASS["aims"][::-1]}
    assert formed(turned).to_bytes() == formed(CLASS).to_bytes()


def test_who_is_alike_gets_their_place_by_lottery() -> None:
    data = {"people": {f"p{at}": {} for at in range(6)}, "groups": {"count": 3}}
    seen = {formed(data, seed=seed).arrangement.people for seed in range(12)}
    assert len(seen) > 6


def test_the_seed_must_open_the_commitment() -> None:
    data = {**CLASS, "commitment": commitment(3, "salt")}
    assert formed(data, nonce="salt").total == 0
    with pytest.raises(InstanceError, match="commitment"):
        form_groups(parse_grouping(data), nonce="pepper")


def test_time_that_ends_a_search_is_said_and_leaves_the_best_groups_so_far() -> None:
    digits = (hashlib.sha256(b"%d" % at).hexdigest()[:3] for at in range(160))
    people = {f"p{at:03}": {"tags": sorted(set(tags))} for at, tags in enumerate(digits)}
    aims = [{"aim": "gather", "attribute": "tags"}, {"aim": "accompany", "attribute": "tags"}]
    data = {"people": people, "groups": {"count": 32}, "aims": aims}
    result = formed(data, options=SearchOptions(limit=0.2, effort=1000))
    assert not result.optimal
    assert (result.values["proof"]["stopped"], result.values["proof"]["repeatable"]) == ("limit", False)


def test_without_time_it_is_undecided_whether_there_are_groups() -> None:
    people = {f"p{at}": {"tags": [f"t{at}"]} for at in range(6)}
    aims = [{"aim": "gather", "attribute": "tags", "required": True}]
    with pytest.raises(Undecided):
        form_groups(
            parse_grouping({"people": people, "groups": {"count": 3}, "aims": aims}),
            options=SearchOptions(limit=0, effort=0),
        )


PAIR = {"people": {name: {} for name in "abcd"}, "groups": {"count": 2}}
DIFFER = "the mentors of a group differ in profession"
LED = {"roles": ["faculty", "partner"], "differ": ["profession"]}


def mentor(role: str, profession: str, groups: int = 1) -> Json:
    return {"roles": [role], "groups": groups, "values": {"profession": profession}}


IMPOSSIBLE: list[tuple[Json, str]] = [
    ({"groups": {"count": 2, "minimum": 3, "maximum": 4}}, "2 groups of at least 3 need 6 people, there are 4"),
    ({"groups": {"count": 2, "minimum": 1, "maximum": 1}}, "2 groups of at most 1 take 2 people, there are 4"),
    ({"together": [["a", "b"], ["b", "c"]]}, "a, b, c must be together, 3 people in a group of at most 2"),
    (
        {"groups": {"count": 2, "maximum": 3}, "together": [["a", "b"], ["b", "c"]], "apart": [["a", "c"]]},
        "a, b, c must be together, but a and c must not be",
    ),
    (
        {"roles": ["faculty"], "mentors": {"f": mentor("faculty", "nurse")}},
        "2 groups need a mentor for faculty, but there are mentors for 1",
    ),
    (
        {"apart": [["a", "b"], ["b", "c"], ["a", "c"], ["a", "d"]], "groups": {"count": 2, "maximum": 4, "minimum": 0}},
        "a and b must not be together; a and c must not be together; b and c must not be together",
    ),
    (
        {**LED, "mentors": {"f": mentor("faculty", "nurse", 2), "p": mentor("partner", "nurse", 2)}},
        f"{'; '.join(f'every group has a mentor for {role}' for role in LED['roles'])}; {DIFFER}",
    ),
    (
        {
            "together": [["a", "f"], ["b", "f"], ["c", "f"]],
            "roles": ["faculty"],
            "mentors": {"f": mentor("faculty", "nurse"), "g": mentor("faculty", "nurse")},
        },
        "4 people make 2 groups of 2; a and f must be together; b and f must be together; c and f must be together",
    ),
]


@pytest.mark.parametrize(("demands", "reason"), IMPOSSIBLE)
def test_what_cannot_be_met_is_said_in_plain_words(demands: Json, reason: str) -> None:
    with pytest.raises(Infeasible) as refused:
        form_groups(parse_grouping(PAIR | demands))
    assert refused.value.reason.removeprefix("cannot be met together: ") == reason


def test_a_required_aim_is_named_when_it_cannot_be_met() -> None:
    people = {"a": {"campus": "n"}, "b": {"campus": "n"}, "c": {"campus": "n"}, "d": {"campus": "s"}}
    aims = [{"aim": "gather", "attribute": "campus", "required": True}]
    with pytest.raises(Infeasible, match="2 groups of 2; all of a group have one campus in common"):
        form_groups(parse_grouping({"people": people, "groups": {"count": 2}, "aims": aims}))


def test_mentors_fill_every_role_differ_and_share_the_times_of_their_group() -> None:
    people = {f"p{at}": {"times": ["mon"] if at < 4 else ["tue"]} for at in range(8)}
    mentors = {f"f{day}": {**mentor("faculty", "physician"), "values": {"profession": "physician", "times": [day]}}
               for day in ("mon", "tue")}  # fmt: skip
    mentors |= {"n": mentor("partner", "nurse", 2), "x": mentor("partner", "physician", 2)}
    data = {"people": people, "groups": {"count": 2}, "aims": [{"aim": "share", "attribute": "times"}],
            "mentors": mentors, **LED}  # fmt: skip
    result = formed(data)
    assert result.total == 0
    assert [group["mentors"]["partner"] for group in result.values["groups"]] == ["n", "n"]


def test_a_thousand_people_are_spread_evenly_within_seconds() -> None:
    people = {f"p{at:04}": {"year": str(at * 7919 % 4), "profession": str(at * at % 5), "campus": str(at % 11 % 3)}
              for at in range(1000)}  # fmt: skip
    aims = [{"aim": "spread", "attribute": name} for name in ("year", "profession", "campus")]
    apart = [[f"p{at:04}", f"p{at + 1:04}"] for at in range(0, 200, 2)]
    result = formed({"people": people, "groups": {"count": 125}, "aims": aims, "apart": apart})
    assert (result.total, result.optimal) == (0, True)
    assert result.values["proof"]["repeatable"]

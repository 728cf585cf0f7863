"""Figures and reasons, against what a reader of the pairs would count."""

import statistics

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.engine import STRATEGIES, Infeasible, Instance, Options, Result, parse_instance, solve
from matching.engine.model.match import Match
from matching.engine.report.blocking import blocking_pairs
from tests.engine.rounds import Round, by_mentee, rounds

ROUND: Round = {
    "mentees": {
        "kim": {"ranks": [["a"], ["b"]]},
        "lee": {"ranks": [["a"], ["b"]]},
        "max": {"ranks": [["a"]]},
        "none": {"ranks": []},
    },
    "mentors": {
        "a": {"capacity": 1, "ranks": [["lee"], ["kim", "max"]]},
        "b": {"capacity": 1, "minimum": 2},
        "c": {"capacity": 5},
    },
    "similarity": {"none": {"c": 0.5}, "lee": {"a": 1}},
}


def solved(made: Round, strategy: str, options: Options) -> tuple[Instance, Result]:
    instance = parse_instance(made)
    try:
        return instance, solve(instance, strategy=strategy, options=options)
    except Infeasible:
        assume(False)
        raise


def test_every_figure_of_a_small_round() -> None:
    result = solve(parse_instance(ROUND), strategy="choice-stable", options=Options(unplaced="similarity"))
    assert result.pairs == (("kim", "b"), ("lee", "a"), ("max", "c"), ("none", "c"))
    assert result.metrics == {
        "enrolled": 4,
        "rankers": 3,
        "matched": 4,
        "rankers_matched": 3,
        "unranked_matched": 1,
        "pairs": 4,
        "places_open": 0,
        "first_choice": 1,
        "top_three": 2,
        "mean_rank": 1.5,
        "median_rank": 1.5,
        "total_rank": 3,
        "profile": [1, 1],
        "outside_lists": 2,
        "placed_later": 2,
        "blocking_pairs": 0,
        "mean_overlap": 0.375,
        "no_overlap": 2,
        "load": [0, 2, 1],
        "minimums_missed": [["b", 1, 2]],
        "group_minimums_missed": [],
    }


def test_every_reason_of_a_small_round() -> None:
    result = solve(parse_instance(ROUND), strategy="choice-stable")
    assert result.unmatched == ("max", "none")
    assert result.reasons == {
        "kim": {"mentors": [["b", 2, "list"]], "higher": [["a", "full", "ranking"]], "why": "placed"},
        "lee": {"mentors": [["a", 1, "list"]], "higher": [], "why": "placed"},
        "max": {"mentors": [], "higher": [["a", "full", "ranking"]], "why": "list-exhausted"},
        "none": {"mentors": [], "higher": [], "why": "ranked-nobody"},
    }


@pytest.mark.parametrize(
    ("changes", "entry"),
    [
        ({"forbidden": [["max", "a"]]}, ["a", "not-eligible", "eligibility"]),
        ({"fixed": [["none", "a"]]}, ["a", "full", "fixed"]),
        ({"mentors": {"a": {"capacity": 0}}}, ["a", "no-places", "capacity"]),
        ({"mentors": {"a": {"capacity": 1, "ranks": [["kim"]]}}}, ["a", "not-accepting", "ranking"]),
        ({"mentors": {"a": {"capacity": 1, "ranks": [["lee"], ["max"]]}}}, ["a", "full", "ranking"]),
        ({"mentors": {"a": {"capacity": 1}}}, ["a", "full", "similarity"]),
        ({"mentors": {"a": {"capacity": 1}}, "similarity": {}, "seed": 1}, ["a", "full", "lottery"]),
        (
            {"groups": {"g": {"mentors": ["a"], "capacity": 1, "ranks": [["lee"], ["max"], ["kim"]]}}},
            ["a", "full", "group-ranking"],
        ),
        (
            {
                "mentors": {"a": {"capacity": 3}, "b": {"capacity": 1}},
                "groups": {"g": {"mentors": ["a"], "capacity": 1, "ranks": [["lee"], ["max"], ["kim"]]}},
            },
            ["a", "group-full", "group-ranking"],
        ),
    ],
)
def test_the_rule_by_which_others_came_first_is_told(changes: Round, entry: list[str]) -> None:
    made = {**ROUND, **changes}
    made["mentors"] = {"b": {"capacity": 1}, "c": {"capacity": 1}, **made["mentors"]}
    for seed in range(30):
        result = solve(parse_instance(made), strategy="choice-stable", seed=seed)
        if entry[2] != "lottery" or not result.reasons["max"]["mentors"]:
            assert result.reasons["max"]["higher"] == [entry]


@pytest.mark.parametrize("strategy", STRATEGIES)
@given(made=rounds(), unplaced=st.sampled_from(["unmatched", "similarity"]))
def test_figures_count_what_is_there(strategy: str, made: Round, unplaced: str) -> None:
    instance, result = solved(made, strategy, Options(unplaced=unplaced))
    found, figures = by_mentee(result.pairs), result.metrics
    ranks = {
        name: {who: at for at, tier in enumerate(body["ranks"], 1) for who in tier}
        for name, body in made["mentees"].items()
    }
    got = [ranks[mentee][mentor] for mentee, mentor in result.pairs if mentor in ranks[mentee]]
    best = [min((ranks[mentee].get(mentor, 99) for mentor in mentors), default=99) for mentee, mentors in found.items()]
    assert figures["matched"] == len(found) == len(made["mentees"]) - len(result.unmatched)
    assert figures["rankers_matched"] + figures["unranked_matched"] == figures["matched"]
    assert figures["first_choice"] == best.count(1)
    assert figures["top_three"] == sum(rank <= 3 for rank in best)
    assert figures["mean_rank"] == (pytest.approx(statistics.mean(got), abs=1e-6) if got else None)
    assert figures["median_rank"] == (statistics.median(got) if got else None)
    assert sum(figures["profile"]) == len(got) == figures["pairs"] - figures["outside_lists"]
    load = [sum(mentor == name for _, mentor in result.pairs) for name in instance.mentors]
    assert figures["load"] == np.bincount(load).tolist()


@pytest.mark.parametrize("strategy", STRATEGIES)
@given(made=rounds(), unplaced=st.sampled_from(["unmatched", "similarity"]))
def test_reasons_are_true_and_name_no_other_mentee(strategy: str, made: Round, unplaced: str) -> None:
    instance, result = solved(made, strategy, Options(unplaced=unplaced))
    load = {name: sum(mentor == name for _, mentor in result.pairs) for name in instance.mentors}
    groups = {name: group for group, body in made.get("groups", {}).items() for name in body["mentors"]}
    group_load = {group: sum(groups.get(mentor) == group for _, mentor in result.pairs) for group in instance.groups}
    forbidden = {tuple(pair) for pair in made["forbidden"]}
    for mentee, reason in result.reasons.items():
        assert [name for name, _, _ in reason["mentors"]] == sorted(by_mentee(result.pairs).get(mentee, set()))
        for mentor, state, _ in reason["higher"]:
            listed = [name for tier in made["mentors"][mentor].get("ranks") or [[mentee]] for name in tier]
            group = groups.get(mentor)
            assert (state == "not-eligible") == ((mentee, mentor) in forbidden)
            if state == "full":
                assert load[mentor] >= made["mentors"][mentor]["capacity"] > 0
            elif state == "group-full":
                assert group is not None
                assert group_load[group] >= made["groups"][group]["capacity"] > 0
            elif state == "not-accepting":
                assert mentee not in listed or group is not None or made["mentors"][mentor]["ranks"] == []
            elif state == "free":
                assert strategy in ("survey", "balanced", "choice-best")
        assert {name for name, _, _ in reason["higher"]} <= set(instance.mentors)


def test_blocking_pairs_are_counted_where_both_would_gain() -> None:
    instance = parse_instance(ROUND)
    match = Match.of_names(instance, [("kim", "a"), ("lee", "b")])
    found = [divmod(code, 3) for code in blocking_pairs(match, "lottery").tolist()]
    assert [(instance.mentees[mentee], instance.mentors[mentor]) for mentee, mentor in found] == [("lee", "a")]


def test_a_lottery_makes_nobody_preferred() -> None:
    made = {"mentees": {"kim": {"ranks": [["a"]]}, "lee": {"ranks": [["a"]]}}, "mentors": {"a": {"capacity": 1}}}
    instance = parse_instance(made)
    for name in ("kim", "lee"):
        assert not len(blocking_pairs(Match.of_names(instance, [(name, "a")]), "lottery"))


def test_an_indifferent_mentor_gave_way_to_the_ranking_of_another_in_the_group() -> None:
    made: Round = {
        "mentees": {"kim": {"ranks": [["a"]]}, "lee": {"ranks": [["b"]]}},
        "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1, "ranks": [["lee"]]}},
        "groups": {"g": {"mentors": ["a", "b"], "capacity": 1}},
        "similarity": {"kim": {"a": 1}},
    }
    result = solve(parse_instance(made), strategy="choice-stable")
    assert result.pairs == (("lee", "b"),)
    assert result.reasons["kim"]["higher"] == [["a", "group-full", "ranking"]]


def test_a_round_without_mentees_has_figures_too() -> None:
    for strategy in STRATEGIES:
        result = solve(parse_instance({"mentees": {}, "mentors": {"a": {"capacity": 1}}}), strategy=strategy)
        assert (result.pairs, result.metrics["matched"], result.metrics["mean_rank"]) == ((), 0, None)

"""`choice-stable` against a search through every matching."""

from itertools import permutations
from unittest import mock

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import Instance, Options, Overlap, Result, parse_instance, solve
from tests.engine.rounds import Round, every_matching, index_pairs, rank_of, rounds

WORST = 99


def run(made: Round, priority: str | None = None) -> tuple[Instance, Result]:
    instance = parse_instance(made)
    return instance, solve(instance, strategy="choice-stable", options=Options(priority=priority))


def got(instance: Instance, result: Result) -> dict[str, int]:
    """Each mentee's rank, WORST for the unmatched; for one place each."""
    ranks = {name: reason["mentors"][0][1] if reason["mentors"] else WORST for name, reason in result.reasons.items()}
    assert set(ranks) == set(instance.mentees)
    return ranks


def blocks(instance: Instance, pairs: frozenset[tuple[int, int]], mentee: int, mentor: int) -> bool:
    """For strict lists and one place each: do the two, and the mentor's group, rather want each other?"""
    ranks, edges = rank_of(instance), instance.edges
    mine = [ranks[pair] for pair in pairs if pair[0] == mentee]
    if (mentee, mentor) in pairs or (mentee, mentor) not in ranks or (mine <= [ranks[mentee, mentor]] and mine):
        return False
    at = {pair: k for k, pair in enumerate(zip(edges.mentee.tolist(), edges.mentor.tolist(), strict=True))}
    own = int(edges.mentor_rank[at[mentee, mentor]])
    group = int(instance.group_of[mentor])
    order = edges.mentor_rank if group < 0 or not instance.group_lists.given[group] else edges.group_rank
    own = int(order[at[mentee, mentor]])
    there = [int(order[at[pair]]) for pair in pairs if pair[1] == mentor]
    if len(there) >= instance.capacity[mentor]:
        return bool(there) and own < max(there)
    if group < 0:
        return True
    inside = [pair for pair in pairs if instance.group_of[pair[1]] == group]
    if len(inside) < instance.group_capacity[group]:
        return True
    return any(pair[0] == mentee or own < int(order[at[pair]]) for pair in inside)


def stable(instance: Instance, pairs: frozenset[tuple[int, int]]) -> bool:
    return not any(blocks(instance, pairs, *pair) for pair in rank_of(instance))


def ranked_by_all(made: Round) -> Round:
    """The round with a strict ranking for every mentor, and in groups by every group."""
    order = [[name] for name in made["mentees"]]
    for body in (*made["mentors"].values(), *made.get("groups", {}).values()):
        body["ranks"] = body["ranks"] or (order if body["ranks"] is None else order[::-1])
    return made


@given(rounds(most_mentees=4, ties=False, extras=False, places=1))
def test_it_is_stable_and_no_stable_matching_serves_any_mentee_better(made: Round) -> None:
    instance, result = run(ranked_by_all(made))
    pairs = index_pairs(instance, result)
    ranks = rank_of(instance)
    assert stable(instance, pairs)
    mine = {mentee: ranks[mentee, mentor] for mentee, mentor in pairs}
    for other in filter(lambda found: stable(instance, found), every_matching(instance)):
        assert len(other) == len(pairs)
        assert all(mine[mentee] <= ranks[mentee, mentor] for mentee, mentor in other)


@given(rounds(places=1), st.data())
def test_one_more_place_hurts_no_mentee(made: Round, data: st.DataObject) -> None:
    """A place within a group that is full is no more place: others would lose what it gains."""
    before = got(*run(made))
    mentor = data.draw(st.sampled_from(sorted(made["mentors"])))
    for body in (made["mentors"][mentor], *made.get("groups", {}).values()):
        if mentor in body.get("mentors", [mentor]):
            body["capacity"] += 1
    after = got(*run(made))
    fixed = {mentee for mentee, _ in made.get("fixed", [])}
    assert all(after[mentee] <= before[mentee] for mentee in before if mentee not in fixed)


@given(rounds(most_mentees=4, ties=False, full=True, places=1, extras=False), st.data())
def test_no_other_list_serves_a_mentee_better_than_the_true_one(made: Round, data: st.DataObject) -> None:
    mentee = data.draw(st.sampled_from(sorted(made["mentees"])))
    true = made["mentees"][mentee]["ranks"]
    worth = {name: rank for rank, [name] in enumerate(true)}

    def outcome(ranks: list[list[str]]) -> int:
        made["mentees"][mentee]["ranks"] = ranks
        _, result = run(made)
        return min((worth[mentor] for who, mentor in result.pairs if who == mentee), default=WORST)

    honest = outcome(true)
    for length in range(1, len(true) + 1):
        assert all(honest <= outcome(list(lie)) for lie in permutations(true, length))


@given(rounds(), st.sampled_from(["similarity", "lottery"]))
def test_the_same_seed_gives_the_same_bytes(made: Round, priority: str) -> None:
    first, second = run(made, priority=priority)[1], run(made, priority=priority)[1]
    assert first.to_bytes() == second.to_bytes()


def test_more_similar_mentees_come_first_with_an_indifferent_mentor() -> None:
    made = {
        "mentees": {"far": {"ranks": [["a"]]}, "near": {"ranks": [["a"]]}},
        "mentors": {"a": {"capacity": 1, "ranks": None}},
        "similarity": {"far": {"a": 0.1}, "near": {"a": 0.9}},
    }
    assert run(made)[1].pairs == (("near", "a"),)


def test_a_missed_minimum_is_reported_and_not_repaired() -> None:
    made = {
        "mentees": {"m": {"ranks": [["a"], ["b"]]}},
        "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1, "minimum": 1}},
    }
    _, result = run(made)
    assert result.pairs == (("m", "a"),)
    assert result.metrics["minimums_missed"] == [["b", 0, 1]]


def test_a_fixed_pair_takes_its_place_before_anybody() -> None:
    made = {
        "mentees": {"first": {"ranks": [["a"]]}, "settled": {"ranks": []}},
        "mentors": {"a": {"capacity": 1, "ranks": [["first"]]}},
        "fixed": [["settled", "a"]],
    }
    _, result = run(made)
    assert result.pairs == (("settled", "a"),)
    assert result.reasons["first"]["higher"] == [["a", "full", "fixed"]]


def test_no_similarity_is_computed_that_a_ranking_overrides() -> None:
    lists = {f"m{at}": {"ranks": [["a"], ["b"], ["c"]]} for at in range(5)}
    made: Round = {
        "mentees": lists,
        "mentors": {"a": {"capacity": 1, "ranks": [[*lists]]}, "b": {"capacity": 1}, "c": {"capacity": 1}},
        "groups": {"g": {"mentors": ["c"], "capacity": 1, "ranks": [[*lists]]}},
        "similarity": {name: {"a": 0.1, "b": 0.2, "c": 0.3} for name in lists},
    }
    asked: list[int] = []

    def pairs(overlap: Overlap, mentee: np.ndarray, mentor: np.ndarray) -> np.ndarray:
        asked.append(len(mentee))
        return compute(overlap, mentee, mentor)

    compute = Overlap.pairs
    with mock.patch.object(Overlap, "pairs", pairs):
        _, result = run(made)
    assert (sorted(asked), len(result.pairs)) == ([3, 5], 3)  # of the three pairs, and of those who list b

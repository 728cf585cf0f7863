"""Random rounds for properties of the whole engine, and searches that try everything."""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matching.engine import Instance, Result, parse_instance

Round = dict[str, Any]


def names(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{at}" for at in range(count)]


@st.composite
def tiers(draw: st.DrawFn, others: Sequence[str], *, ties: bool = True, full: bool = False) -> list[list[str]]:
    """A ranked list of some of the others, or of all."""
    order = draw(st.permutations(list(others)))
    kept = order if full else order[: draw(st.integers(0, len(order)))]
    made: list[list[str]] = []
    for name in kept:
        if ties and made and draw(st.booleans()):
            made[-1].append(name)
        else:
            made.append([name])
    return made


@st.composite
def rounds(
    draw: st.DrawFn,
    *,
    most_mentees: int = 5,
    ties: bool = True,
    groups: bool = True,
    extras: bool = True,
    full: bool = False,
    places: int = 2,
) -> Round:
    """A small instance in the file format."""
    mentees = names("m", draw(st.integers(1, most_mentees)))
    mentors = names("a", draw(st.integers(1, 4)))
    made: Round = {
        "mentees": {
            name: {"ranks": draw(tiers(mentors, ties=ties, full=full)), "places": draw(st.integers(1, places))}
            for name in mentees
        },
        "mentors": {
            name: {
                "capacity": draw(st.integers(0, 3)),
                "ranks": draw(st.none() | tiers(mentees, ties=ties, full=full)),
            }
            for name in mentors
        },
        "seed": draw(st.integers(0, 5)),
    }
    if groups and draw(st.booleans()):
        cut = draw(st.integers(1, len(mentors)))
        made["groups"] = {
            f"g{at}": {
                "mentors": part,
                "capacity": draw(st.integers(0, 3)),
                "ranks": draw(st.none() | tiers(mentees, ties=ties, full=full)),
            }
            for at, part in enumerate((mentors[:cut], mentors[cut:-1]))
        }
    if extras:
        made |= draw(_extras(mentees, mentors))
        _make_room(made)
    return made


def _make_room(made: Round) -> None:
    """Places for the fixed pairs: without them there is nothing to solve."""
    for _, mentor in made["fixed"]:
        bodies = [body for body in made.get("groups", {}).values() if mentor in body["mentors"]]
        for body in (made["mentors"][mentor], *bodies):
            body["capacity"] = max(1, body["capacity"])


@st.composite
def _extras(draw: st.DrawFn, mentees: list[str], mentors: list[str]) -> Round:
    cells = [[mentee, mentor] for mentee in mentees for mentor in mentors]
    chosen = draw(st.lists(st.sampled_from(cells), unique_by=tuple, max_size=3))
    cut = draw(st.integers(0, len(chosen)))
    similarity = {
        mentee: {mentor: draw(st.integers(0, 3)) / 4 for mentor in mentors} for mentee in mentees if draw(st.booleans())
    }
    found: Round = {"forbidden": chosen[:cut], "fixed": chosen[cut:][:1]}
    if draw(st.booleans()):
        found["similarity"] = similarity
    return found


def strict(instance: Instance) -> bool:
    """Whether no list of a mentee holds a tie."""
    lists = instance.mentee_lists
    return all(
        len(set(row)) == len(row)
        for row in (lists.rank[a:b].tolist() for a, b in zip(lists.indptr, lists.indptr[1:], strict=False))
    )


def by_mentee(pairs: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for mentee, mentor in pairs:
        found.setdefault(mentee, set()).add(mentor)
    return found


def every_matching(instance: Instance) -> Iterator[frozenset[tuple[int, int]]]:
    """Every feasible set of acceptable pairs, minimums aside, fixed pairs included."""
    fixed = list(zip(instance.fixed_mentee.tolist(), instance.fixed_mentor.tolist(), strict=True))
    edges = instance.edges
    options: list[list[tuple[int, ...]]] = []
    for mentee in range(len(instance.mentees)):
        held = {mentor for who, mentor in fixed if who == mentee}
        row = set(edges.mentor[edges.indptr[mentee] : edges.indptr[mentee + 1]].tolist()) - held
        spare = int(instance.places[mentee]) - len(held)
        options.append(list(chain.from_iterable(combinations(sorted(row), size) for size in range(spare + 1))))
    for choice in product(*options):
        pairs = [(mentee, mentor) for mentee, mentors in enumerate(choice) for mentor in mentors] + fixed
        if _fits(instance, pairs):
            yield frozenset(pairs)


def _fits(instance: Instance, pairs: list[tuple[int, int]]) -> bool:
    load = np.bincount([mentor for _, mentor in pairs], minlength=len(instance.mentors))
    group = [int(instance.group_of[mentor]) for _, mentor in pairs]
    group_load = np.bincount([at for at in group if at >= 0], minlength=len(instance.groups))
    return bool((load <= instance.capacity).all() and (group_load <= instance.group_capacity).all())


def rank_of(instance: Instance) -> dict[tuple[int, int], int]:
    edges = instance.edges
    return {
        (mentee, mentor): rank
        for mentee, mentor, rank in zip(edges.mentee.tolist(), edges.mentor.tolist(), edges.rank.tolist(), strict=True)
    }


def index_pairs(instance: Instance, result: Result) -> frozenset[tuple[int, int]]:
    return frozenset(
        (instance.mentees.index(mentee), instance.mentors.index(mentor)) for mentee, mentor in result.pairs
    )


__all__ = [
    "Round",
    "by_mentee",
    "every_matching",
    "index_pairs",
    "names",
    "parse_instance",
    "rank_of",
    "rounds",
    "strict",
    "tiers",
]

"""A fixed set of rounds, and how each is solved, on which every defect of the solvers must show.

They are drawn once and for all by a seeded generator; nothing here imports the engine.
"""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

Round = dict[str, Any]


class Case(NamedTuple):
    """One instance, solved by one strategy with some options."""

    name: str
    made: Round
    strategy: str
    options: dict[str, Any]


SETTINGS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("choice-stable", {}),
    ("lottery", {}),
    ("choice-best", {}),
    ("survey", {"unplaced": "similarity"}),
    ("balanced", {"similarity_weight": 2, "rank_weight": 1}),
    ("choice-stable", {"unplaced": "similarity", "priority": "lottery"}),
    ("lottery", {"unplaced": "similarity", "ignore_lists": True}),
    ("choice-best", {"objective": "greedy"}),
    ("choice-best", {"objective": "generous"}),
    ("survey", {"ignore_lists": True}),
)


def cases() -> Iterator[Case]:
    """Every case: rounds of many kinds in every setting, and a few that show one thing alone."""
    for seed, made in enumerate(
        (
            *map(_round_with_pairs, (4, 7, 9)),  # first, so that a slow machine comes to them in the time of one defect
            *map(_round, range(20)),
            _wide_round(),
            _chain_round(),
            _unloved_round(),
            _mixed_round(),
            _round_with_pairs(18),  # with wishes to be together as well, which no dual values decide
        )
    ):
        for at, (strategy, options) in enumerate(SETTINGS):
            yield Case(f"round {seed}, setting {at}", made, strategy, options)


def _round(seed: int) -> Round:
    """Few places for many, with everything that may bind: ties, groups, minimums, fixed and forbidden pairs."""
    drawn = random.Random(seed)
    mentees = [f"m{at:02}" for at in drawn.sample(range(100), 12)]
    mentors = [f"a{at:02}" for at in drawn.sample(range(100), 7)]
    made: Round = {
        "mentees": {name: _mentee(drawn, mentors) for name in mentees},
        "mentors": {name: _mentor(drawn, mentees) for name in mentors},
        "seed": seed + 1,
    }
    if seed % 2:
        made["groups"] = _groups(drawn, mentors, mentees)
    made["mentors"][mentors[-1]] |= {"capacity": 0, "minimum": 0}
    chosen = drawn.sample([[mentee, mentor] for mentee in mentees for mentor in mentors[:-1]], 8)
    made["forbidden"], made["fixed"] = chosen[:6], chosen[6:]
    listed = [[mentee, tier[0]] for mentee in mentees for tier in made["mentees"][mentee].get("ranks", ())]
    made["fixed"] += [pair for pair in listed if pair not in chosen and pair[1] != mentors[-1]][:1]
    _make_room(drawn, made)
    if seed % 3:
        made["similarity"] = {
            mentee: {mentor: drawn.choice((-0.2, 0, 0.1, 0.3, 0.7)) for mentor in mentors} for mentee in mentees
        }
    if seed % 4 == 1:
        made["aims"] = {"even": 1 + seed % 3}
    if seed % 4 in (1, 2):
        values = {name: f"year {at % 3}" for at, name in enumerate(sorted(mentees)) if at % 4}
        made["aims"] = made.get("aims", {}) | {"spread": {"weight": 1 + seed % 2, "values": values}}
    if seed % 5 == 3:
        ordered = sorted(mentees)
        wishes = [[one, other] for at, one in enumerate(ordered) for other in ordered[at + 1 :: 2]]
        made["aims"] = made.get("aims", {}) | {"together": {"weight": 3, "pairs": wishes}}
    return made


def _round_with_pairs(seed: int) -> Round:
    """The same, a year later: some are paired already."""
    made, drawn = _round(seed), random.Random(seed)
    made["present"] = drawn.sample([[mentee, mentor] for mentee in made["mentees"] for mentor in made["mentors"]], 24)
    return made


def _make_room(drawn: random.Random, made: Round) -> None:
    """As many places as fixed pairs take, or a few more, for whoever has any."""
    for side, key, at in (("mentees", "places", 0), ("mentors", "capacity", 1)):
        for pair in made["fixed"]:
            made[side][pair[at]][key] = drawn.randrange(3) + sum(other[at] == pair[at] for other in made["fixed"])
    for group in made.get("groups", {}).values():
        group["capacity"] += sum(mentor in group["mentors"] for _, mentor in made["fixed"])


def _mentee(drawn: random.Random, mentors: list[str]) -> Round:
    if drawn.random() < 0.2:
        return {"places": drawn.choice((1, 2))}
    return {"ranks": _tiers(drawn, drawn.sample(mentors, drawn.randint(2, 5))), "places": drawn.choice((1, 1, 2, 3))}


def _mentor(drawn: random.Random, mentees: list[str]) -> Round:
    body: Round = {"capacity": drawn.choice((1, 1, 2, 3)), "minimum": drawn.choice((0, 0, 0, 1))}
    if drawn.random() < 0.5:
        body["ranks"] = _tiers(drawn, drawn.sample(mentees, 8))
    return body


def _groups(drawn: random.Random, mentors: list[str], mentees: list[str]) -> Round:
    """The first two mentors are in none."""
    groups: Round = {}
    for name, members in (("g", mentors[2:4]), ("h", mentors[4:6])):
        groups[name] = {"mentors": members, "capacity": drawn.choice((2, 3)), "minimum": drawn.choice((0, 1))}
        if drawn.random() < 0.5:
            groups[name]["ranks"] = _tiers(drawn, drawn.sample(mentees, 9))
    return groups


def _tiers(drawn: random.Random, names: list[str]) -> list[list[str]]:
    tiers: list[list[str]] = []
    for name in names:
        if tiers and drawn.random() < 0.35:
            tiers[-1].append(name)
        else:
            tiers.append([name])
    return tiers


def _wide_round() -> Round:
    """Nobody ranks; so many mentors that a strategy looks at some of the pairs only."""
    drawn = random.Random(99)
    sides = {"mentees": [f"m{at:02}" for at in range(40)], "mentors": [f"a{at:02}" for at in range(60)]}
    return {
        "mentees": {name: {} for name in sides["mentees"]},
        "mentors": {name: {"capacity": 1, "minimum": 0} for name in sides["mentors"]},
        "vectors": {
            **{side: {name: [drawn.randrange(3) for _ in range(6)] for name in sides[side]} for side in sides},
            "divisor": 7,
        },
        "groups": {"g": {"mentors": sides["mentors"][:30], "capacity": 12}},
        "seed": 5,
    }


def _chain_round() -> Round:
    """Long tie groups for few places: the lottery moves others along chains, through a full group too."""
    return {
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


def _unloved_round() -> Round:
    """Everybody ranks others first, but a mentor and a group must have somebody."""
    return {
        "mentees": {f"m{at}": {"ranks": [["a"], ["b"], ["c"], ["d"]]} for at in range(4)},
        "mentors": {
            "a": {"capacity": 4},
            "b": {"capacity": 1},
            "c": {"capacity": 1},
            "d": {"capacity": 1, "minimum": 1},
        },
        "groups": {"g": {"mentors": ["b", "c"], "capacity": 2, "minimum": 2}},
        "seed": 3,
    }


def _mixed_round() -> Round:
    """A full group compares those whom one mentor ranks with those whom another takes by similarity."""
    return {
        "mentees": {f"m{at}": {"ranks": [["a" if at < 2 else "b"]]} for at in range(4)},
        "mentors": {"a": {"capacity": 2, "ranks": [["m0"], ["m1"]]}, "b": {"capacity": 2}},
        "groups": {"g": {"mentors": ["a", "b"], "capacity": 2}},
        "similarity": {"m2": {"b": 0.7}, "m3": {"b": 0.1}},
        "seed": 4,
    }

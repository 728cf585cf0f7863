"""Forming groups: how long it takes, what the groups miss, and what a random draw misses.

Eight people to a group. "even": year, profession and campus are spread, one pair in eight people must not meet. "rich":
besides, a common time and at least two speakers of rare languages are wanted and interests gathered, every person is
different, and each group has two mentors of different professions who share its time.
"""

import time
from typing import Any

import numpy as np

from benchmarks.matching import table
from matching.engine.grouping.options import SearchOptions
from matching.engine.grouping.problem import GroupingProblem
from matching.engine.grouping.reading import parse_grouping
from matching.engine.grouping.solving import form_groups
from matching.engine.verify_groups import verify_groups

SIZES = (64, 400, 1_000)
MEMBERS = 8
TIMES = [f"{day} {hour}" for day in ("Mo", "Tu", "We", "Th", "Fr") for hour in (12, 16, 18, 20)]
INTERESTS = [f"interest {at}" for at in range(15)]
LANGUAGES = ("es", "fr", "sw", "ar")
SPREAD = {"year": [0.25] * 4, "profession": [0.5, 0.25, 0.15, 0.1], "campus": [0.6, 0.3, 0.1]}
HEADING = f"{'':8}{'people':>8}{'groups':>8}{'seconds':>9}{'checked':>9}{'missed':>8}{'bound':>7}{'draw':>7}  ended by"

Body = dict[str, Any]


def measure(limit: float) -> None:
    """Print a line for each kind and size; `limit` in seconds bounds each."""
    table.note(HEADING)
    for kind in ("even", "rich"):
        for people in SIZES:
            _line(kind, people, limit)


def _line(kind: str, people: int, limit: float) -> None:
    problem = instance(people, rich=kind == "rich")
    begun = time.perf_counter()
    result = form_groups(problem, options=SearchOptions(limit=limit))
    formed = time.perf_counter()
    if verify_groups(problem.to_bytes(), result.to_bytes()):
        raise AssertionError("the groups do not hold")
    checked = time.perf_counter()
    draw, stopped = result.values["random_draw"]["total"], result.values["proof"]["stopped"]
    table.note(
        f"  {kind:6}{people:>8,}{problem.count:>8}{formed - begun:>9.2f}{checked - formed:>9.2f}"
        f"{result.total:>8,}{result.bound:>7,}{draw:>7,}  {stopped}"
    )


def instance(people: int, *, rich: bool, seed: int = 1) -> GroupingProblem:
    """The instance of a size; the same seed gives the same."""
    rng = np.random.default_rng(seed)
    names = [f"p{at:05}" for at in range(people)]
    apart = [rng.choice(names, 2, replace=False).tolist() for _ in range(people // MEMBERS)]
    data: Body = {
        "people": {
            name: {attribute: str(rng.choice(len(odds), p=odds)) for attribute, odds in SPREAD.items()}
            for name in names
        },
        "groups": {"count": people // MEMBERS},
        "aims": [{"aim": "spread", "attribute": attribute} for attribute in SPREAD],
        "apart": apart,
        "seed": seed,
    }
    if rich:
        _enrich(data, rng)
    return parse_grouping(data)


def _enrich(data: Body, rng: np.random.Generator) -> None:
    for values in data["people"].values():
        values |= {
            "language": _some(rng, LANGUAGES, 0.15),
            "interest": _some(rng, INTERESTS, 0.2),
            "time": _some(rng, TIMES, 0.5),
        }
    data["aims"] += [
        {"aim": "gather", "attribute": "interest"},
        {"aim": "share", "attribute": "time", "weight": 3},
        {"aim": "accompany", "attribute": "language", "values": ["ar", "sw"]},
    ]
    data |= {"roles": ["faculty", "partner"], "differ": ["profession"]}
    data["mentors"] = {
        f"m{at:05}": {
            "roles": [data["roles"][at % 2]],
            "values": {"profession": str(rng.choice(3)), "time": _some(rng, TIMES, 0.7)},
        }
        for at in range(2 * data["groups"]["count"] + 4)
    }


def _some(rng: np.random.Generator, values: Any, odds: float) -> list[str]:
    return [value for value in values if rng.random() < odds]

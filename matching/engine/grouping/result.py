"""The result file: the groups, what they miss, and what is known of how good they could be."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from matching.engine.grouping.arrangement import Arrangement, broken_pairs, random_draw
from matching.engine.grouping.options import SearchOptions
from matching.engine.grouping.tables import Tables

COUNTING, CP_SAT = "counting", "cp-sat"
FINISHED, LIMIT, EFFORT, SIZE = "finished", "limit", "effort", "size"


@dataclass(frozen=True)
class Proof:
    """bound     weighted: no grouping misses less; by counting alone where `counted` is as much
    counted   the bound by counting
    by_aim    the same for each aim, unweighted
    stopped   what ended the search: "finished", "limit" (of seconds), "effort", or "size" (too large for CP-SAT)
    repeatable  whether the clock had no part in it, so that another run gives the same groups
    """

    bound: int
    counted: int
    by_aim: list[int]
    stopped: str
    repeatable: bool


@dataclass(frozen=True)
class GroupingResult:
    """The groups of an instance.

    arrangement  who is in which group
    values       the result as JSON values, in the documented format
    """

    arrangement: Arrangement
    values: dict[str, Any]

    @property
    def total(self) -> int:
        """The weighted sum of what the groups miss."""
        return int(self.values["objective"]["total"])

    @property
    def bound(self) -> int:
        """What no grouping is below."""
        return int(self.values["proof"]["bound"])

    @property
    def optimal(self) -> bool:
        """Whether no grouping is better."""
        return self.total == self.bound

    def to_bytes(self) -> bytes:
        """Return the result as a JSON file, the same bytes for the same result."""
        return _canonical(self.values, ascii_only=False).encode()


def result_of(
    tables: Tables, arrangement: Arrangement, proof: Proof, options: SearchOptions, lottery: dict[str, Any]
) -> GroupingResult:
    """Return the result of a grouping that keeps every constraint, with the figures of a random draw beside it."""
    problem = tables.problem
    costs = arrangement.costs(tables)
    total = int(costs.sum(0) @ tables.weights)
    values = {
        "groups": [
            {
                "people": list(members),
                "mentors": dict(zip(problem.roles, leading, strict=True)),
                "misses": missed,
            }
            for members, leading, missed in zip(arrangement.people, arrangement.mentors, costs.tolist(), strict=True)
        ],
        "objective": {"total": total, "aims": costs.sum(0).tolist()},
        "proof": {
            "bound": proof.bound,
            "by": COUNTING if proof.bound == proof.counted else CP_SAT,
            "aims": proof.by_aim,
            "gap": total - proof.bound,
            "optimal": total == proof.bound,
            "stopped": FINISHED if total == proof.bound else proof.stopped,
            "repeatable": proof.repeatable,
        },
        "random_draw": drawn_figures(tables, lottery["seed"]),
        "lottery": lottery,
        "search": {"limit": options.limit, "effort": options.effort, "workers": options.workers},
        "input_sha256": problem.input_sha256,
    }
    checksum = hashlib.sha256(_canonical(values, ascii_only=True).encode()).hexdigest()
    return GroupingResult(arrangement, {**values, "sha256": checksum})


def drawn_figures(tables: Tables, seed: int) -> dict[str, Any]:
    """Return what a random draw of the same people misses: in all, by aim, and how many pairs it breaks.

    A draw that breaks no pair may still have sizes that are not asked for.
    """
    groups = random_draw(tables.problem, seed)
    costs = groups.costs(tables).sum(0)
    return {
        "total": int(costs @ tables.weights),
        "aims": costs.tolist(),
        "broken_pairs": broken_pairs(tables.problem, groups),
    }


def _canonical(values: Any, *, ascii_only: bool) -> str:
    return json.dumps(values, ensure_ascii=ascii_only, sort_keys=True, separators=(",", ":"))

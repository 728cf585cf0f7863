"""The lexicographically best set of pairs under all bounds, with the dual values that prove it."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from matching.engine.flow.bounds import Shortage, feasible_flow, fullest_flow
from matching.engine.flow.equals import chosen_among_equals, names_of_levels
from matching.engine.flow.lexicographic import maximise
from matching.engine.flow.network import Candidates, Duals, circulation, duals_of
from matching.engine.flow.shortage import check_bounds, explained
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.outcome import Outcome

MATCHED = "matched"


class Level(NamedTuple):
    """What is maximised at one level: its name, and the profit int64[k] of each candidate pair."""

    name: str
    profit: Longs


class Assignment(NamedTuple):
    """chosen bool[k] of the candidates; the name and the dual values of each level."""

    chosen: Mask
    levels: list[str]
    duals: list[Duals]


def assign(instance: Instance, pairs: Candidates, levels: Iterable[Level], draw: Draw) -> Assignment:
    """The best choice among the candidates, most important level first; of the levels one is held at a time.

    Of several that are equally good, the one that the lottery chooses (see `matching.engine.flow.equals`).

    Raises Infeasible, saying what cannot be met together, when no choice respects places, capacities,
    minimums, groups and fixed pairs at once.
    """
    check_bounds(instance)
    network = circulation(instance, pairs)
    waiting = iter(levels)
    first = next(waiting)
    counted = first.name == MATCHED
    try:
        start = fullest_flow(network) if counted else feasible_flow(network)
    except Shortage as shortage:
        raise explained(instance, pairs, network, shortage.inside) from None
    names: list[str] = []

    def profits() -> Iterator[Longs]:
        others = np.zeros(len(network.tail) - len(pairs.mentee), np.int64)
        for level in chain([first], waiting):
            names.append(level.name)
            yield np.concatenate([level.profit, others])

    optimum = maximise(network, profits(), best=start if counted else None)
    optimum = chosen_among_equals(optimum, pairs, draw)
    names += names_of_levels(len(optimum.potentials) - len(names))
    duals = [duals_of(instance, network, height) for height in optimum.potentials]
    return Assignment(optimum.flow[: len(pairs.mentee)] > 0, names, duals)


def matched(pairs: Candidates) -> Level:
    """As many pairs as possible."""
    return Level(MATCHED, np.ones(len(pairs.mentee), np.int64))


def outcome(pairs: Candidates, found: Assignment, *, objective: str, scale: int) -> Outcome:
    """The chosen pairs with their certificate; how to read it stands in `matching.engine.verify`."""
    certificate: dict[str, Any] = {
        "kind": "lp-dual",
        "objective": objective,
        "scale": scale,
        "levels": found.levels,
        "duals": [{side: values.tolist() for side, values in duals._asdict().items()} for duals in found.duals],
    }
    return Outcome(
        pairs.mentee[found.chosen].astype(np.int32), pairs.mentor[found.chosen].astype(np.int32), certificate
    )

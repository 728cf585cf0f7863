"""`choice-best`: the assignment that is best for the mentees' ranks, among those of greatest size.

Objectives (names after Kwanashie, Irving, Manlove, Sng, "Profile-based optimal matchings in the
student/project allocation problem", 2014, and Irving et al., "Rank-maximal matchings", 2006):
total-rank  least sum of ranks
greedy      as many at rank 1 as possible, then at rank 2, and so on
generous    as few at the worst rank as possible, then at the one before, and so on
Size counts pairs: a mentee with two places counts twice when both are filled. Minimums, group bounds,
forbidden and fixed pairs bind. Of several that are equally good the lottery chooses one.
"""

from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np

from matching.engine.flow.assignment import Level, assign, cardinality, certified_outcome
from matching.engine.flow.network import listed_pairs
from matching.engine.model.columns import Longs
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.options import Options
from matching.engine.model.outcome import Outcome


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """Return the best assignment for `options.objective`, with the dual values that prove it.

    Raises Infeasible, saying what cannot be met together.
    """
    pairs = listed_pairs(instance)
    levels = chain([cardinality(pairs)], OBJECTIVES[options.objective](pairs.rank))
    found = assign(instance, pairs, levels, Draw.of(instance, seed))
    return certified_outcome(pairs, found, objective=options.objective, scale=1)


def _total_rank(rank: Longs) -> Iterator[Level]:
    yield Level("total-rank", -rank)


def _greedy(rank: Longs) -> Iterator[Level]:
    """The worst rank needs no level: the size and the ranks before it leave one number only."""
    for k in range(1, int(rank.max(initial=1))):
        yield Level(f"rank {k}", (rank == k).astype(np.int64))


def _generous(rank: Longs) -> Iterator[Level]:
    """The first rank needs no level, for the same reason."""
    for k in range(int(rank.max(initial=1)), 1, -1):
        yield Level(f"not rank {k}", -(rank == k).astype(np.int64))


OBJECTIVES: dict[str, Callable[[Longs], Iterator[Level]]] = {
    "total-rank": _total_rank,
    "greedy": _greedy,
    "generous": _generous,
}

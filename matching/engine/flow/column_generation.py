"""The best choice among all open pairs, found without building all arcs: column generation (see `pricing`)."""

from collections.abc import Callable, Sequence

import numpy as np

from matching.engine.flow.assignment import Assignment, Level, assign
from matching.engine.flow.bounds import Shortage, feasible_flow
from matching.engine.flow.network import Candidates, circulation, listed
from matching.engine.flow.pricing import NEXT, OpenPairs
from matching.engine.flow.shortage import check_bounds, explained
from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Longs
from matching.engine.model.instance import Instance


def best_of_all(
    open_pairs: OpenPairs, levels: Callable[[Candidates], Sequence[Level]]
) -> tuple[Candidates, Assignment]:
    """The best choice among the listed and the open pairs, and the candidates that it took to prove it.

    Raises Infeasible, saying what cannot be met together.
    """
    instance = open_pairs.instance
    check_bounds(instance)
    pairs = _joined(instance, listed(instance), open_pairs.promising())
    pairs = _enough(open_pairs, pairs)
    most = NEXT
    while True:
        found = assign(instance, pairs, levels(pairs), open_pairs.draw)
        more = open_pairs.improving(found.duals, _codes(instance, pairs), most)
        if not len(more):
            return pairs, found
        pairs = _joined(instance, pairs, more)
        most *= 2  # where the guess was poor, few passes all the same


def _enough(open_pairs: OpenPairs, pairs: Candidates) -> Candidates:
    """The candidates and as many open pairs as it takes to meet all bounds."""
    instance = open_pairs.instance
    while True:
        network = circulation(instance, pairs)
        try:
            feasible_flow(network)
        except Shortage as shortage:
            more = open_pairs.crossing(shortage.inside, _codes(instance, pairs))
            if not len(more):
                raise explained(instance, pairs, network, shortage.inside) from None
            pairs = _joined(instance, pairs, more)
        else:
            return pairs


def _codes(instance: Instance, pairs: Candidates) -> Longs:
    return np.sort(instance.codes(pairs.mentee, pairs.mentor))


def _joined(instance: Instance, pairs: Candidates, codes: Longs) -> Candidates:
    """The candidates and those pairs among the codes that are not candidates yet."""
    fresh = codes[~found_in(_codes(instance, pairs), codes)]
    return pairs.with_pairs(*np.divmod(fresh, len(instance.mentors)))

"""`survey`: the greatest total similarity under places, capacities, minimums and group bounds.

Among the sets of pairs of greatest total similarity, one with as many pairs as possible, and of those
the one that the lottery chooses. A mentee who handed in a list is paired within it; one without a list, and
everybody under `ignore_lists`, with any mentor who would accept. A similarity counts with 24 significant bits
(see `Overlap`), in whole units of 1/scale: 10^-9, or more where similarities or rounds are huge. The
certificate's `scale` says which.
"""

from collections.abc import Callable, Sequence

import numpy as np

from matching.engine.assignment import Assignment, Level, assign, matched, outcome
from matching.engine.bounds import Shortage, feasible_flow
from matching.engine.columns import Longs
from matching.engine.draws import Draw
from matching.engine.edges import found_in
from matching.engine.instance import Instance
from matching.engine.network import Candidates, circulation, listed
from matching.engine.options import Options
from matching.engine.pricing import NEXT, OpenPairs
from matching.engine.result import Outcome
from matching.engine.shortage import check_bounds, explained
from matching.engine.units import largest_similarity, scale_for

SIMILARITY = "similarity"


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """The pairs of greatest total similarity, with the dual values that prove it.

    Raises Infeasible, saying what cannot be met together.
    """
    scale = scale_for(instance, largest_similarity(instance))
    mentees = ~instance.mentee_lists.given | options.ignore_lists
    open_pairs = OpenPairs(instance, mentees, Draw.of(instance, seed), scale, weight=1, matched_first=False)

    def levels(pairs: Candidates) -> list[Level]:
        return [Level(SIMILARITY, open_pairs.units(pairs.mentee, pairs.mentor)), matched(pairs)]

    pairs, found = best_of_all(open_pairs, levels)
    return outcome(pairs, found, objective="survey", scale=scale)


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

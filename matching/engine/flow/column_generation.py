"""Column generation: the best choice among all pairs, found without building all arcs (see `pricing`).

Nearly all pairs that join do so for the first levels. Where all pairs are so few that pricing costs less than solving,
these levels alone are solved until nobody joins for them. From one pass to the next potentials change little: each
begins with those of the pass before.
"""

from collections.abc import Callable, Sequence

import numpy as np

from matching.engine.flow.assignment import Assignment, Level, complete, lead
from matching.engine.flow.bounds import NoFeasibleFlow, feasible_flow
from matching.engine.flow.infeasibility import check_bounds, infeasible_because
from matching.engine.flow.network import Candidates, circulation, listed_pairs
from matching.engine.flow.pricing import PricingProblem
from matching.engine.model.acceptability import found_in
from matching.engine.model.aims import Aims
from matching.engine.model.columns import Longs
from matching.engine.model.instance import Instance


def solve_by_column_generation(
    problem: PricingProblem, levels: Callable[[Candidates], Sequence[Level]], *, aims: Aims | None = None
) -> tuple[Candidates, Assignment]:
    """Return the candidates that it took, and the best choice among the listed pairs and those of the problem.

    `aims` as in `assign`: even loads alone, for pairs are not priced by values.

    Raises Infeasible, saying what cannot be met together.
    """
    instance = problem.instance
    check_bounds(instance)
    # Whatever brings something at the level of present pairs is a candidate from the beginning.
    keepable = instance.keepable[problem.mentees[instance.keepable // len(instance.mentors)]]
    first = np.union1d(problem.initial_pairs(), keepable)
    pairs = _with_codes(instance, listed_pairs(instance), first)
    pairs = _until_feasible(problem, pairs)
    near: Sequence[Longs] = ()
    while True:
        every = levels(pairs)
        leading = lead(instance, pairs, every[: problem.leading], aims=aims, near=near)
        known, near = _sorted_codes(instance, pairs), leading.optimum.potentials
        more = problem.improving(leading.duals(instance, pairs), known) if problem.few else known[:0]
        if not len(more):
            found = complete(instance, pairs, leading, every[problem.leading :], problem.draw)
            more = problem.improving(found.duals, known)
            if not len(more):
                return pairs, found
        pairs = _with_codes(instance, pairs, more)


def _until_feasible(problem: PricingProblem, pairs: Candidates) -> Candidates:
    """The candidates and as many pairs of the problem as it takes to meet all bounds."""
    instance = problem.instance
    while True:
        network = circulation(instance, pairs)
        try:
            feasible_flow(network)
        except NoFeasibleFlow as error:
            more = problem.crossing(error.inside, _sorted_codes(instance, pairs))
            if not len(more):
                raise infeasible_because(instance, pairs, network, error.inside) from None
            pairs = _with_codes(instance, pairs, more)
        else:
            return pairs


def _sorted_codes(instance: Instance, pairs: Candidates) -> Longs:
    return np.sort(instance.codes(pairs.mentee, pairs.mentor))


def _with_codes(instance: Instance, pairs: Candidates, codes: Longs) -> Candidates:
    """The candidates and those pairs among the codes that are not candidates yet."""
    fresh = codes[~found_in(_sorted_codes(instance, pairs), codes)]
    return pairs.with_pairs(*np.divmod(fresh, len(instance.mentors)))

"""`balanced`: as many pairs as possible, then the best blend of similarity and rank.

Minimums and group bounds bind throughout, so minimum loads come before any weighing. The blend of a
pair is similarity_weight * similarity + rank_weight * (R - rank + 1) / R with R the worst rank anywhere;
its sum is optimal for the stated weights, and of several that are equally good the lottery chooses one.
An aim of even loads (see `matching.engine.model.aims`) takes its points off the blend: what another mentee with the
same mentor costs rises from one to the next, so that the whole stays a min-cost flow and its optimum proven.
Mentees choose from their lists. Where nobody handed in a list, everybody not forbidden is acceptable and
similarity alone decides.
"""

import numpy as np

from matching.engine.flow.assignment import Assignment, Level, assign, cardinality, certified_outcome
from matching.engine.flow.column_generation import solve_by_column_generation
from matching.engine.flow.network import Candidates, listed_pairs
from matching.engine.flow.pricing import PricingProblem
from matching.engine.flow.units import largest_similarity, scale_for, units_of_pairs
from matching.engine.model.columns import Longs
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.options import Options
from matching.engine.model.outcome import Outcome

BLEND = "blend"


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """Return the best blend among the assignments of greatest size, with the dual values that prove it.

    Raises Infeasible, saying what cannot be met together.
    """
    largest = options.similarity_weight * largest_similarity(instance) + options.rank_weight + _largest_aim(instance)
    scale = scale_for(instance, largest)
    pairs, found = _assignment(instance, options, scale, Draw.of(instance, seed))
    return certified_outcome(pairs, found, objective="balanced", scale=scale)


def _assignment(instance: Instance, options: Options, scale: int, draw: Draw) -> tuple[Candidates, Assignment]:
    worst = int(instance.edges.rank.max(initial=1))
    even = instance.aims.even * (scale // worst) if instance.aims else 0

    def levels(pairs: Candidates) -> list[Level]:
        similarity = units_of_pairs(instance, pairs.mentee, pairs.mentor, scale)
        blend = options.similarity_weight * similarity + options.rank_weight * _rank_units(pairs.rank, worst, scale)
        return [cardinality(pairs), Level(BLEND, blend, even)]

    if instance.mentee_lists.given.any():
        pairs = listed_pairs(instance)
        return pairs, assign(instance, pairs, levels(pairs), draw, stepped=even > 0)
    everybody = np.ones(len(instance.mentees), np.bool_)
    weight = options.similarity_weight
    problem = PricingProblem(instance, everybody, draw, scale, weight=weight, matched_first=True)
    return solve_by_column_generation(problem, levels, stepped=even > 0)


def _largest_aim(instance: Instance) -> int:
    """A bound on what one more mentee with a mentor takes off the blend."""
    most = min(int(instance.capacity.max()), len(instance.mentees))
    return instance.aims.even * most if instance.aims else 0


def _rank_units(rank: Longs, worst: int, scale: int) -> Longs:
    """int64[k]: 1 for the first rank down to 1/worst for the worst, in units; 0 when not listed."""
    return np.where(rank > 0, (worst - rank + 1) * scale // worst, 0)

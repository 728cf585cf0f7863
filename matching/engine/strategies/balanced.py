"""`balanced`: as many pairs as possible, then the best blend of similarity and rank.

Minimums and group bounds bind throughout, so minimum loads come before any weighing. The blend of a
pair is similarity_weight * similarity + rank_weight * (R - rank + 1) / R with R the worst rank anywhere;
its sum is optimal for the stated weights, and of several that are equally good the lottery chooses one.
Aims (see `matching.engine.model.aims`) take their points off the blend. What another mentee with the same mentor
costs, or another of the same value, rises from one to the next, so that the whole stays a min-cost flow and its
optimum proven. Wishes to be together are no flow: see `matching.engine.strategies.balanced_together`.
Mentees choose from their lists. Where nobody handed in a list, everybody not forbidden is acceptable and
similarity alone decides.
"""

import numpy as np

from matching.engine.flow.assignment import Assignment, Level, assign, cardinality, certified_outcome
from matching.engine.flow.column_generation import solve_by_column_generation
from matching.engine.flow.network import Candidates, listed_pairs
from matching.engine.flow.pricing import PricingProblem
from matching.engine.flow.units import largest_similarity, scale_for, units_of_pairs
from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Longs
from matching.engine.model.draws import Draw
from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Instance
from matching.engine.model.options import Options
from matching.engine.model.outcome import Outcome
from matching.engine.strategies.balanced_together import solve_together

BLEND = "blend"
MAX_UNLISTED = (
    2_000_000  # pairs among which is chosen where nobody has a list, with aims that single pairs cannot price
)


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """Return the best blend among the assignments of greatest size, with the dual values that prove it.

    Raises Infeasible, saying what cannot be met together; InstanceError where nobody has a list, mentees are to
    differ or wish to be together, and there are more than MAX_UNLISTED pairs.
    """
    largest = options.similarity_weight * largest_similarity(instance) + options.rank_weight + _largest_aim(instance)
    scale = scale_for(instance, largest, _value_nodes(instance))
    aims = instance.aims
    if aims and aims.together:
        pairs = _candidates(instance)
        worst = int(instance.edges.rank.max(initial=1))
        _, blend = _levels(instance, options, scale, pairs)
        worth = aims.together * (scale // worst)
        return solve_together(instance, pairs, blend, aims, worth=worth, scale=scale, seed=seed)
    pairs, found = _assignment(instance, options, scale, Draw.of(instance, seed))
    return certified_outcome(pairs, found, objective="balanced", scale=scale)


def _assignment(instance: Instance, options: Options, scale: int, draw: Draw) -> tuple[Candidates, Assignment]:
    def levels(pairs: Candidates) -> list[Level]:
        return _levels(instance, options, scale, pairs)

    aims = instance.aims
    if instance.mentee_lists.given.any() or (aims and aims.spread):
        pairs = _candidates(instance)
        return pairs, assign(instance, pairs, levels(pairs), draw, aims=aims)
    everybody = np.ones(len(instance.mentees), np.bool_)
    weight = options.similarity_weight
    problem = PricingProblem(instance, everybody, draw, scale, weight=weight, matched_first=True)
    return solve_by_column_generation(problem, levels, aims=aims)


def _levels(instance: Instance, options: Options, scale: int, pairs: Candidates) -> list[Level]:
    """The number of pairs, then the blend."""
    worst, aims = int(instance.edges.rank.max(initial=1)), instance.aims
    even, spread = (aims.even * (scale // worst), aims.spread * (scale // worst)) if aims else (0, 0)
    similarity = units_of_pairs(instance, pairs.mentee, pairs.mentor, scale)
    blend = options.similarity_weight * similarity + options.rank_weight * _rank_units(pairs.rank, worst, scale)
    return [cardinality(pairs), Level(BLEND, blend, even, spread)]


def _candidates(instance: Instance) -> Candidates:
    """All pairs that can be made at all."""
    return listed_pairs(instance) if instance.mentee_lists.given.any() else _all_pairs(instance)


def _all_pairs(instance: Instance) -> Candidates:
    """The fixed pairs, and all that are acceptable where nobody has a list."""
    cells = len(instance.mentees) * len(instance.mentors)
    if cells > MAX_UNLISTED:
        raise InstanceError("aims", f"without lists {cells} pairs, the limit is {MAX_UNLISTED}")
    mentee, mentor = np.nonzero(instance.accepting_rows(0, len(instance.mentees)))
    fresh = ~found_in(instance.fixed, instance.codes(mentee, mentor))
    return listed_pairs(instance).with_pairs(mentee[fresh], mentor[fresh])


def _largest_aim(instance: Instance) -> int:
    """A bound on what the aims add to one pair, or take off it."""
    most = min(int(instance.capacity.max()), len(instance.mentees))
    if instance.aims is None:
        return 0
    wishes = int(np.unique(instance.aims.wishes, return_counts=True)[1].max(initial=0))
    return (instance.aims.even + instance.aims.spread) * most + instance.aims.together * wishes


def _value_nodes(instance: Instance) -> int:
    """How many nodes the values of mentees add to the network."""
    return len(instance.mentors) * len(instance.aims.values) if instance.aims and instance.aims.spread else 0


def _rank_units(rank: Longs, worst: int, scale: int) -> Longs:
    """int64[k]: 1 for the first rank down to 1/worst for the worst, in units; 0 when not listed."""
    return np.where(rank > 0, (worst - rank + 1) * scale // worst, 0)

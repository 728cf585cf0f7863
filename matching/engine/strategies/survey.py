"""`survey`: the greatest total similarity under places, capacities, minimums and group bounds.

Among the sets of pairs of greatest total similarity, one with as many pairs as possible, and of those
the one that the lottery chooses. A mentee who handed in a list is paired within it; one without a list, and
everybody under `ignore_lists`, with any mentor who would accept. A similarity counts with 24 significant bits
(see `Overlap`), in whole units of 1/scale: 10^-9, or more where similarities or rounds are huge. The
certificate's `scale` says which.
"""

from matching.engine.flow.assignment import Level, cardinality, certified_outcome
from matching.engine.flow.column_generation import solve_by_column_generation
from matching.engine.flow.network import Candidates
from matching.engine.flow.pricing import PricingProblem
from matching.engine.flow.units import largest_similarity, scale_for
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.options import Options
from matching.engine.model.outcome import Outcome

SIMILARITY = "similarity"


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """Return the pairs of greatest total similarity, with the dual values that prove it.

    Raises Infeasible, saying what cannot be met together.
    """
    scale = scale_for(instance, largest_similarity(instance))
    mentees = ~instance.mentee_lists.given | options.ignore_lists
    problem = PricingProblem(instance, mentees, Draw.of(instance, seed), scale, weight=1, matched_first=False)

    def levels(pairs: Candidates) -> list[Level]:
        return [Level(SIMILARITY, problem.units(pairs.mentee, pairs.mentor)), cardinality(pairs)]

    pairs, found = solve_by_column_generation(problem, levels)
    return certified_outcome(pairs, found, objective="survey", scale=scale)

"""Which of several equally good sets of pairs? The one that the lottery chooses, and it alone.

After the levels of a strategy's own objective come levels of the lottery: of all that are equally good,
those whose pairs' numbers add up to the least. Weights drawn at random single one of them out, for 2^32
weights with a probability near 1 (the isolation lemma: Mulmuley, Vazirani, Vazirani, "Matching is as easy
as matrix inversion", 1987); where they do not, the pairs' next numbers decide between those that are left.

That none is left is proven by a last level. It counts the pairs in which a choice differs from this one, 1 for
a pair that was left out, -1 for one that was made: this choice itself counts 0, so that 0 is the most only
when no other is as good. What the levels before leave undecided is a network, and it has dual values for this
level exactly when it holds no cycle, along which pairs could be exchanged.
"""

import numpy as np

from matching.engine.flow.duals import PositiveCycle, potentials
from matching.engine.flow.lexicographic import Optimum, maximize
from matching.engine.flow.network import Candidates
from matching.engine.model.columns import Longs
from matching.engine.model.draws import Draw, weights

DIFFERENCE = "difference"
MAX_LEVELS = 8  # levels of the lottery; that many never leave two choices


def break_ties(optimum: Optimum, pairs: Candidates, draw: Draw) -> Optimum:
    """Return the one optimum that the lottery chooses, with the potentials of its levels and of the difference."""
    proven = list(optimum.potentials)
    others = np.zeros(len(optimum.flow) - len(pairs.mentee), np.int64)
    for level in range(1, MAX_LEVELS + 1):
        profit = -weights(draw.of_pairs(pairs.mentee, pairs.mentor, level))
        optimum = maximize(optimum.face, [np.concatenate([profit, others])])
        proven += optimum.potentials
        proof = _uniqueness_potentials(optimum, len(pairs.mentee))
        if proof is not None:
            return optimum._replace(potentials=[*proven, proof])
    raise ArithmeticError("the lottery leaves several choices")


def level_names(count: int) -> list[str]:
    """Return the names of the last `count` levels, as they stand in a certificate."""
    return [*(f"lottery {level}" for level in range(1, count)), DIFFERENCE]


def _uniqueness_potentials(optimum: Optimum, pairs: int) -> Longs | None:
    """int64[nodes]: the potentials that prove that no other flow is as good; None when there is one."""
    profit = np.zeros(len(optimum.flow), np.int64)
    profit[:pairs] = np.where(optimum.flow[:pairs] > 0, -1, 1)
    try:
        return potentials(optimum.face, optimum.flow, profit)
    except PositiveCycle:
        return None

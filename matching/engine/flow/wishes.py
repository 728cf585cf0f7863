"""Pairs of mentees who wish to be together: a profit for two pairs at once, bounded by flows.

A wish of i and j brings W for a mentor h whom both get: W x(i, h) x(j, h), which no flow can count. But for any share
s between 0 and W it is at most s x(i, h) + (W - s) x(j, h), and with such shares the whole is a flow again, never worth
less than what it stands for (a Lagrangian relaxation; Geoffrion, "Lagrangean relaxation for integer programming",
1974). So the best flow with any shares bounds every set of pairs. Good shares are found by subgradient steps (Polyak,
1969): a share falls where its mentee has the mentor and the other one has not. Each flow on the way is a set of pairs
that may be the best so far.
"""

from typing import NamedTuple

import numpy as np

from matching.engine.flow.assignment import Level, Prepared, cardinality, prepare, present_pairs
from matching.engine.flow.lexicographic import maximize, optimal_flow
from matching.engine.flow.network import Candidates
from matching.engine.model.acceptability import found_in
from matching.engine.model.aims import NO_VALUE, Aims
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.instance import Instance

MAX_STEPS = 150  # flows that are tried for better shares
PATIENCE = 12  # flows without a better bound, after which steps get shorter
SHORTEST = 0.02  # of a full step: with shorter ones nothing changes any more


class Couples(NamedTuple):
    """The c places where a wish can come true, wish by wish, each's mentors in order.

    one, other  int64[c]: the candidates of both mentees with the mentor;  wish  int64[c]: which wish
    """

    one: Longs
    other: Longs
    wish: Longs


class Objective(NamedTuple):
    """What a set of candidates is worth: its pairs, less crowds and people alike, and `worth` for each wish come true.

    blend  the level of single pairs, with what steps cost;  worth  W, of a wish, in units
    """

    instance: Instance
    pairs: Candidates
    aims: Aims
    blend: Level
    couples: Couples
    worth: int

    @property
    def present(self) -> Mask:
        """bool[k]: the candidates that are pairs already."""
        return found_in(self.instance.present, self.instance.codes(self.pairs.mentee, self.pairs.mentor))

    def value(self, chosen: Mask) -> int:
        """Return what the chosen candidates, bool[k], are worth."""
        both = int((chosen[self.couples.one] & chosen[self.couples.other]).sum())
        return self._of_pairs(chosen, self.blend.profit) + self.worth * both

    def relaxed(self, shares: Longs) -> Level:
        """Return the level in which each share, int64[c], goes to the first mentee of a wish, the rest to the other."""
        profit = self.blend.profit.copy()
        np.add.at(profit, self.couples.one, shares)
        np.add.at(profit, self.couples.other, self.worth - shares)
        return self.blend._replace(profit=profit)

    def bound(self, chosen: Mask, level: Level) -> int:
        """Return what the chosen candidates are worth at a relaxed level."""
        return self._of_pairs(chosen, level.profit)

    def _of_pairs(self, chosen: Mask, profit: Longs) -> int:
        mentee, mentor = self.pairs.mentee[chosen], self.pairs.mentor[chosen]
        worth = int(profit[chosen].sum()) - self.blend.even * _couples_of(mentor)
        if self.blend.spread:
            value = self.aims.value_of[mentee].astype(np.int64)
            known = value != NO_VALUE
            worth -= self.blend.spread * _couples_of(mentor[known] * len(self.aims.values) + value[known])
        return worth


def _couples_of(holder: Longs) -> int:
    """How often two have the same holder."""
    count = np.unique(holder, return_counts=True)[1]
    return int((count * (count - 1) // 2).sum())


def couples_of(pairs: Candidates, aims: Aims) -> Couples:
    """Return where the wishes can come true among the candidates."""
    of_mentee: dict[int, dict[int, int]] = {}
    for at, (mentee, mentor) in enumerate(zip(pairs.mentee.tolist(), pairs.mentor.tolist(), strict=True)):
        of_mentee.setdefault(mentee, {})[mentor] = at
    found = [
        (of_mentee[one][mentor], of_mentee[other][mentor], wish)
        for wish, (one, other) in enumerate(aims.wishes.tolist())
        for mentor in sorted(of_mentee.get(one, {}).keys() & of_mentee.get(other, {}).keys())
    ]
    return Couples(*np.array(found, np.int64).reshape(-1, 3).T)


class Search(NamedTuple):
    """What the subgradient steps came to: the best chosen bool[k] and its value, the least bound and its shares."""

    chosen: Mask
    value: int
    bound: int
    shares: Longs


def prepared_for(objective: Objective) -> Prepared:
    """Return the network of all sets of as many pairs as possible, of those that keep the most present pairs.

    Raises Infeasible, saying what cannot be met together.
    """
    instance, pairs = objective.instance, objective.pairs
    kept = present_pairs(instance, pairs)
    prepared = prepare(instance, pairs, aims=objective.aims, by_size=not kept)
    most = [prepared.profit(instance, pairs, level) for level in (*kept, cardinality(pairs))]
    return prepared._replace(network=maximize(prepared.network, most, best=None if kept else prepared.start).face)


def search_shares(objective: Objective, prepared: Prepared) -> Search:
    """Return the best of the sets of pairs on the way, and the shares of the least bound."""
    shares = np.full(len(objective.couples.one), objective.worth // 2, np.int64)
    best, step, waited = with_shares(objective, prepared, shares), 1.0, 0
    latest, kept = best, best
    for _ in range(MAX_STEPS):
        if best.value >= kept.bound or step < SHORTEST:
            break
        shares = _moved(objective, latest, best.value, step)
        latest = with_shares(objective, prepared, shares)
        best = max(best, latest, key=lambda found: found.value)
        waited = 0 if latest.bound < kept.bound else waited + 1
        kept = min(kept, latest, key=lambda found: found.bound)
        if waited >= PATIENCE:
            step, waited, latest = step / 2, 0, kept
    return Search(best.chosen, best.value, kept.bound, kept.shares)


def with_shares(objective: Objective, prepared: Prepared, shares: Longs) -> Search:
    """Return the best flow with these shares: a set of pairs, and a bound on every other."""
    level = objective.relaxed(shares)
    flow = optimal_flow(prepared.network, prepared.profit(objective.instance, objective.pairs, level))
    chosen = flow[: len(objective.pairs.mentee)] > 0
    return Search(chosen, objective.value(chosen), objective.bound(chosen, level), shares)


def _moved(objective: Objective, latest: Search, value: int, step: float) -> Longs:
    """The shares after a step, int64[c]: less for whoever has the mentor without the other."""
    one, other = latest.chosen[objective.couples.one], latest.chosen[objective.couples.other]
    slope = one.astype(np.int64) - other
    length = step * (latest.bound - value) / max(1, int((slope * slope).sum()))
    return np.clip(np.rint(latest.shares - length * slope), 0, objective.worth).astype(np.int64)

"""`choice-stable`: mentee-proposing deferred acceptance.

Gale and Shapley, "College admissions and the stability of marriage", 1962; Roth and Peranson, 1999, for
places and ties in practice; Abraham, Irving and Manlove, "Two algorithms for the student-project
allocation problem", 2007, for groups that rank (SPA-student: a group is a lecturer, a mentor a project).

A pool is a group with its mentors, or a mentor in no group. Inside a pool all pairs stand in one strict
order: by the group's ranking where it has one, else by the mentor's; a mentor indifferent to all takes
the more similar first, or as the lottery has it; what is still tied is settled by the lottery. Where a
group without a ranking compares the two kinds, everyone stands first with an indifferent mentor, yet after
those whom another mentor ranks first when similarity decides. A mentor
keeps its best pairs up to its capacity, a group the best of those up to its own. Such a choice is
the greedy one of a laminar matroid, so a stable matching exists and proposing finds the one that
is best for every mentee (Fleiner, "A fixed-point approach to stable matchings", 2003).

Minimums are not part of it. For the ties as the lottery broke them, every stable matching gives each group as
a whole, and each mentor outside groups, as many mentees (the rural hospitals theorem: Roth, "On the allocation
of residents to rural hospitals", 1986; for laminar choices Fleiner, 2003): none meets more of their minimums.
Inside a full group the mentors' loads may differ, so another stable matching, worse for the mentees, may meet
the minimum of one of its mentors.

For a mentee with one place honest ranking is safe while lists are not capped: no other list brings a mentor
whom the mentee likes better (Dubins and Freedman, 1981; Hatfield and Milgrom, "Matching with contracts", 2005).
With ties it is safe too, for the lottery's breaking of them does not depend on the lists. Who has several places
may gain by another list (Roth, "The college admissions problem is not equivalent to the marriage problem", 1985).
"""

from heapq import heappop, heappush, heapreplace
from typing import NamedTuple

import numpy as np

from matching.engine.model import draws
from matching.engine.model.columns import Ints, Longs
from matching.engine.model.instance import Instance
from matching.engine.model.options import Options
from matching.engine.model.outcome import Outcome
from matching.engine.model.residual import ResidualCapacity, residual_capacity


class Market(NamedTuple):
    """The pairs that may be proposed, k of them, in rows by mentee, best first without ties.

    indptr  int64[n+1];  mentee, mentor  int32[k]
    priority  int64[k]: the position of each pair in the one strict order of all pools, 0 the lowest
    """

    indptr: Longs
    mentee: Ints
    mentor: Ints
    priority: Longs


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """Return the mentee-optimal stable matching once ties are broken.

    Raises Infeasible when fixed pairs exceed places.
    """
    residual = residual_capacity(instance)
    order = options.priority_for(instance)
    market = _market(instance, residual, seed, order)
    if instance.groups:
        accepted = _deferred_acceptance_in_groups(residual, market, instance.group_of.tolist())
    else:
        accepted = _deferred_acceptance(residual, market)
    by_priority = np.zeros(len(market.priority), np.bool_)
    by_priority[accepted] = True
    held = by_priority[market.priority]
    return Outcome(
        mentee=np.concatenate([instance.fixed_mentee, market.mentee[held]]).astype(np.int32),
        mentor=np.concatenate([instance.fixed_mentor, market.mentor[held]]).astype(np.int32),
        certificate={"kind": "stable", "priority": order},
    )


def _market(instance: Instance, residual: ResidualCapacity, seed: int, order: str) -> Market:
    edges = instance.edges
    free = np.flatnonzero(residual.open_edge)
    mentee, mentor, rank = edges.mentee[free], edges.mentor[free], edges.rank[free]
    drawn = draws.numbers(seed, "mentee", instance.mentees)
    tied = (mentee[1:] == mentee[:-1]) & (rank[1:] == rank[:-1])
    if tied.any():
        pair = draws.pair_numbers(drawn[mentee], draws.numbers(seed, "mentor", instance.mentors)[mentor])
        best_first = np.lexsort((pair, rank, mentee))
        free, mentee, mentor = free[best_first], mentee[best_first], mentor[best_first]
    indptr = np.zeros(len(instance.mentees) + 1, np.int64)
    np.cumsum(np.bincount(mentee, minlength=len(instance.mentees)), out=indptr[1:])
    from_best = _strict_order(instance, free, draws.order(drawn)[mentee], order)
    priority = np.empty(len(free), np.int64)
    priority[from_best[::-1]] = np.arange(len(free))
    return Market(indptr, mentee, mentor, priority)


def _strict_order(instance: Instance, pairs: Longs, drawn: Ints, order: str) -> Longs:
    """The given acceptable pairs from the best to the worst, as pools see them.

    Sorting is stable and the pairs come in the mentees' own order: of two equal pairs of one mentee in
    one pool the one that the mentee prefers stands first.
    """
    edges = instance.edges
    mentor_rank, group_rank = edges.mentor_rank[pairs], edges.group_rank[pairs]
    level = np.where(group_rank > 0, group_rank, np.maximum(mentor_rank, 1)).astype(np.int64)
    ranked = (mentor_rank > 0) | (group_rank > 0)
    if order == "lottery" or ranked.all():
        return np.argsort(level << 32 | drawn, kind="stable")
    similarity = instance.entries.deciding_similarity[edges.entry[pairs]]
    similarity[ranked] = np.inf
    return np.lexsort((drawn, -similarity, level))


def _deferred_acceptance(residual: ResidualCapacity, market: Market) -> Longs:
    """Priorities of the pairs held at the end, where no groups bind: a heap for each mentor, the lowest on top."""
    priority, mentor_of = market.priority.tolist(), market.mentor.tolist()
    mentee_at = _by_priority(market.mentee, market)
    next_pair, ends, capacity = market.indptr[:-1].tolist(), market.indptr[1:].tolist(), residual.capacity.tolist()
    heaps: list[list[int]] = [[] for _ in capacity]
    for mentee in _proposers(residual, market):
        proposer = mentee
        while (pair := next_pair[proposer]) < ends[proposer]:
            next_pair[proposer] = pair + 1
            mentor = mentor_of[pair]
            heap = heaps[mentor]
            if len(heap) < capacity[mentor]:
                heappush(heap, priority[pair])
                break
            if heap and priority[pair] > heap[0]:
                proposer = mentee_at[heapreplace(heap, priority[pair])]
    return np.array([value for heap in heaps for value in heap], np.int64)


def _deferred_acceptance_in_groups(residual: ResidualCapacity, market: Market, group_of: list[int]) -> Longs:
    """The same with groups. A pair rejected at one level stays on the heap of the other until it comes up."""
    priority, mentor_of = market.priority.tolist(), market.mentor.tolist()
    mentee_at = _by_priority(market.mentee, market)
    next_pair, ends = market.indptr[:-1].tolist(), market.indptr[1:].tolist()
    held = _HeldPairs(residual, group_of, _by_priority(market.mentor, market))
    for mentee in _proposers(residual, market):
        proposer = mentee
        while (pair := next_pair[proposer]) < ends[proposer]:
            next_pair[proposer] = pair + 1
            rejected = held.offer(priority[pair], mentor_of[pair])
            if rejected is None:
                break
            proposer = mentee_at[rejected]
    return np.flatnonzero(held.held)


class _HeldPairs:
    """The pairs that mentors and groups hold, by priority: the greedy choice, one proposal at a time."""

    def __init__(self, residual: ResidualCapacity, group_of: list[int], mentor_at: list[int]) -> None:
        self.held = np.zeros(len(mentor_at), np.bool_)
        self.group_of, self.mentor_at = group_of, mentor_at
        self.capacity, self.group_capacity = residual.capacity.tolist(), residual.group_capacity.tolist()
        self.count, self.group_count = [0] * len(self.capacity), [0] * len(self.group_capacity)
        self.heaps: list[list[int]] = [[] for _ in self.capacity]
        self.group_heaps: list[list[int]] = [[] for _ in self.group_capacity]

    def offer(self, priority: int, mentor: int) -> int | None:
        """Hold the pair and return the priority of the one rejected for it, perhaps its own; None when all may stay."""
        group = self.group_of[mentor]
        self.held[priority] = True
        self.count[mentor] += 1
        heappush(self.heaps[mentor], priority)
        if group >= 0:
            self.group_count[group] += 1
            heappush(self.group_heaps[group], priority)
        if self.count[mentor] > self.capacity[mentor]:
            rejected = self._pop_lowest(self.heaps[mentor])
        elif group >= 0 and self.group_count[group] > self.group_capacity[group]:
            rejected = self._pop_lowest(self.group_heaps[group])
        else:
            return None
        self.held[rejected] = False
        self.count[self.mentor_at[rejected]] -= 1
        if group >= 0:
            self.group_count[group] -= 1
        return rejected

    def _pop_lowest(self, heap: list[int]) -> int:
        while not self.held[heap[0]]:
            heappop(heap)
        return heappop(heap)


def _proposers(residual: ResidualCapacity, market: Market) -> list[int]:
    """Each mentee once for every place that its list can fill."""
    proposals = np.minimum(residual.places, np.diff(market.indptr))
    return np.repeat(np.arange(len(proposals)), proposals).tolist()


def _by_priority(column: Ints, market: Market) -> list[int]:
    """The column's values, in the order of the pairs' priorities."""
    ordered = np.empty(len(column), np.int32)
    ordered[market.priority] = column
    return ordered.tolist()

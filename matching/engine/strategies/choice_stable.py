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
With ties it is safe too, for the lottery's breaking of them does not hang on the lists. Who has several places
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
    worth  int64[k]: the place of each pair in the one strict order of all pools, 0 the worst
    """

    indptr: Longs
    mentee: Ints
    mentor: Ints
    worth: Longs


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """The mentee-optimal stable matching for the broken ties. Raises Infeasible when fixed pairs exceed places."""
    left = residual_capacity(instance)
    priority = options.priority_for(instance)
    market = _market(instance, left, seed, priority)
    if instance.groups:
        worths = _propose_in_groups(left, market, instance.group_of.tolist())
    else:
        worths = _propose(left, market)
    kept = np.zeros(len(market.worth), np.bool_)
    kept[worths] = True
    held = kept[market.worth]
    return Outcome(
        mentee=np.concatenate([instance.fixed_mentee, market.mentee[held]]).astype(np.int32),
        mentor=np.concatenate([instance.fixed_mentor, market.mentor[held]]).astype(np.int32),
        certificate={"kind": "stable", "priority": priority},
    )


def _market(instance: Instance, left: ResidualCapacity, seed: int, priority: str) -> Market:
    edges = instance.edges
    free = np.flatnonzero(left.open_edge)
    mentee, mentor, rank = edges.mentee[free], edges.mentor[free], edges.rank[free]
    drawn = draws.numbers(seed, "mentee", instance.mentees)
    tied = (mentee[1:] == mentee[:-1]) & (rank[1:] == rank[:-1])
    if tied.any():
        pair = draws.pair_numbers(drawn[mentee], draws.numbers(seed, "mentor", instance.mentors)[mentor])
        best_first = np.lexsort((pair, rank, mentee))
        free, mentee, mentor = free[best_first], mentee[best_first], mentor[best_first]
    indptr = np.zeros(len(instance.mentees) + 1, np.int64)
    np.cumsum(np.bincount(mentee, minlength=len(instance.mentees)), out=indptr[1:])
    order = _strict_order(instance, free, draws.order(drawn)[mentee], priority)
    worth = np.empty(len(free), np.int64)
    worth[order[::-1]] = np.arange(len(free))
    return Market(indptr, mentee, mentor, worth)


def _strict_order(instance: Instance, pairs: Longs, drawn: Ints, priority: str) -> Longs:
    """The given acceptable pairs from the best to the worst, as pools see them.

    Sorting is stable and the pairs come in the mentees' own order: of two equal pairs of one mentee in
    one pool the one that the mentee prefers stands first.
    """
    edges = instance.edges
    mentor_rank, group_rank = edges.mentor_rank[pairs], edges.group_rank[pairs]
    level = np.where(group_rank > 0, group_rank, np.maximum(mentor_rank, 1)).astype(np.int64)
    coarse = level << 32 | drawn
    if priority == "lottery":
        return np.argsort(coarse, kind="stable")
    alike = instance.entries.similarity[edges.entry[pairs]]
    alike[(mentor_rank > 0) | (group_rank > 0)] = np.inf
    return np.lexsort((drawn, -alike, level))


def _propose(left: ResidualCapacity, market: Market) -> Longs:
    """The worths of the pairs held at the end, where no groups bind: for each mentor a heap, the worst on top."""
    worth, mentors, proposer_with = market.worth.tolist(), market.mentor.tolist(), _by_worth(market.mentee, market)
    following, ends, capacity = market.indptr[:-1].tolist(), market.indptr[1:].tolist(), left.capacity.tolist()
    heaps: list[list[int]] = [[] for _ in capacity]
    for mentee in _proposers(left, market):
        proposer = mentee
        while (at := following[proposer]) < ends[proposer]:
            following[proposer] = at + 1
            mentor = mentors[at]
            heap = heaps[mentor]
            if len(heap) < capacity[mentor]:
                heappush(heap, worth[at])
                break
            if heap and worth[at] > heap[0]:
                proposer = proposer_with[heapreplace(heap, worth[at])]
    return np.array([value for heap in heaps for value in heap], np.int64)


def _propose_in_groups(left: ResidualCapacity, market: Market, group_of: list[int]) -> Longs:
    """The same with groups. A pair pushed out at one level stays on the heap of the other until it comes up."""
    worth, mentors, proposer_with = market.worth.tolist(), market.mentor.tolist(), _by_worth(market.mentee, market)
    mentor_with = _by_worth(market.mentor, market)
    following, ends = market.indptr[:-1].tolist(), market.indptr[1:].tolist()
    pools = _Pools(left, group_of, len(worth))
    for mentee in _proposers(left, market):
        proposer = mentee
        while (at := following[proposer]) < ends[proposer]:
            following[proposer] = at + 1
            out = pools.admit(worth[at], mentors[at], mentor_with)
            if out is None:
                break
            proposer = proposer_with[out]
    return np.flatnonzero(pools.held)


class _Pools:
    """Who is held by mentors and groups: the greedy choice, one proposal at a time."""

    def __init__(self, left: ResidualCapacity, group_of: list[int], pairs: int) -> None:
        self.held = np.zeros(pairs, np.bool_)
        self.group_of = group_of
        self.capacity, self.group_capacity = left.capacity.tolist(), left.group_capacity.tolist()
        self.count, self.group_count = [0] * len(self.capacity), [0] * len(self.group_capacity)
        self.heaps: list[list[int]] = [[] for _ in self.capacity]
        self.group_heaps: list[list[int]] = [[] for _ in self.group_capacity]

    def admit(self, worth: int, mentor: int, mentor_with: list[int]) -> int | None:
        """Take the pair in and return the worth of the one that must go, itself perhaps; None when all may stay."""
        group = self.group_of[mentor]
        self.held[worth] = True
        self.count[mentor] += 1
        heappush(self.heaps[mentor], worth)
        if group >= 0:
            self.group_count[group] += 1
            heappush(self.group_heaps[group], worth)
        if self.count[mentor] > self.capacity[mentor]:
            out = self._worst(self.heaps[mentor])
        elif group >= 0 and self.group_count[group] > self.group_capacity[group]:
            out = self._worst(self.group_heaps[group])
        else:
            return None
        self.held[out] = False
        self.count[mentor_with[out]] -= 1
        if group >= 0:
            self.group_count[group] -= 1
        return out

    def _worst(self, heap: list[int]) -> int:
        while not self.held[heap[0]]:
            heappop(heap)
        return heappop(heap)


def _proposers(left: ResidualCapacity, market: Market) -> list[int]:
    """Each mentee once for every place it can hope to fill."""
    hopes = np.minimum(left.places, np.diff(market.indptr))
    return np.repeat(np.arange(len(hopes)), hopes).tolist()


def _by_worth(column: Ints, market: Market) -> list[int]:
    """The column's values, found by a pair's worth."""
    found = np.empty(len(column), np.int32)
    found[market.worth] = column
    return found.tolist()

"""Finds good groups fast: greedy insertion, then swaps that walk downhill and along the level.

A step takes somebody of a group that misses something, tries all swaps and moves of theirs at once and makes the best,
ties by a generator that follows from the lottery's seed. It is the exchange heuristic of Weitz, Lakshminarayanan, "An
empirical comparison of heuristic methods for creating maximally diverse groups" (1998), with plateau moves as in
WalkSAT. Mentors are not looked at. The steps are counted, not timed: the same instance and seed give the same groups.
"""

import time
from collections.abc import Callable

import numpy as np

from matching.engine.grouping.alike import by_lottery, clusters
from matching.engine.grouping.tables import Tables
from matching.engine.model.columns import Longs

HARD = 10**6  # what a broken constraint costs beside what an aim may miss
PATIENCE = 5  # steps for each unit, without a better grouping, after which the search ends
LEAST_STEPS = 1_000
ANYBODY = 0.05  # chance that a step looks at any unit, not only at those of groups that miss something
WORSE = 0.02  # chance that a step that makes it a little worse is made


class LocalSearch:
    """The search's state: units are people, or sets of them that must be together; G empty ones stand for moves.

    group  int64[u + G]: where each unit is, the empty ones each in their own group
    """

    def __init__(self, tables: Tables, seed: int) -> None:
        problem = tables.problem
        row = {name: at for at, name in enumerate(problem.people)}
        self.tables = tables
        self.count = problem.count
        self.units = [[row[name] for name in cluster] for cluster in clusters(problem)]
        self.rng = np.random.default_rng(seed)
        empty = self.count
        self.rows = np.array([*(tables.people[unit].sum(0) for unit in self.units)], np.int64)
        self.rows = np.pad(self.rows, ((0, empty), (0, 0)))
        self.knowns = np.array([*(tables.known[unit].sum(0) for unit in self.units)], np.int64)
        self.knowns = np.pad(self.knowns, ((0, empty), (0, 0)))
        self.sizes = np.array([*map(len, self.units), *[0] * empty], np.int64)
        self.weights = np.array([aim.weight * (HARD if aim.required else 1) for aim in problem.aims], np.int64)
        self.group = np.full(len(self.units) + empty, -1, np.int64)
        self.group[len(self.units) :] = np.arange(self.count)
        self.apart = self._apart()
        self.lottery = by_lottery(seed, "person", list(problem.people))
        self._refresh()

    def _apart(self) -> list[Longs]:
        """For each unit those that must not be in its group."""
        problem = self.tables.problem
        names = list(problem.people)
        unit_of = {names[person]: at for at, unit in enumerate(self.units) for person in unit}
        found: list[set[int]] = [set() for _ in self.units]
        for one, other in problem.apart:
            if one in unit_of and other in unit_of:
                found[unit_of[one]].add(unit_of[other])
                found[unit_of[other]].add(unit_of[one])
        return [np.array(sorted(others), np.int64) for others in found]

    def _refresh(self) -> None:
        """Count anew who is in each group."""
        count = self.count
        placed = self.group >= 0
        self.counts = np.zeros((count, self.rows.shape[1]), np.int64)
        self.known = np.zeros((count, self.knowns.shape[1]), np.int64)
        self.size = np.zeros(count, np.int64)
        np.add.at(self.counts, self.group[placed], self.rows[placed])
        np.add.at(self.known, self.group[placed], self.knowns[placed])
        np.add.at(self.size, self.group[placed], self.sizes[placed])
        self.clashes = np.zeros((len(self.group), count), np.int64)  # whom each unit would meet but must not
        for unit, others in enumerate(self.apart):
            np.add.at(self.clashes[unit], self.group[others][self.group[others] >= 0], 1)
        self.cost = self._cost(self.counts, self.known, self.size)

    def _cost(self, counts: Longs, known: Longs, size: Longs) -> Longs:
        """int64[rows]: what groups of these counts cost, clashes left out."""
        problem = self.tables.problem
        wrong = np.maximum(problem.minimum - size, 0) + np.maximum(size - problem.maximum, 0)
        cost: Longs = self.tables.costs(counts, known) @ self.weights + HARD * wrong
        return cost

    def total(self) -> int:
        """Return what all groups cost, broken constraints with HARD each."""
        units = np.arange(len(self.units))
        return int(self.cost.sum() + HARD * self.clashes[units, self.group[units]].sum() // 2)

    def insert(self) -> None:
        """Put one unit after the other, the largest first, then by lottery, where the groups cost least with it."""
        names = list(self.tables.problem.people)
        turn = {name: at for at, name in enumerate(self.lottery)}
        even = -(-len(names) // self.count)
        for unit in sorted(
            range(len(self.units)), key=lambda at: (-len(self.units[at]), turn[names[self.units[at][0]]])
        ):
            size = self.size + self.sizes[unit]
            cost = self._cost(self.counts + self.rows[unit], self.known + self.knowns[unit], size) - self.cost
            cost += HARD * (self.clashes[unit] + np.maximum(size - even, 0))
            best = self._any(np.flatnonzero(cost == cost.min()))
            self._put(unit, best)
            self.cost[best : best + 1] = self._cost(
                self.counts[best : best + 1], self.known[best : best + 1], self.size[best : best + 1]
            )

    def improve(self, goal: int, on_better: Callable[[int], None], deadline: float) -> bool:
        """Swap until the total is `goal` or nothing better is found; leave the best grouping that was seen.

        `on_better` hears each better total. Returns whether `deadline`, of the monotonic clock, ended the search.
        """
        best, kept = self.total(), self.group.copy()
        patience = max(PATIENCE * len(self.units), LEAST_STEPS)
        left, late = patience, False
        while best > goal and left and self.count > 1:
            left -= 1
            late = time.monotonic() > deadline
            if late:
                break
            total = self._step()
            if total < best:
                best, kept, left = total, self.group.copy(), patience
                on_better(best)
        self.group = kept
        self._refresh()
        return late

    def groups(self) -> list[list[int]]:
        """Return the people of each group, by their indices."""
        found: list[list[int]] = [[] for _ in range(self.count)]
        for unit, group in zip(self.units, self.group.tolist(), strict=False):
            found[group] += unit
        return [sorted(members) for members in found]

    def _step(self) -> int:
        """Make the best swap or move of one unit, mostly of a group that misses something; return the total."""
        units = np.arange(len(self.units))
        here = self.group[units]
        wanting = np.flatnonzero((self.cost[here] > 0) | (self.clashes[units, here] > 0))
        # A group that lacks people, an empty one too, is helped by whoever comes from a group that lacks nothing.
        unit = self._any(units if not len(wanting) or self.rng.random() < ANYBODY else wanting)
        change = self._changes(unit)
        least = int(change.min())
        if least <= 0 or (least < HARD and self.rng.random() < WORSE):
            self._swap(unit, self._any(np.flatnonzero(change == least)))
        return self.total()

    def _changes(self, unit: int) -> Longs:
        """int64[u + G]: by how much the total changes when the unit and another change places."""
        here, there = self.group[unit], self.group
        row, known, size = (column - column[unit] for column in (self.rows, self.knowns, self.sizes))
        first = self._cost(self.counts[here] + row, self.known[here] + known, self.size[here] + size)
        other = self._cost(self.counts[there] - row, self.known[there] - known, self.size[there] - size)
        clashes = self.clashes[unit, there] + self.clashes[:, here] - self.clashes[unit, here]
        clashes -= self.clashes[np.arange(len(there)), there]
        clashes[self.apart[unit]] -= 2
        change: Longs = first - self.cost[here] + other - self.cost[there] + HARD * clashes
        change[there == here] = np.iinfo(np.int64).max
        return change

    def _swap(self, unit: int, other: int) -> None:
        here, there = int(self.group[unit]), int(self.group[other])
        self._take(unit)
        if other < len(self.units):
            self._take(other)
            self._put(other, here)
        self._put(unit, there)
        both = [here, there]
        self.cost[both] = self._cost(self.counts[both], self.known[both], self.size[both])

    def _put(self, unit: int, group: int) -> None:
        self._change(unit, group, 1)
        self.group[unit] = group

    def _take(self, unit: int) -> None:
        self._change(unit, int(self.group[unit]), -1)

    def _change(self, unit: int, group: int, sign: int) -> None:
        self.counts[group] += sign * self.rows[unit]
        self.known[group] += sign * self.knowns[unit]
        self.size[group] += sign * self.sizes[unit]
        self.clashes[self.apart[unit], group] += sign

    def _any(self, found: Longs) -> int:
        return int(found[self.rng.integers(len(found))])

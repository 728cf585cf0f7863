"""The shares of wishes that bound best, by the linear program of which they are dual values: GLOP of OR-tools.

Its numbers are floats and prove nothing. Rounded they are shares like any others, and a flow with them does.
"""

from typing import Any

import numpy as np

from matching.engine.flow.wishes import Objective
from matching.engine.model.aims import NO_VALUE
from matching.engine.model.columns import Longs, Mask

MAX_VARIABLES = 100_000  # with more, GLOP takes minutes
SECONDS = 20


def best_shares(objective: Objective, start: Mask, unit: int) -> Longs | None:
    """Return int64[c], shares that bound about as well as any can; None where the program is too large or undecided.

    start  bool[k]: chosen candidates, of those that keep the most present pairs as many as there can be
    unit   by which profits are divided, to be near 1
    """
    if len(start) + len(objective.couples.one) > MAX_VARIABLES:
        return None
    return _Program(objective, start, unit).shares()


class _Program:
    """The pairs as fractions, and a variable for each place where a wish can come true."""

    def __init__(self, objective: Objective, start: Mask, unit: int) -> None:
        from ortools.linear_solver import pywraplp  # 0.1 s to import: only here

        self.objective, self.unit = objective, unit
        self.solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        self.solver.SetTimeLimit(1000 * SECONDS)
        pairs, instance = objective.pairs, objective.instance
        self.made = [self.solver.NumVar(float(fixed), 1.0, "") for fixed in pairs.fixed.tolist()]
        for level in (np.ones_like(start), objective.present):
            most = int((start & level).sum())
            self._limit([self.made[at] for at in np.flatnonzero(level).tolist()], most, most)
        places = np.zeros(len(instance.mentees), np.int64), instance.places
        for low, high, holder in (
            (*places, pairs.mentee),
            (instance.minimum, instance.capacity, pairs.mentor),
            (instance.group_minimum, instance.group_capacity, instance.group_of[pairs.mentor].astype(np.int64)),
        ):
            for at, made in self._held(holder).items():
                self._limit(made, int(low[at]), int(high[at]))
        couples = objective.couples
        places_of_wishes = zip(couples.one.tolist(), couples.other.tolist(), strict=True)
        self.firsts = [self._couple(one, other) for one, other in places_of_wishes]
        self._crowds()
        self.solver.Objective().SetMaximization()

    def _limit(self, made: list[Any], low: int, high: int) -> None:
        row = self.solver.Constraint(low, high)
        for variable in made:
            row.SetCoefficient(variable, 1)

    def _held(self, holder: Longs) -> dict[int, list[Any]]:
        """By holder that is not -1 the variables of its candidates."""
        held: dict[int, list[Any]] = {}
        for at, made in zip(holder.tolist(), self.made, strict=True):
            if at != NO_VALUE:
                held.setdefault(at, []).append(made)
        return held

    def _couple(self, one: int, other: int) -> Any:
        """The constraint whose dual value is the share of the first mentee."""
        both = self.solver.NumVar(0.0, self.solver.infinity(), "")
        self.solver.Objective().SetCoefficient(both, self.objective.worth / self.unit)
        rows = [self.solver.Constraint(-self.solver.infinity(), 0) for _ in (one, other)]
        for row, at in zip(rows, (one, other), strict=True):
            row.SetCoefficient(both, 1)
            row.SetCoefficient(self.made[at], -1)
        return rows[0]

    def _crowds(self) -> None:
        """What single pairs bring, and what mentees cost who share a mentor, or a value too."""
        objective, pairs, aims = self.objective, self.objective.pairs, self.objective.aims
        for made, profit in zip(self.made, objective.blend.profit.tolist(), strict=True):
            self.solver.Objective().SetCoefficient(made, profit / self.unit)
        value = aims.value_of[pairs.mentee].astype(np.int64) if objective.blend.spread else pairs.mentee * 0 + NO_VALUE
        node = np.where(value == NO_VALUE, NO_VALUE, pairs.mentor * len(aims.values) + value)
        for cost, holder in ((objective.blend.even, pairs.mentor), (objective.blend.spread, node)):
            for made in self._held(holder).values() if cost else ():
                self._couples(made, cost)

    def _couples(self, made: list[Any], cost: int) -> None:
        """k(k - 1)/2 by its tangents, as in `matching.engine.flow.cp_pairs`."""
        couples = self.solver.NumVar(0.0, self.solver.infinity(), "")
        self.solver.Objective().SetCoefficient(couples, -cost / self.unit)
        for slope in range(1, min(len(made), int(self.objective.instance.capacity.max()))):
            row = self.solver.Constraint(-slope * (slope + 1) / 2, self.solver.infinity())
            row.SetCoefficient(couples, 1)
            for variable in made:
                row.SetCoefficient(variable, -slope)

    def shares(self) -> Longs | None:
        """The dual values of the first mentees' constraints, in units, rounded."""
        if self.solver.Solve() != self.solver.OPTIMAL:
            return None
        found = np.array([row.dual_value() for row in self.firsts]) * self.unit
        return np.asarray(np.clip(np.rint(found), 0, self.objective.worth), np.int64)

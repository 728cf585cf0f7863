"""Pairs of mentees and mentors as a constraint program, where flows leave a gap: for CP-SAT of OR-tools.

What it finds is checked like anything else. That nothing is better, or drawn before, is its word alone.
"""

import time
from typing import Any, NamedTuple

import numpy as np

from matching.engine.flow.wishes import Objective
from matching.engine.model.aims import NO_VALUE
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.cp_solver import solver_with
from matching.engine.model.draws import Draw, weights

MAX_CANDIDATES = 50_000  # with more, CP-SAT spends its time on reading
LIMIT = 60.0  # seconds, only where the effort would last longer on a slow machine
EFFORT = 10.0  # of its deterministic time, a second or more each
SOLVED = ("OPTIMAL", "FEASIBLE")


class Improved(NamedTuple):
    """The best chosen bool[k]; whether nothing is better, and whether it is the lottery's choice among equals, by the
    solver's word; `repeatable` unless the clock ended the search.
    """

    chosen: Mask
    optimal: bool
    drawn: bool
    repeatable: bool


def improve(objective: Objective, start: Mask, seed: int, draw: Draw) -> Improved:
    """Return what CP-SAT makes of the chosen candidates bool[k]: as many pairs, as many kept, worth as much or more."""
    if len(start) > MAX_CANDIDATES:
        return Improved(start, False, False, True)
    begun, program = time.monotonic(), _Program(objective, start)
    chosen, optimal = program.best(start, seed)
    drawn = False
    if optimal:
        chosen, drawn = program.drawn(chosen, seed, draw)
    return Improved(chosen, optimal, drawn, time.monotonic() - begun < LIMIT)


class _Program:
    """The variables of the candidates, what binds them, and what they are worth."""

    def __init__(self, objective: Objective, start: Mask) -> None:
        from ortools.sat.python import cp_model

        self.objective, self.model = objective, cp_model.CpModel()
        pairs = objective.pairs
        self.made = [self.model.new_bool_var("") for _ in range(len(start))]
        for at in np.flatnonzero(pairs.fixed).tolist():
            self.model.add(self.made[at] == 1)
        self.model.add(sum(self.made) == int(start.sum()))
        if objective.present.any():
            kept = sum(self.made[at] for at in np.flatnonzero(objective.present).tolist())
            self.model.add(kept == int((start & objective.present).sum()))
        self._bounds()
        couples = objective.couples
        both = [self._both(one, other) for one, other in zip(couples.one.tolist(), couples.other.tolist(), strict=True)]
        self.value = (
            sum(int(profit) * made for profit, made in zip(objective.blend.profit.tolist(), self.made, strict=True))
            + sum(objective.worth * one for one in both)
            - self._crowds()
        )

    def _both(self, one: int, other: int) -> Any:
        both = self.model.new_bool_var("")
        self.model.add_implication(both, self.made[one])
        self.model.add_implication(both, self.made[other])
        return both

    def _bounds(self) -> None:
        instance, pairs = self.objective.instance, self.objective.pairs
        for _mentee, made, at in self._by(pairs.mentee):
            self.model.add(made <= int(instance.places[at]))
        for low, high, holder in (
            (instance.minimum, instance.capacity, pairs.mentor),
            (instance.group_minimum, instance.group_capacity, instance.group_of[pairs.mentor].astype(np.int64)),
        ):
            for _, made, at in self._by(holder):
                self.model.add_linear_constraint(made, int(low[at]), int(high[at]))

    def _by(self, holder: Longs) -> list[tuple[int, Any, int]]:
        """For each holder that is not -1 how many it holds, the number of made candidates, and the holder."""
        held: dict[int, list[Any]] = {}
        for at, made in zip(holder.tolist(), self.made, strict=True):
            held.setdefault(at, []).append(made)
        return [(len(made), sum(made), at) for at, made in sorted(held.items()) if at >= 0]

    def _crowds(self) -> Any:
        """What mentees cost who share a mentor, or a value too: each unit more than the one before."""
        blend, pairs, aims = self.objective.blend, self.objective.pairs, self.objective.aims
        cost = 0
        if blend.even:
            cost += blend.even * sum(self._couples(size, made) for size, made, _ in self._by(pairs.mentor))
        if blend.spread:
            value = aims.value_of[pairs.mentee].astype(np.int64)
            node = np.where(value == NO_VALUE, NO_VALUE, pairs.mentor * len(aims.values) + value)
            cost += blend.spread * sum(self._couples(size, made) for size, made, _ in self._by(node))
        return cost

    def _couples(self, size: int, made: Any) -> Any:
        """At least how often two of `made`, of `size` at most, are together: k(k - 1)/2, by its tangents."""
        most = min(size, int(self.objective.instance.capacity.max()))
        if most <= 1:
            return 0
        couples = self.model.new_int_var(0, most * (most - 1) // 2, "")
        for slope in range(1, most):
            self.model.add(couples >= slope * made - slope * (slope + 1) // 2)
        return couples

    def best(self, start: Mask, seed: int) -> tuple[Mask, bool]:
        """The best that was found, not worse than the start; and whether nothing is better."""
        self.model.maximize(self.value)
        found, optimal = self._solve(start, seed)
        better = found is not None and self.objective.value(found) > self.objective.value(start)
        return (found if better and found is not None else start), optimal

    def drawn(self, chosen: Mask, seed: int, draw: Draw) -> tuple[Mask, bool]:
        """Of those worth as much the one whose pairs' numbers add up to the least; and whether that is proven."""
        pairs, value = self.objective.pairs, self.objective.value(chosen)
        self.model.add(self.value >= value)
        number = weights(draw.of_pairs(pairs.mentee, pairs.mentor))
        self.model.minimize(sum(int(one) * made for one, made in zip(number.tolist(), self.made, strict=True)))
        found, drawn = self._solve(chosen, seed)
        if found is None or self.objective.value(found) != value:
            return chosen, False
        return found, drawn

    def _solve(self, start: Mask, seed: int) -> tuple[Mask | None, bool]:
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for made, held in zip(self.made, start.tolist(), strict=True):
            self.model.add_hint(made, held)
        solver = solver_with(seed, LIMIT / 2, EFFORT / 2, 1)
        status = solver.status_name(solver.solve(self.model))
        if status not in SOLVED:
            return None, False
        return np.array([bool(solver.value(made)) for made in self.made], np.bool_), status == "OPTIMAL"

"""Runs CP-SAT on an instance: improves a grouping, and says how much better any other could be."""

import math
import time
from typing import Any, NamedTuple

import numpy as np

from matching.engine.grouping.arrangement import Arrangement
from matching.engine.grouping.cp_aims import add_aims
from matching.engine.grouping.cp_model import GroupModel
from matching.engine.grouping.demands import Demands
from matching.engine.grouping.options import OnProgress, Progress, SearchOptions
from matching.engine.grouping.problem import SHARE
from matching.engine.grouping.result import EFFORT, FINISHED, LIMIT, SIZE
from matching.engine.grouping.tables import Tables
from matching.engine.model.cp_solver import solver_with

SOLVED, PROVEN = ("OPTIMAL", "FEASIBLE"), ("OPTIMAL", "INFEASIBLE")
MAX_TERMS = 2_000_000  # of a model; with more, CP-SAT spends its time on reading it
TERMS_A_SECOND = 200_000  # that are built and read, on a slow machine
ROUNDING = 1e-6  # the solver gives whole numbers as floats


class Found(NamedTuple):
    """What the search came to.

    arrangement  the best grouping; None when there is none, or none was found
    bound        weighted, of the aims that are not required: no grouping costs less
    possible     False when it is proven that there is no grouping
    stopped      FINISHED, or what ended the search
    repeatable   whether the clock had no part in it
    """

    arrangement: Arrangement | None
    bound: int
    possible: bool
    stopped: str
    repeatable: bool = True


class Clock(NamedTuple):
    """The moment, of the monotonic clock, at which the search began."""

    begun: float

    def seconds(self) -> float:
        """Return how long it has lasted."""
        return time.monotonic() - self.begun


def choose_mentors(
    tables: Tables, start: Arrangement, seed: int, seconds: float, effort: float
) -> tuple[Arrangement | None, bool]:
    """Return the groups of people with the mentors who suit them best, None when none were found in time; and whether
    the clock ended the search.
    """
    begun = Clock(time.monotonic())
    model = GroupModel(tables, Demands(), start.people)
    total = add_aims(model, [0] * len(tables.problem.aims))
    if not isinstance(total, int):
        model.model.minimize(total)
    solver = solver_with(seed, seconds, effort, 1)
    status = solver.status_name(solver.solve(model.model))
    late = status not in PROVEN and begun.seconds() >= seconds
    return (model.arrangement(solver.value) if status in SOLVED else None), late


def search(
    tables: Tables,
    start: Arrangement | None,
    bounds: list[int],
    seed: int,
    options: SearchOptions,
    clock: Clock,
    on_progress: OnProgress,
) -> Found:
    """Return the best grouping that CP-SAT finds from `start` on; `bounds` by aim, unweighted, hold already."""
    least = counted(tables, bounds)
    size = terms(tables)
    if too_large(tables):
        return Found(None, least, True, SIZE)
    if clock.seconds() + size / TERMS_A_SECOND > options.limit:
        return Found(None, least, True, LIMIT, repeatable=False)
    model = GroupModel(tables, Demands())
    total = add_aims(model, bounds)
    if not isinstance(total, int):
        model.model.minimize(total)
    if start is not None:
        model.hint(start)
    solver = solver_with(seed, max(options.limit - clock.seconds(), 0.01), options.effort, options.workers)
    status = solver.status_name(solver.solve(model.model, _reporting(clock, least, on_progress)))
    stopped = FINISHED
    if status not in PROVEN:
        stopped = LIMIT if clock.seconds() >= options.limit else EFFORT
    if status not in SOLVED:
        return Found(None, least, status != "INFEASIBLE", stopped, stopped != LIMIT)
    bound = 0 if isinstance(total, int) else math.ceil(solver.best_objective_bound - ROUNDING)
    return Found(model.arrangement(solver.value), max(bound, least), True, stopped, stopped != LIMIT)


def too_large(tables: Tables) -> bool:
    """Return whether the instance is beyond what CP-SAT is given."""
    return terms(tables) > MAX_TERMS


def terms(tables: Tables) -> int:
    """Return about how many terms the model's constraints have: for each group, each kind of person with each value."""
    kinds = np.unique(tables.people, axis=0)
    found = kinds.size if any(aim.aim == SHARE for aim in tables.problem.aims) else kinds.sum()
    return int(tables.problem.count * (found + len(kinds)))


def counted(tables: Tables, bounds: list[int]) -> int:
    """Return the weighted bound by counting, of the aims that are not required."""
    rows = zip(tables.problem.aims, bounds, strict=True)
    return sum(aim.weight * bound for aim, bound in rows if not aim.required)


def _reporting(clock: Clock, least: int, on_progress: OnProgress) -> Any:
    from ortools.sat.python import cp_model

    class Reporting(cp_model.CpSolverSolutionCallback):
        """Tells of each better grouping."""

        def on_solution_callback(self) -> None:
            bound = max(math.ceil(self.best_objective_bound - ROUNDING), least)
            on_progress(Progress(round(self.objective_value), bound, clock.seconds()))

    return Reporting()

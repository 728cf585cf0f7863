"""CP-SAT of OR-tools, so set up that it gives the same answer again."""

from typing import Any

SEEDS = 2**31  # CP-SAT takes seeds below


def solver_with(seed: int, seconds: float, effort: float, workers: int) -> Any:
    """Return a solver that ends after so many seconds or so much effort, and is deterministic until then."""
    from ortools.sat.python import cp_model  # half a second to import: only here

    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed % SEEDS
    solver.parameters.num_workers = workers
    solver.parameters.interleave_search = True
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.max_deterministic_time = effort
    return solver

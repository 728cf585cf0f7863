"""Other solvers on the same instances, in our own environment: OR-tools, HiGHS and scipy alone, and textbook Python."""

from heapq import heappush, heapreplace
from typing import Any

import numpy as np

from benchmarks.matching.rounds import CAPACITY, Round, one_dimensional
from matching.engine.model.overlap import Overlap

UNIT = 10**6  # of similarity, for solvers that want whole numbers


def textbook_stable(plain: dict[str, Any]) -> dict[str, Any]:
    """Deferred acceptance with a heap for each mentor, in pure Python, without certificate."""
    choices, capacity = plain["choices"], plain["capacity"]
    place = [{mentee: at for at, mentee in enumerate(ranking)} for ranking in plain["rankings"]]
    held: list[list[tuple[int, int]]] = [[] for _ in place]
    asked = [0] * len(choices)
    waiting = list(range(len(choices)))
    while waiting:
        mentee = waiting.pop()
        if asked[mentee] == len(choices[mentee]):
            continue
        mentor = choices[mentee][asked[mentee]]
        asked[mentee] += 1
        offer = (-place[mentor][mentee], mentee)
        if len(held[mentor]) < capacity:
            heappush(held[mentor], offer)
        elif offer > held[mentor][0]:
            waiting.append(heapreplace(held[mentor], offer)[1])
        else:
            waiting.append(mentee)
    return {"pairs": sum(map(len, held))}


def textbook_lottery(plain: dict[str, Any]) -> dict[str, Any]:
    """Serial order in pure Python, without certificate."""
    left = [plain["capacity"]] * len(plain["rankings"])
    pairs = 0
    for mentee in np.random.default_rng(1).permutation(len(plain["choices"])).tolist():
        mentor = next((mentor for mentor in plain["choices"][mentee] if left[mentor]), None)
        if mentor is not None:
            left[mentor] -= 1
            pairs += 1
    return {"pairs": pairs}


def textbook_lottery_of_all(measured: Round) -> dict[str, Any]:
    """Serial order where each takes anybody: one of those with room, at random."""
    n, m = measured.shape
    left, room = [CAPACITY] * m, list(range(m))
    pairs = 0
    for drawn in np.random.default_rng(1).random(n).tolist():
        if not room:
            break
        at = int(drawn * len(room))
        left[room[at]] -= 1
        pairs += 1
        if not left[room[at]]:
            room[at] = room[-1]
            room.pop()
    return {"pairs": pairs}


def ortools_rank(measured: Round) -> dict[str, Any]:
    """Least total rank of a largest assignment: one min-cost flow whose costs put size first."""
    n, listed = measured.choices.shape
    mentee, mentor = np.repeat(np.arange(n), listed), measured.choices.ravel().astype(np.int64)
    return _ortools(measured, mentee, mentor, np.tile(np.arange(1, listed + 1), n), unplaced=n * listed + 1)


def ortools_similarity(measured: Round) -> dict[str, Any]:
    """Greatest total similarity: one min-cost flow with an arc for every pair."""
    return _ortools_all_arcs(measured, measured.overlap)


def ortools_one_dimension(measured: Round) -> dict[str, Any]:
    """The same where similarity is the product of one number of each."""
    return _ortools_all_arcs(measured, one_dimensional(measured).overlap or measured.overlap)


def _ortools_all_arcs(measured: Round, overlap: Overlap) -> dict[str, Any]:
    n, m = measured.shape
    cost = -np.rint(overlap.rows(0, n).ravel().astype(np.float64) * UNIT).astype(np.int64)
    return _ortools(measured, np.repeat(np.arange(n), m), np.tile(np.arange(m), n), cost, unplaced=0)


def _ortools(
    measured: Round, mentee: np.ndarray, mentor: np.ndarray, cost: np.ndarray, *, unplaced: int
) -> dict[str, Any]:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    n, m = measured.shape
    solver = SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(mentee, mentor + n, np.ones(len(mentee), np.int64), cost)
    ones, end = np.ones(n, np.int64), n + m
    solver.add_arcs_with_capacity_and_unit_cost(np.arange(n), ones * end, ones, ones * unplaced)
    seats = np.full(m, CAPACITY)
    solver.add_arcs_with_capacity_and_unit_cost(np.arange(n, end), np.full(m, end), seats, seats * 0)
    solver.set_nodes_supplies(np.arange(end + 1), np.concatenate([ones, seats * 0, [-n]]))
    if solver.solve() != SimpleMinCostFlow.Status.OPTIMAL:
        raise AssertionError("OR-tools found no optimum")
    return {"pairs": int(solver.flows(arcs).sum())}


def highs_rank(measured: Round) -> dict[str, Any]:
    """Least total rank of a largest assignment as a linear program, HiGHS through scipy."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    (n, listed), (_, m) = measured.choices.shape, measured.shape
    rows = np.concatenate([np.repeat(np.arange(n), listed), measured.choices.ravel() + n])
    columns = np.tile(np.arange(n * listed), 2)
    matrix: Any = csr_array((np.ones(len(rows)), (rows, columns)), shape=(n + m, n * listed))
    limits = np.concatenate([np.ones(n), np.full(m, CAPACITY)])
    cost = np.tile(np.arange(1, listed + 1), n) - (n * listed + 1.0)
    found = linprog(cost, A_ub=matrix, b_ub=limits, bounds=(0, 1), method="highs")
    if found.x is None:
        raise AssertionError("HiGHS found no optimum")
    return {"pairs": round(found.x.sum())}


def scipy_similarity(measured: Round) -> dict[str, Any]:
    """Greatest total similarity: linear_sum_assignment with every place of a mentor as a column."""
    from scipy.optimize import linear_sum_assignment

    matrix = measured.overlap.rows(0, measured.shape[0])
    rows, _ = linear_sum_assignment(np.repeat(matrix, CAPACITY, axis=1), maximize=True)
    return {"pairs": len(rows)}


def scipy_distances(measured: Round) -> dict[str, Any]:
    """The similarity matrix by way of scipy's city-block distances of the coded vectors."""
    from scipy.spatial.distance import cdist

    left, right = measured.overlap.vectors or (np.zeros((0, 0)), np.zeros((0, 0)))
    return {"pairs": cdist(left, right, "cityblock").size}

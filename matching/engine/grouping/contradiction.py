"""Says in one sentence which demands cannot be met together."""

from dataclasses import replace
from typing import Any

from matching.engine.grouping.alike import clusters
from matching.engine.grouping.cp_aims import add_aims
from matching.engine.grouping.cp_model import GroupModel
from matching.engine.grouping.demands import Demand, Demands, in_words
from matching.engine.grouping.problem import GroupingProblem
from matching.engine.grouping.tables import Tables
from matching.engine.model.cp_solver import solver_with
from matching.engine.model.errors import Infeasible

SECONDS, EFFORT = 5.0, 5.0  # of one attempt to do without a demand
ATTEMPTS = 12  # to do without one
SETS = 6  # of people, that are named


def check_by_counting(problem: GroupingProblem) -> None:
    """Raise Infeasible for what a count shows: too many or too few people, mentors, places for those together."""
    people, count = len(problem.people), problem.count
    if people < count * problem.minimum:
        raise Infeasible(
            f"{count} groups of at least {problem.minimum} need {count * problem.minimum} people, there are {people}"
        )
    if people > count * problem.maximum:
        raise Infeasible(
            f"{count} groups of at most {problem.maximum} take {count * problem.maximum} people, there are {people}"
        )
    for role in problem.roles:
        places = sum(mentor.groups for mentor in problem.mentors.values() if role in mentor.roles)
        if places < count:
            raise Infeasible(f"{count} groups need a mentor for {role}, but there are mentors for {places}")
    for cluster in clusters(problem):
        if len(cluster) > problem.maximum:
            raise Infeasible(
                f"{', '.join(cluster)} must be together, {len(cluster)} people in a group of at most {problem.maximum}"
            )
        for one, other in problem.apart:
            if one in cluster and other in cluster:
                raise Infeasible(f"{', '.join(cluster)} must be together, but {one} and {other} must not be")


def explain(tables: Tables, seed: int) -> Infeasible:
    """Return the error that names demands which contradict each other: few, and where time allows none too many.

    CP-SAT gives a sufficient set of assumptions; each is then left out in turn, and stays out if the others suffice.
    """
    core = _core(tables, seed)
    for demand in core[:ATTEMPTS]:
        rest = frozenset(core) - {demand}
        if _contradicts(tables, rest, seed):
            core = [one for one in core if one in rest]
    words = [in_words(tables.problem, demand) for demand in core] + _sets(tables.problem, frozenset(core), seed)
    return Infeasible(f"cannot be met together: {'; '.join(words)}")


def _sets(problem: GroupingProblem, core: frozenset[Demand], seed: int) -> list[str]:
    """The sets of people that must be together, where it is they that contradict the demands: models join them."""
    sets = [cluster for cluster in clusters(problem) if len(cluster) > 1]
    loose = tuple(pair for pair in problem.together if not problem.people.keys() >= set(pair))
    if not sets or _contradicts(Tables.of(replace(problem, together=loose)), core, seed):
        return []
    named = [f"{', '.join(cluster[:-1])} and {cluster[-1]} must be together" for cluster in sets[:SETS]]
    return named + [f"and {len(sets) - SETS} more sets of people"] * (len(sets) > SETS)


def _core(tables: Tables, seed: int) -> list[Demand]:
    """Demands that contradict each other; all of them where the solver names none in time."""
    demands = Demands(named=True)
    model = GroupModel(tables, demands)
    add_aims(model, [0] * len(tables.problem.aims))
    model.model.add_assumptions(list(demands.literals.values()))
    solver = solver_with(seed, SECONDS, EFFORT, 1)
    status = solver.status_name(solver.solve(model.model))
    every = list(demands.literals)
    if status != "INFEASIBLE":
        return every
    named = set(solver.sufficient_assumptions_for_infeasibility())
    return [demand for demand in every if demands.literals[demand].index in named] or every


def _contradicts(tables: Tables, chosen: frozenset[Demand], seed: int) -> bool:
    model = GroupModel(tables, Demands(chosen))
    add_aims(model, [0] * len(tables.problem.aims))
    solver: Any = solver_with(seed, SECONDS, EFFORT, 1)
    return bool(solver.status_name(solver.solve(model.model)) == "INFEASIBLE")

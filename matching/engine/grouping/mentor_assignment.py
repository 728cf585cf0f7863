"""Gives groups of people their mentors: role by role a least-cost assignment, the other roles held as they are.

Each round is optimal for its role, so the whole only gets better and ends (coordinate descent). It may miss mentors
that suit the groups better in several roles at once, or find none where there are some: CP-SAT looks at all roles.
"""

import numpy as np

from matching.engine.grouping.arrangement import Arrangement
from matching.engine.grouping.local_search import HARD
from matching.engine.grouping.problem import GroupingProblem
from matching.engine.grouping.tables import Tables
from matching.engine.model.columns import Longs, Mask

NOBODY = -1
ROUNDS = 5  # over all roles


def assign_mentors(tables: Tables, start: Arrangement) -> Arrangement | None:
    """Return the groups of people with mentors; None when a role cannot be filled with the others as they are."""
    return _Assignment(tables, start).run()


class _Assignment:
    """led  int64[groups, roles]: the mentor of each role, by index, or NOBODY."""

    def __init__(self, tables: Tables, start: Arrangement) -> None:
        problem = tables.problem
        self.tables, self.problem, self.start = tables, problem, start
        self.led = np.full((problem.count, len(problem.roles)), NOBODY, np.int64)
        self.names = list(problem.mentors)
        self.most = np.array([mentor.groups for mentor in problem.mentors.values()], np.int64)
        self.weights = np.array([aim.weight * (HARD if aim.required else 1) for aim in problem.aims], np.int64)
        self.clash = _alike_in(problem)
        self.wish = self._wishes()
        row = {name: at for at, name in enumerate(problem.people)}
        members = [[row[name] for name in group] for group in start.people]
        self.counts = np.array([tables.people[group].sum(0) for group in members], np.int64)
        self.known = np.array([tables.known[group].sum(0) for group in members], np.int64)

    def run(self) -> Arrangement | None:
        """Fill the roles, those with the fewest places first, then each anew until none changes for the better."""
        places = {role: sum(mentor.groups for mentor in self.problem.mentors.values() if role in mentor.roles)
                  for role in self.problem.roles}  # fmt: skip
        roles = sorted(range(len(self.problem.roles)), key=lambda at: places[self.problem.roles[at]])
        best = None
        for turn in range(ROUNDS):
            totals = [self._fill(role) for role in roles]
            if None in totals:
                return None
            if turn and totals[-1] == best:
                break
            best = totals[-1]
        mentors = tuple(tuple(self.names[at] for at in leading) for leading in self.led.tolist())
        return Arrangement(self.start.people, mentors)

    def _wishes(self) -> Longs:
        """int64[groups, mentors]: what pairs of a mentor and a person, or two mentors never together, say of each."""
        wish = np.zeros((self.problem.count, len(self.names)), np.int64)
        mentor = {name: at for at, name in enumerate(self.names)}
        group = {name: at for at, members in enumerate(self.start.people) for name in members}
        for pairs, cost in ((self.problem.together, -HARD), (self.problem.apart, HARD)):
            for pair in pairs:
                for one, other in (pair, pair[::-1]):
                    if one in group and other in mentor:
                        wish[group[one], mentor[other]] += cost
        return wish

    def _fill(self, role: int) -> int | None:
        """Give each group its best mentor for a role; return what that costs, None when they cannot all have one."""
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # 0.1 s to import: only here

        self.led[:, role] = NOBODY
        able = np.array(
            [self.problem.roles[role] in mentor.roles for mentor in self.problem.mentors.values()], np.bool_
        )
        used = np.bincount(self.led[self.led >= 0], minlength=len(self.names))
        allowed, cost = self._choices(able & (used < self.most))
        group, mentor = np.nonzero(allowed)
        groups, mentors = self.problem.count, len(self.names)
        solver = SimpleMinCostFlow()
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            group, mentor + groups, np.ones(len(group), np.int64), cost[group, mentor]
        )
        end, everybody = groups + mentors, np.arange(mentors)
        solver.add_arcs_with_capacity_and_unit_cost(
            everybody + groups, np.full(mentors, end), np.maximum(self.most - used, 0), np.zeros(mentors, np.int64)
        )
        supplies = np.zeros(end + 1, np.int64)
        supplies[:groups], supplies[end] = 1, -groups
        solver.set_nodes_supplies(np.arange(end + 1), supplies)
        if solver.solve() != solver.OPTIMAL:
            return None
        taken = solver.flows(arcs) > 0
        self.led[group[taken], role] = mentor[taken]
        return int(solver.optimal_cost())

    def _choices(self, able: Mask) -> tuple[Mask, Longs]:
        """Bool and int64[groups, mentors]: who may lead a group beside those who do, and what the group then misses."""
        allowed = np.tile(able, (self.problem.count, 1))
        cost = self.wish.copy()
        for at, leading in enumerate(self.led.tolist()):
            others = [mentor for mentor in leading if mentor != NOBODY]
            counts = self.counts[at] + self.tables.mentors[others].sum(0) + self.tables.mentors
            known = self.known[at] + self.tables.mentors_known[others].sum(0) + self.tables.mentors_known
            cost[at] += self.tables.costs(counts, known) @ self.weights
            for other in others:
                allowed[at] &= ~self.clash[other]
        return allowed, cost


def _alike_in(problem: GroupingProblem) -> Mask:
    """bool[mentors, mentors]: who cannot lead a group with whom, each not twice either."""
    names = list(problem.mentors)
    clash = np.eye(len(names), dtype=np.bool_)
    for attribute in problem.differ:
        held = [problem.mentors[name].values.get(attribute, ()) for name in names]
        for value in {value for values in held for value in values}:
            has = np.array([value in values for values in held])
            clash |= has[:, None] & has
    at = {name: index for index, name in enumerate(names)}
    for one, other in problem.apart:
        if one in at and other in at:
            clash[at[one], at[other]] = clash[at[other], at[one]] = True
    return clash

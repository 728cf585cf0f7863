"""The groups as a constraint program, for CP-SAT of OR-tools.

Its variables count how many of a block are in a group, not who: a block is a class of people who are alike, or a set
that must be together. Mentors are counted by class in the same way. That leaves out most of the symmetry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.engine.grouping.alike import alike_mentors, alike_people, clusters
from matching.engine.grouping.arrangement import Arrangement
from matching.engine.grouping.demands import Demands
from matching.engine.grouping.problem import GroupingProblem
from matching.engine.grouping.tables import Tables
from matching.engine.model.columns import Longs, Mask

Linear = Any  # a linear expression of CP-SAT, or a whole number


@dataclass(frozen=True)
class Block:
    """People who are counted together: `copies` of the same `size` people or fewer; names of all."""

    names: tuple[str, ...]
    size: int
    copies: int


def blocks(problem: GroupingProblem) -> list[Block]:
    """Return the blocks of the people: sets that must be together, and classes of those whom no pair names."""
    joined = [Block(tuple(names), len(names), 1) for names in clusters(problem) if len(names) > 1]
    held = {name for block in joined for name in block.names}
    return joined + [Block(tuple(names), 1, len(names)) for names in alike_people(problem) if names[0] not in held]


class GroupModel:
    """The variables of an instance and what binds them.

    people   for each block and group how many of the block are in the group
    mentors  for each class, role and group how many of the class take the role there; 0 where none may
    """

    def __init__(self, tables: Tables, demands: Demands, fixed: Sequence[Sequence[str]] | None = None) -> None:
        """Build the variables and the demands; with `fixed` groups of people only mentors are left to choose."""
        from ortools.sat.python import cp_model  # half a second to import: only here

        self.tables, self.problem, self.fixed = tables, tables.problem, fixed is not None
        self.model = cp_model.CpModel()
        self.demands = demands.bound_to(self.model)
        self.blocks = blocks(self.problem)
        self.classes = alike_mentors(self.problem)
        self.groups = range(self.problem.count)
        self.people = [self._block(block, fixed) for block in self.blocks]
        self.mentors = [[self._class(names, role) for role in self.problem.roles] for names in self.classes]
        self.held, self.known = self._tallied(tables.people), self._tallied(tables.known)
        self.block_of = {name: at for at, block in enumerate(self.blocks) for name in block.names}
        self.class_of = {name: at for at, names in enumerate(self.classes) for name in names}
        self._sizes()
        self._roles()
        self._differ()
        self._pairs()

    def _block(self, block: Block, fixed: Sequence[Sequence[str]] | None) -> list[Linear]:
        if fixed is not None:
            names = set(block.names)
            return [len(names.intersection(members)) // block.size for members in fixed]
        row = [self.model.new_int_var(0, block.copies, "") for _ in self.groups]
        self.model.add(sum(row) == block.copies)
        return row

    def _class(self, names: Sequence[str], role: str) -> list[Linear]:
        able = role in self.problem.mentors[names[0]].roles
        return [self.model.new_bool_var("") if able else 0 for _ in self.groups]

    def _tallied(self, table: Mask) -> Longs:
        """int64[blocks, columns]: what one copy of each block adds to a column of the people's."""
        row = {name: at for at, name in enumerate(self.problem.people)}
        sums = [table[[row[name] for name in block.names]].sum(0) // block.copies for block in self.blocks]
        return np.array(sums, np.int64).reshape(len(self.blocks), table.shape[1])

    def _sizes(self) -> None:
        for group in self.groups:
            size = self.sum_of_blocks(group, np.array([block.size for block in self.blocks]))
            self.demands.enforce("sizes", size >= self.problem.minimum)
            self.demands.enforce("sizes", size <= self.problem.maximum)

    def _roles(self) -> None:
        for at, role in enumerate(self.problem.roles):
            for group in self.groups:
                self.demands.enforce(("role", role), sum(row[at][group] for row in self.mentors) == 1)
        for names, rows in zip(self.classes, self.mentors, strict=True):
            most = self.problem.mentors[names[0]].groups
            for group in self.groups:
                self.add(sum(row[group] for row in rows) <= min(len(names), len(names) * most))
            self.add(sum(sum(row) for row in rows) <= len(names) * most)

    def _differ(self) -> None:
        for attribute in self.problem.differ:
            values = [self.problem.mentors[names[0]].values.get(attribute, ()) for names in self.classes]
            for value in sorted({value for held in values for value in held}):
                holding = [at for at, held in enumerate(values) if value in held]
                for group in self.groups:
                    self.demands.enforce(("differ", attribute), sum(self.led(at, group) for at in holding) <= 1)

    def _pairs(self) -> None:
        for pair in self.problem.together:
            if self.block_of.get(pair[0], -1) != self.block_of.get(pair[1], -2):
                for group in self.groups:
                    self._join(pair, group)
        for pair in self.problem.apart:
            for group in self.groups:
                one, other = (self.present(name, group) for name in pair)
                self.demands.enforce(("apart", pair), one + other <= 1)

    def _join(self, pair: tuple[str, str], group: int) -> None:
        """A person goes where the mentor is, who may lead others too; two mentors lead the same groups."""
        one, other = (self.present(name, group) for name in pair)
        people = [name in self.block_of for name in pair]
        self.demands.enforce(("together", pair), one <= other if people[0] else other <= one)
        if people[0] == people[1]:
            self.demands.enforce(("together", pair), other <= one if people[0] else one <= other)

    def present(self, name: str, group: int) -> Linear:
        """Return 1 where somebody whom a pair names is in the group, 0 where not."""
        at = self.block_of.get(name)
        return self.people[at][group] if at is not None else self.led(self.class_of[name], group)

    def led(self, at: int, group: int) -> Linear:
        """Return how many of a class of mentors lead the group."""
        return sum(row[group] for row in self.mentors[at])

    def sum_of_blocks(self, group: int, weights: Longs) -> Linear:
        """Return the weighted number of blocks in a group; weights int64[blocks]."""
        chosen = np.flatnonzero(weights).tolist()
        variables = [self.people[at][group] for at in chosen]
        if self.fixed:
            return sum(int(weights[at]) * value for at, value in zip(chosen, variables, strict=True))
        from ortools.sat.python.cp_model import LinearExpr

        return LinearExpr.weighted_sum(variables, weights[chosen].tolist())

    def add(self, bound: Any, only_if: Any = None) -> None:
        """Add a constraint, or one that holds only if a variable does; what is true of numbers alone needs none."""
        if isinstance(bound, bool):
            if bound:
                return
            added = self.model.add_bool_or([])
        else:
            added = self.model.add(bound)
        if only_if is not None:
            added.only_enforce_if(only_if)

    def hint(self, arrangement: Arrangement) -> None:
        """Tell the solver of a grouping to begin with; one without mentors is told of people alone."""
        for block, row in zip(self.blocks, self.people, strict=True):
            names = set(block.names)
            for group, variable in enumerate(row):
                self._hint(variable, len(names.intersection(arrangement.people[group])) // block.size)
        for names_of_class, rows in zip(self.classes, self.mentors, strict=True):
            for role, row in enumerate(rows):
                for group, variable in enumerate(row):
                    if arrangement.mentors:
                        self._hint(variable, int(arrangement.mentors[group][role] in names_of_class))

    def _hint(self, variable: Linear, value: int) -> None:
        if not isinstance(variable, int):
            self.model.add_hint(variable, value)

    def arrangement(self, value: Any) -> Arrangement:
        """Return the groups of a solution, `value` giving each variable's; names of a block are handed out in order."""
        people: list[list[str]] = [[] for _ in self.groups]
        mentors = [[""] * len(self.problem.roles) for _ in self.groups]
        for block, row in zip(self.blocks, self.people, strict=True):
            names = list(block.names)
            for group, variable in enumerate(row):
                taken = block.size * (variable if isinstance(variable, int) else value(variable))
                people[group] += names[:taken]
                del names[:taken]
        for names_of_class, rows in zip(self.classes, self.mentors, strict=True):
            seats = [(group, role) for group in self.groups for role, row in enumerate(rows)
                     if not isinstance(row[group], int) and value(row[group])]  # fmt: skip
            for at, (group, role) in enumerate(seats):
                mentors[group][role] = names_of_class[at % len(names_of_class)]
        return Arrangement(tuple(tuple(sorted(members)) for members in people), tuple(map(tuple, mentors)))

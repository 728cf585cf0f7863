"""An instance as columns, and what any grouping of it costs."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.engine.grouping.problem import ACCOMPANY, GATHER, SHARE, SPREAD, GroupingProblem, Values
from matching.engine.model.columns import Longs, Mask


@dataclass(frozen=True, eq=False)
class Tables:
    """The instance in numbers: k values of all aims side by side, in the aims' order, aim a in the columns `span[a]`.

    people    bool[n, k]: who has which value
    known     bool[n, aims]: of whom any value of the aim's attribute is known
    mentors   bool[m, k] and mentors_known bool[m, aims]: the same of mentors, in the columns of `share` alone
    share     int64[2, k]: the least and the most people of each value in a group that has its share
    """

    problem: GroupingProblem
    people: Mask
    known: Mask
    mentors: Mask
    mentors_known: Mask
    span: tuple[slice, ...]
    share: Longs

    @classmethod
    def of(cls, problem: GroupingProblem) -> "Tables":
        """Return the tables of an instance."""
        ends = np.cumsum([0, *(len(aim.values) for aim in problem.aims)]).tolist()
        span = tuple(slice(start, stop) for start, stop in itertools.pairwise(ends))
        people, known = _held(problem, list(problem.people.values()))
        mentors, mentors_known = _held(problem, [mentor.values for mentor in problem.mentors.values()])
        for at, aim in enumerate(problem.aims):
            if aim.aim != SHARE:
                mentors[:, span[at]] = False
                mentors_known[:, at] = False
        total = people.sum(0, dtype=np.int64)
        share = np.stack([total // problem.count, -(-total // problem.count)])
        return cls(problem, people, known, mentors, mentors_known, span, share)

    @cached_property
    def weights(self) -> Longs:
        """int64[aims]: the aims' weights."""
        return np.array([aim.weight for aim in self.problem.aims], np.int64)

    def costs(self, counts: Longs, known: Longs) -> Longs:
        """Return int64[g, aims], unweighted: what each group misses of each aim (see `problem.Aim`).

        counts int64[g, k]: who has each value in each group; known int64[g, aims]: of how many any is known.
        """
        cost = np.zeros(known.shape, np.int64)
        for at, aim in enumerate(self.problem.aims):
            held = counts[:, self.span[at]]
            if aim.aim == SPREAD:
                low, high = self.share[:, self.span[at]]
                cost[:, at] = (np.maximum(low - held, 0) + np.maximum(held - high, 0)).sum(1)
            elif aim.aim == GATHER:
                cost[:, at] = known[:, at] - held.max(1)
            elif aim.aim == SHARE:
                cost[:, at] = np.maximum(aim.least - (held == known[:, at, None]).sum(1), 0)
            elif aim.aim == ACCOMPANY:
                cost[:, at] = (held == 1).sum(1)
        return cost

    def costs_of(self, groups: Sequence[Sequence[int]], mentors: Sequence[Sequence[int]] = ()) -> Longs:
        """Return int64[groups, aims], unweighted, for groups of people, and of mentors, given by their indices."""
        counts = np.array([self.people[list(members)].sum(0) for members in groups], np.int64)
        known = np.array([self.known[list(members)].sum(0) for members in groups], np.int64)
        for at, leading in enumerate(mentors):
            counts[at] += self.mentors[list(leading)].sum(0)
            known[at] += self.mentors_known[list(leading)].sum(0)
        return self.costs(counts, known)


def _held(problem: GroupingProblem, held: Sequence[Values]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    columns = [(aim.attribute, value) for aim in problem.aims for value in aim.values]
    rows = [[value in values.get(attribute, ()) for attribute, value in columns] for values in held]
    known = [[aim.attribute in values for aim in problem.aims] for values in held]
    return (
        np.array(rows, np.bool_).reshape(len(held), len(columns)),
        np.array(known, np.bool_).reshape(len(held), len(problem.aims)),
    )

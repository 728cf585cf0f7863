"""What the optimising strategies promise, as the verifier reckons it: which levels, and what a pair brings at each."""

from dataclasses import dataclass

import numpy as np

from matching.engine.model.columns import Floats, Longs
from matching.engine.model.instance import Instance
from matching.engine.model.options import Options
from matching.engine.verify_draws import Draw

DECIMALS = 9  # to which similarities are told apart, while profits times people stay below ROOM
ROOM = 2.0**60
LOTTERY_SHIFT = np.uint64(32)  # a level of the lottery takes a number's first 32 bits of 64
MOST_LOTTERIES = 8


@dataclass(frozen=True, eq=False)
class Program:
    """The linear program of one strategy: its levels by name, and what the profits are made of.

    objective  the levels of the strategy's own objective;  lotteries  how many of the lottery follow
    """

    instance: Instance
    strategy: str
    options: Options
    draw: Draw
    objective: list[str]
    lotteries: int
    scale: int
    last_rank: int

    @classmethod
    def of(cls, instance: Instance, strategy: str, options: Options, draw: Draw, *, lotteries: int) -> "Program":
        """The program that the strategy promises to solve."""
        last_rank = int(instance.edges.rank.max(initial=1))
        weights = {"survey": (1, 0), "balanced": (options.similarity_weight, options.rank_weight)}
        by_objective = {
            "total-rank": ["matched", "total-rank"],
            "greedy": ["matched", *(f"rank {k}" for k in range(1, last_rank))],
            "generous": ["matched", *(f"not rank {k}" for k in range(last_rank, 1, -1))],
        }
        by_strategy = {"survey": ["similarity", "matched"], "balanced": ["matched", "blend"]}
        objective = by_strategy.get(strategy) or by_objective[options.objective]
        scale = _scale(instance, *weights[strategy]) if strategy in weights else 1
        return cls(instance, strategy, options, draw, objective, lotteries, scale, last_rank)

    @property
    def levels(self) -> list[str]:
        """The names of all levels, the most important first."""
        return [*self.objective, *(f"lottery {at}" for at in range(1, self.lotteries + 1)), "difference"]

    def profit(self, level: str, rank: Longs, similarity: Floats) -> Longs:
        """int64, the shape of `similarity`: what pairs of this rank (0: not listed) bring to the objective."""
        if level == "matched":
            return np.ones(similarity.shape, np.int64)
        if level == "total-rank":
            return np.zeros_like(rank) - rank
        if level in ("similarity", "blend"):
            return self._blend(rank, similarity)
        wanted, sign = int(level.rpartition(" ")[2]), -1 if level.startswith("not") else 1
        marked: Longs = (rank == wanted).astype(np.int64)
        return sign * marked

    def drawn_profit(self, at: int, mentee: Longs, mentor: Longs, *, made: bool) -> Longs:
        """int64[k]: what pairs bring at level `at` of all, one of those after the objective."""
        lottery = at - len(self.objective) + 1
        if lottery > self.lotteries:
            return np.full(len(mentee), -1 if made else 1)
        return -(self.draw.of_pairs(mentee, mentor, lottery) >> LOTTERY_SHIFT).astype(np.int64)

    def _blend(self, rank: Longs, similarity: Floats) -> Longs:
        units: Longs = np.rint(similarity.astype(np.float64) * self.scale).astype(np.int64)
        if self.strategy == "survey":
            return units
        steps = np.where(rank > 0, (self.last_rank - rank + 1) * self.scale // self.last_rank, 0)
        blend: Longs = self.options.similarity_weight * units + self.options.rank_weight * steps
        return blend


def _scale(instance: Instance, similarity_weight: int, rank_weight: int) -> int:
    """Units of a similarity of 1: the greatest power of ten up to 10**DECIMALS with room for all sums."""
    people = len(instance.mentees) + len(instance.mentors) + len(instance.groups) + 2
    largest = similarity_weight * _largest(instance) + rank_weight
    for decimals in range(DECIMALS, 0, -1):
        scale: int = 10**decimals
        if largest * scale * people <= ROOM:
            return scale
    return 1


def _largest(instance: Instance) -> float:
    """A bound on the absolute value of a similarity: of vectors, the product of the greatest entries."""
    overlap = instance.overlap
    if overlap is None:
        return 0.0
    if overlap.vectors is not None:
        left, right = (np.abs(side).max(axis=0, initial=0).astype(np.float64) for side in overlap.vectors)
        return float(left @ right) / overlap.divisor
    values = overlap.dense if overlap.dense is not None else overlap.pairs_given
    return float(max(values.max(initial=0), -values.min(initial=0)))

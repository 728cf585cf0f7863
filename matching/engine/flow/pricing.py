"""All pairs without building all arcs: a few candidates, then those that the dual values ask for.

The network holds some candidates only. Their dual values price every other pair; a pair whose reduced
profit is positive joins, and when none is left the optimum of the few is the optimum of all (column
generation: Dantzig, Wolfe, "Decomposition principle for linear programs", 1960). Pairs are priced block
by block in float32 with a safe margin, and those inside the margin again in whole numbers: the end is
exact and the memory bounded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.flow.network import Duals
from matching.engine.flow.prices import estimated_prices
from matching.engine.flow.units import in_units, largest_similarity, units_of_pairs
from matching.engine.model import draws
from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Floats, Longs, Mask
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance

BLOCK_CELLS = 2**20  # pairs priced at once
MAX_CACHED_CELLS = 50_000_000  # a similarity product of up to 200 MB is kept between passes
INITIAL_PER_MENTEE = 16  # candidates for each mentee to begin with
FEW_CELLS = 2**22  # pairs, so few that all mentees count for the estimate
INITIAL_SHARE = 16  # then one in so many pairs is a candidate at least, for there few passes are the fastest
ADDED_PER_MENTEE = 8  # pairs that may join for each mentee in a pass
SAMPLE_BLOCKS, SAMPLE_BLOCK = 16, 128  # mentees by whom the mentors' prices are estimated where there are more pairs
SAMPLE_MENTORS = 512  # mentors, or a fifth of all, by whom it is estimated which similarity makes a candidate
FLOAT32_ERROR = 2.0**-20  # of the float32 pricing, relative to the largest figure in it
TIE_PERTURBATION = (
    2.0**-12
)  # of the largest similarity: how far apart ties are moved before the first candidates are picked


class Block(NamedTuple):
    """Mentees start..start+r-1: similarity float32[r, m], and bool[r, m] which pairs are priced."""

    start: int
    similarity: Floats
    accepting: Mask


@dataclass(frozen=True, eq=False)
class PricingProblem:
    """Every acceptable pair of the mentees marked in `mentees` bool[n], to be priced.

    Where there are present pairs, these are candidates already: others bring nothing at the level before all others.
    Its profit is 1 at the level "matched", and at the other level `weight` times its similarity in units
    of 1/scale; `matched_first` tells which of the two comes first. The levels of the lottery by `draw`
    and of the difference follow (see `matching.engine.flow.tie_breaking`).
    """

    instance: Instance
    mentees: Mask
    draw: Draw
    scale: int
    weight: int
    matched_first: bool

    def initial_pairs(self) -> Longs:
        """Return codes of about INITIAL_PER_MENTEE pairs for each mentee or more, the best at estimated prices.

        Ties go by the lottery.
        """
        m = len(self.instance.mentors)
        sample = np.linspace(0, m - 1, min(m, max(SAMPLE_MENTORS, m // 5))).astype(np.int64)
        per_mentee = max(INITIAL_PER_MENTEE, m // INITIAL_SHARE if self.few else 0)
        last = len(sample) - max(1, round(per_mentee * len(sample) / m)) if m > per_mentee else 0
        perturbation = np.float32(TIE_PERTURBATION * (self._largest or 1.0) / 2**draws.WEIGHT_BITS)
        price = self._prices()
        found = [np.zeros(0, np.int64)]
        for block in self._blocks():
            rows = np.arange(block.start, block.start + len(block.similarity))
            number = draws.pair_numbers(self.draw.mentee[rows, None], self.draw.mentor)
            value = block.similarity - price - draws.weights(number) * perturbation
            least = np.partition(value[:, sample], last, axis=1)[:, last]
            row, mentor = np.nonzero((value >= least[:, None]) & block.accepting)
            found.append(self.instance.codes(rows[row], mentor))
        return np.concatenate(found)

    def _prices(self) -> Floats:
        """float32[m]: what a place of each mentor is roughly worth, in units of similarity."""
        n = len(self.mentees)
        if not n:
            return np.zeros(len(self.instance.mentors), np.float32)
        step = SAMPLE_BLOCK if self.few else max(SAMPLE_BLOCK, -(-n // SAMPLE_BLOCKS))
        blocks = [self._block(at, min(at + SAMPLE_BLOCK, n)) for at in range(0, n, step)]
        kept = [self.mentees[block.start : block.start + len(block.similarity)] for block in blocks]
        places = [self.instance.places[block.start : block.start + len(block.similarity)] for block in blocks]
        chosen = np.concatenate(kept)
        if not chosen.any():
            return np.zeros(len(self.instance.mentors), np.float32)
        return estimated_prices(
            np.concatenate([block.similarity for block in blocks])[chosen],
            np.concatenate([block.accepting for block in blocks])[chosen],
            np.concatenate(places)[chosen],
            (self.instance.capacity * (chosen.sum() / self.mentees.sum())).astype(np.float32),
            everybody=bool(chosen.sum() == self.mentees.sum()),
        )

    def improving(self, duals: list[Duals], known: Longs) -> Longs:
        """Return codes of up to ADDED_PER_MENTEE pairs for each mentee, of positive reduced profit, not in `known`.

        duals  of all levels, or of the leading ones;  known  sorted codes
        """
        mentee = [level.mentee for level in duals]
        mentor = [mentor_prices(self.instance, level) for level in duals]
        found = [np.zeros(0, np.int64)]
        for block in self._blocks():
            row, column = np.nonzero(self._possibly_improving(block, mentee, mentor))
            similarity = block.similarity[row, column]
            row += block.start
            reduced = [
                profit - mentee[level][row] - mentor[level][column]
                for level, profit in zip(
                    range(len(duals)), self._profits(row, column, similarity, len(duals)), strict=False
                )
            ]
            better = _lexicographically_positive(reduced)
            codes = self.instance.codes(row, column)
            better[better] = ~found_in(known, codes[better])
            found.append(self._best_per_mentee(codes[better], [level[better] for level in reduced]))
        return np.concatenate(found)

    def crossing(self, inside: Mask, known: Longs) -> Longs:
        """Return codes of up to ADDED_PER_MENTEE pairs for each mentee that lead out of a cut, not in sorted `known`.

        inside  bool[nodes]: the cut of a `NoFeasibleFlow`
        """
        n, m = self.mentees.shape[0], len(self.instance.mentors)
        found = [np.zeros(0, np.int64)]
        for block in self._blocks():
            leaving = inside[block.start : block.start + len(block.similarity)]
            row, column = np.nonzero(block.accepting & leaving[:, None] & ~inside[n : n + m])
            codes = self.instance.codes(row + block.start, column)
            fresh = ~found_in(known, codes)
            profit = in_units(block.similarity[row, column], self.scale)
            found.append(self._best_per_mentee(codes[fresh], [profit[fresh]]))
        return np.concatenate(found)

    def _profits(self, row: Longs, column: Longs, similarity: Floats, levels: int) -> Iterator[Longs | int]:
        """The profits of pairs that are left out, level by level."""
        units = in_units(similarity, self.scale) * self.weight
        if self._keeps:
            yield 0
        yield from (1, units) if self.matched_first else (units, 1)
        for level in range(1, levels - 2 - self._keeps):
            yield -draws.weights(self.draw.of_pairs(row, column, level))
        yield 1

    def _possibly_improving(self, block: Block, mentee: list[Longs], mentor: list[Longs]) -> Mask:
        """bool[r, m]: a superset of the pairs of positive reduced profit."""
        rows = slice(block.start, block.start + len(block.similarity))
        at = self._keeps + (1 if self.matched_first else 0)
        mentee_dual, price = (side / self.scale for side in (mentee[at][rows], mentor[at]))
        largest = self._largest * self.weight + np.abs(mentee_dual).max(initial=0) + np.abs(price).max(initial=0)
        least = (mentee_dual - largest * FLOAT32_ERROR - (self.weight + 1) / self.scale).astype(np.float32)
        value = block.similarity if self.weight == 1 else block.similarity * np.float32(self.weight)
        improving: Mask = value - price.astype(np.float32) >= least[:, None]
        if self.matched_first:
            first = 1 - mentee[self._keeps][rows, None] - mentor[self._keeps]
            improving &= first == 0
            improving |= first > 0
        if self._keeps:
            first = -mentee[0][rows, None] - mentor[0]
            improving &= first == 0
            improving |= first > 0
        improving &= block.accepting
        self._keep_best(improving, value, price.astype(np.float32), mentee_dual + largest * FLOAT32_ERROR)
        return improving

    def _keep_best(self, improving: Mask, value: Floats, price: Floats, certain: NDArray[np.float64]) -> None:
        """In rows where plenty of pairs are clearly improving, leave the best of them."""
        enough = ADDED_PER_MENTEE + int(self.instance.places.max(initial=1))
        rows = np.flatnonzero(improving.sum(axis=1) > 4 * enough)
        if not len(rows):
            return
        reduced = np.where(improving[rows], value[rows] - price, -np.inf)
        least = np.partition(reduced, -enough, axis=1)[:, -enough]
        least[least <= certain[rows]] = -np.inf
        improving[rows] &= reduced >= least[:, None]

    def units(self, mentee: Longs, mentor: Longs) -> Longs:
        """Return int64[k]: the similarity of each pair in units of 1/scale."""
        if self._cached_similarity is None:
            return units_of_pairs(self.instance, mentee, mentor, self.scale)
        return in_units(self._cached_similarity[mentee, mentor], self.scale)

    def _best_per_mentee(self, codes: Longs, profits: Sequence[Longs]) -> Longs:
        """The ADDED_PER_MENTEE codes of lexicographically greatest profit of each mentee, ties by the lottery."""
        row, column = np.divmod(codes, len(self.instance.mentors))
        order = np.lexsort((self.draw.of_pairs(row, column), *(-level for level in reversed(profits)), row))
        row = row[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        return np.asarray(codes[order[place < ADDED_PER_MENTEE]])

    def _blocks(self) -> Iterator[Block]:
        n = len(self.mentees)
        step = max(1, BLOCK_CELLS // len(self.instance.mentors))
        for start in range(0, n, step):
            stop = min(start + step, n)
            if self.mentees[start:stop].any():
                yield self._block(start, stop)

    def _block(self, start: int, stop: int) -> Block:
        accepting = self.instance.accepting_rows(start, stop) & self.mentees[start:stop, None]
        kept = self._cached_similarity
        rows = self.instance.similarity_rows(start, stop) if kept is None else kept[start:stop]
        return Block(start, rows, accepting)

    @cached_property
    def _cached_similarity(self) -> Floats | None:
        """The whole product of the interest vectors, where it is small enough to be computed once."""
        overlap = self.instance.overlap
        if overlap is None or overlap.vectors is None or self.mentees.size * overlap.shape[1] > MAX_CACHED_CELLS:
            return None
        return overlap.rows(0, len(self.mentees))

    @property
    def leading(self) -> int:
        """The number of levels, after that of present pairs, up to that of similarity."""
        return 2 if self.matched_first else 1

    @property
    def few(self) -> bool:
        """Whether all pairs are so few that pricing them costs less than solving for some."""
        return self.mentees.size * len(self.instance.mentors) <= FEW_CELLS

    @property
    def _keeps(self) -> int:
        """1 where a level of present pairs stands before the others, else 0."""
        return int(len(self.instance.present) > 0)

    @cached_property
    def _largest(self) -> float:
        return largest_similarity(self.instance)


def mentor_prices(instance: Instance, duals: Duals) -> Longs:
    """Return int64[m]: the dual value of each mentor and of the mentor's group together."""
    if not len(duals.group):
        return duals.mentor
    group = np.concatenate([duals.group, np.zeros(1, np.int64)])
    return np.asarray(duals.mentor + group[instance.group_of])


def _lexicographically_positive(levels: Sequence[Longs]) -> Mask:
    """bool[k]: is the first level that is not 0 greater than 0?"""
    sign = np.zeros(len(levels[0]), np.int64)
    for level in levels:
        sign = np.where(sign == 0, np.sign(level), sign)
    return sign > 0

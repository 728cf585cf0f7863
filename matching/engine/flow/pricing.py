"""All pairs without building all arcs: a few promising pairs, then those that the duals ask for.

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
KEPT_CELLS = 50_000_000  # a similarity product of up to 200 MB is kept between passes
FIRST = 16  # promising pairs for each mentee to begin with
NEXT = 8  # pairs that may join for each mentee in the first pass
ENOUGH = 2  # new pairs for each mentee on average, after which a pass may end early
STRETCHES, STRETCH = 16, 128  # mentees by whom the mentors' prices are estimated
SAMPLE = 512  # mentors, or a fifth of all, by whom it is estimated which similarity is promising
ERROR = 2.0**-20  # of the float32 pricing, relative to the largest figure in it
SPREAD = 2.0**-12  # of the largest similarity: how far apart ties are moved before the promising are picked


class Block(NamedTuple):
    """Mentees start..start+r-1: similarity float32[r, m], and bool[r, m] which pairs are open."""

    start: int
    similarity: Floats
    accepting: Mask


@dataclass(frozen=True, eq=False)
class OpenPairs:
    """Every acceptable pair of the mentees marked in `mentees` bool[n], to be priced.

    Its profit is 1 at the level "matched", and at the other level `weight` times its similarity in units
    of 1/scale; `matched_first` tells which of the two comes first. The levels of the lottery by `draw`
    and of the difference follow (see `matching.engine.flow.equals`).
    """

    instance: Instance
    mentees: Mask
    draw: Draw
    scale: int
    weight: int
    matched_first: bool

    def promising(self) -> Longs:
        """Codes of about FIRST pairs for each mentee, the most similar at estimated prices, ties by the lottery."""
        m = len(self.instance.mentors)
        sample = np.linspace(0, m - 1, min(m, max(SAMPLE, m // 5))).astype(np.int64)
        last = len(sample) - max(1, round(FIRST * len(sample) / m)) if m > FIRST else 0
        spread = np.float32(SPREAD * (self._largest or 1.0) / 2**draws.WEIGHT_BITS)
        price = self._prices()
        found = [np.zeros(0, np.int64)]
        for block in self._blocks():
            rows = np.arange(block.start, block.start + len(block.similarity))
            number = draws.pair_numbers(self.draw.mentee[rows, None], self.draw.mentor)
            value = block.similarity - price - draws.weights(number) * spread
            least = np.partition(value[:, sample], last, axis=1)[:, last]
            row, mentor = np.nonzero((value >= least[:, None]) & block.accepting)
            found.append(self.instance.codes(rows[row], mentor))
        return np.concatenate(found)

    def _prices(self) -> Floats:
        """float32[m]: what a place of each mentor is roughly worth, in units of similarity."""
        n = len(self.mentees)
        if not n:
            return np.zeros(len(self.instance.mentors), np.float32)
        blocks = [self._block(at, min(at + STRETCH, n)) for at in range(0, n, max(STRETCH, -(-n // STRETCHES)))]
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

    def improving(self, duals: list[Duals], known: Longs, most: int) -> Longs:
        """Codes of up to `most` pairs for each mentee of positive reduced profit, those in sorted `known` left out.

        None are found only when there are none; of many, enough for one pass.
        """
        mentee = [level.mentee for level in duals]
        mentor = [mentor_prices(self.instance, level) for level in duals]
        found = [np.zeros(0, np.int64)]
        for block in self._blocks():
            row, column = np.nonzero(self._near(block, mentee, mentor, most))
            similarity = block.similarity[row, column]
            row += block.start
            reduced = [
                profit - mentee[level][row] - mentor[level][column]
                for level, profit in enumerate(self._profits(row, column, similarity, len(duals)))
            ]
            better = _positive(reduced)
            codes = self.instance.codes(row, column)
            better[better] = ~found_in(known, codes[better])
            found.append(self._foremost(codes[better], [level[better] for level in reduced], most))
            if sum(map(len, found)) >= ENOUGH * len(self.mentees):
                break
        return np.concatenate(found)

    def crossing(self, inside: Mask, known: Longs) -> Longs:
        """Codes of up to NEXT pairs for each mentee that lead out of the nodes `inside` (see `Shortage`)."""
        n, m = self.mentees.shape[0], len(self.instance.mentors)
        found = [np.zeros(0, np.int64)]
        for block in self._blocks():
            leaving = inside[block.start : block.start + len(block.similarity)]
            row, column = np.nonzero(block.accepting & leaving[:, None] & ~inside[n : n + m])
            codes = self.instance.codes(row + block.start, column)
            fresh = ~found_in(known, codes)
            profit = in_units(block.similarity[row, column], self.scale)
            found.append(self._foremost(codes[fresh], [profit[fresh]], NEXT))
        return np.concatenate(found)

    def _profits(self, row: Longs, column: Longs, similarity: Floats, levels: int) -> Iterator[Longs | int]:
        """The profits of pairs that are left out, level by level."""
        units = in_units(similarity, self.scale) * self.weight
        yield from (1, units) if self.matched_first else (units, 1)
        for level in range(1, levels - 2):
            yield -draws.weights(self.draw.of_pairs(row, column, level))
        yield 1

    def _near(self, block: Block, mentee: list[Longs], mentor: list[Longs], most: int) -> Mask:
        """bool[r, m]: a superset of the pairs of positive reduced profit."""
        rows = slice(block.start, block.start + len(block.similarity))
        at = 1 if self.matched_first else 0
        owed, price = (side / self.scale for side in (mentee[at][rows], mentor[at]))
        largest = self._largest * self.weight + np.abs(owed).max(initial=0) + np.abs(price).max(initial=0)
        least = (owed - largest * ERROR - (self.weight + 1) / self.scale).astype(np.float32)
        value = block.similarity if self.weight == 1 else block.similarity * np.float32(self.weight)
        near: Mask = value - price.astype(np.float32) >= least[:, None]
        if self.matched_first:
            lead = 1 - mentee[0][rows, None] - mentor[0]
            near &= lead == 0
            near |= lead > 0
        near &= block.accepting
        self._trim(near, value, price.astype(np.float32), owed + largest * ERROR, most)
        return near

    def _trim(self, near: Mask, value: Floats, price: Floats, clear: NDArray[np.float64], most: int) -> None:
        """In rows where plenty of pairs are clearly improving, leave the best of them."""
        enough = most + int(self.instance.places.max(initial=1))
        heavy = np.flatnonzero(near.sum(axis=1) > 4 * enough)
        if not len(heavy):
            return
        reach = np.where(near[heavy], value[heavy] - price, -np.inf)
        least = np.partition(reach, -enough, axis=1)[:, -enough]
        least[least <= clear[heavy]] = -np.inf
        near[heavy] &= reach >= least[:, None]

    def units(self, mentee: Longs, mentor: Longs) -> Longs:
        """int64[k]: the similarity of each pair in units of 1/scale."""
        if self._kept is None:
            return units_of_pairs(self.instance, mentee, mentor, self.scale)
        return in_units(self._kept[mentee, mentor], self.scale)

    def _foremost(self, codes: Longs, profits: Sequence[Longs], most: int) -> Longs:
        """The `most` codes of lexicographically greatest profit of each mentee, ties by the lottery."""
        row, column = np.divmod(codes, len(self.instance.mentors))
        order = np.lexsort((self.draw.of_pairs(row, column), *(-level for level in reversed(profits)), row))
        row = row[order]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        return np.asarray(codes[order[place < most]])

    def _blocks(self) -> Iterator[Block]:
        n = len(self.mentees)
        step = max(1, BLOCK_CELLS // len(self.instance.mentors))
        for start in range(0, n, step):
            stop = min(start + step, n)
            if self.mentees[start:stop].any():
                yield self._block(start, stop)

    def _block(self, start: int, stop: int) -> Block:
        accepting = self.instance.accepting_rows(start, stop) & self.mentees[start:stop, None]
        kept = self._kept
        rows = self.instance.similarity_rows(start, stop) if kept is None else kept[start:stop]
        return Block(start, rows, accepting)

    @cached_property
    def _kept(self) -> Floats | None:
        """The whole product of the interest vectors, where it is small enough to be computed once."""
        overlap = self.instance.overlap
        if overlap is None or overlap.vectors is None or self.mentees.size * overlap.shape[1] > KEPT_CELLS:
            return None
        return overlap.rows(0, len(self.mentees))

    @cached_property
    def _largest(self) -> float:
        return largest_similarity(self.instance)


def mentor_prices(instance: Instance, duals: Duals) -> Longs:
    """int64[m]: the dual value of each mentor and of the mentor's group together."""
    if not len(duals.group):
        return duals.mentor
    group = np.concatenate([duals.group, np.zeros(1, np.int64)])
    return np.asarray(duals.mentor + group[instance.group_of])


def _positive(levels: Sequence[Longs]) -> Mask:
    """bool[k]: is the first level that is not 0 greater than 0?"""
    sign = np.zeros(len(levels[0]), np.int64)
    for level in levels:
        sign = np.where(sign == 0, np.sign(level), sign)
    return sign > 0

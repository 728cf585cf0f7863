"""Ranked lists with ties, kept as compressed rows."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.model.columns import Ints, Longs, Mask

OWNER_BITS = 32


@dataclass(frozen=True, eq=False)
class Lists:
    """The ranked lists of k owners over the people of another side.

    given    bool[k]     whether the owner handed in a list at all
    indptr   int64[k+1]  entries of owner i are indptr[i]:indptr[i+1]
    other    int32[L]    index of the person listed
    rank     int32[L]    1 + number of tie groups before this one

    Entries are sorted by (owner, rank, other).
    """

    given: Mask
    indptr: Longs
    other: Ints
    rank: Ints

    @classmethod
    def empty(cls, owners: int) -> "Lists":
        """Return the lists of owners who all handed in none."""
        none = np.zeros(0, np.int32)
        return cls(np.zeros(owners, np.bool_), np.zeros(owners + 1, np.int64), none, none)

    @classmethod
    def from_columns(
        cls,
        owners: int,
        owner: ArrayLike,
        other: ArrayLike,
        rank: ArrayLike,
        given: ArrayLike | None = None,
    ) -> "Lists":
        """Return lists from three columns of equal length, in any order; gaps between ranks are closed.

        `given` defaults to the owners with at least one entry. Indices must lie in range and pairs
        must be distinct: `Instance.build` checks both, where the names are known.
        """
        of = np.asarray(owner, np.int64)
        to = np.asarray(other, np.int64)
        at = np.asarray(rank, np.int64)
        order = _order(of, at, to)
        if order is not None:
            of, to, at = of[order], to[order], at[order]
        indptr = np.zeros(owners + 1, np.int64)
        np.cumsum(np.bincount(of, minlength=owners), out=indptr[1:])
        handed_in = np.diff(indptr) > 0 if given is None else np.asarray(given, np.bool_)
        return cls(handed_in, indptr, to.astype(np.int32), _dense_ranks(of, at, indptr))

    @cached_property
    def owner(self) -> Ints:
        """int32[L]: the owner of each entry."""
        owners = np.arange(len(self.given), dtype=np.int32)
        return np.repeat(owners, np.diff(self.indptr))

    def rank_of(self, owner: Ints | Longs, other: Ints | Longs) -> Ints:
        """Return int32[k]: the rank of other[j] on the list of owner[j], 0 where it is not listed."""
        if not len(self.other):
            return np.zeros(len(owner), np.int32)
        order, codes = self.by_other
        wanted = np.asarray(other, np.int64) << OWNER_BITS | owner
        at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        return np.where(codes[at] == wanted, self.rank[order[at]], 0).astype(np.int32)

    @cached_property
    def by_other(self) -> tuple[Longs, Longs]:
        """Entries, int64[L], in the order of whom they list, and sorted codes other << OWNER_BITS | owner."""
        few = len(self.other) > 0 and self.other.max() <= np.iinfo(np.uint16).max
        order = np.argsort(self.other.astype(np.uint16) if few else self.other, kind="stable")  # 16 bits: radix sort
        return order, self.other[order].astype(np.int64) << OWNER_BITS | self.owner[order]


def _order(owner: Longs, rank: Longs, other: Longs) -> Longs | None:
    """The permutation that sorts by (owner, rank, other), or None when they are sorted already."""
    by_owner, by_rank, by_other = np.diff(owner), np.diff(rank), np.diff(other)
    tied = by_owner == 0
    rising = (by_owner > 0) | tied & ((by_rank > 0) | (by_rank == 0) & (by_other > 0))
    return None if rising.all() else np.lexsort((other, rank, owner))


def _dense_ranks(owner: Longs, rank: Longs, indptr: Longs) -> Ints:
    """Ranks counted anew from 1 in each row, one step for each tie group."""
    if not len(rank):
        return np.zeros(0, np.int32)
    step = np.ones(len(rank), np.int64)
    step[1:] = (owner[1:] != owner[:-1]) | (rank[1:] != rank[:-1])
    count = np.cumsum(step)
    before = count[np.minimum(indptr[:-1], len(rank) - 1)] - 1
    return (count - np.repeat(before, np.diff(indptr))).astype(np.int32)

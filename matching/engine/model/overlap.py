"""How alike mentees and mentors are: a matrix, a sparse list of pairs, or interest vectors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from matching.engine.model.columns import Floats, Ints, Longs
from matching.engine.model.errors import InstanceError

EXACT_UNITS = 2**24  # below this every whole number is exact in float32, in any order of summing
PAIRS_AT_ONCE = 65_536  # pairs whose vectors are gathered together: bounds the memory of `Overlap.pairs`


@dataclass(frozen=True, eq=False)
class Overlap:
    """Similarity of n mentees (rows) and m mentors (columns), in one of three forms.

    dense         float32[n, m]
    sparse        indptr int64[n+1], mentor int32[k], value float32[k]; a missing pair is 0
    vectors       float32[n, d] and float32[m, d] of whole numbers;
                  the similarity is their product divided by `divisor`

    A similarity that is given counts with 24 significant bits, about seven decimal digits: making an overlap
    rounds it to the nearest float32, and hash, strategies and verifier see that value alone. Similarities
    that differ only beyond count as equal.

    Vectors hold whole numbers so that the product is exact whatever the order of summing: a
    certificate checked on another machine sees the same similarities to the last bit.
    """

    shape: tuple[int, int]
    dense: Floats | None = None
    sparse: tuple[Longs, Ints, Floats] | None = None
    vectors: tuple[Floats, Floats] | None = None
    divisor: int = 1

    @classmethod
    def from_matrix(cls, values: ArrayLike) -> "Overlap":
        """Return similarities from a dense [n, m] matrix, rounded to float32.

        Raises InstanceError when a value is not finite.
        """
        dense = np.ascontiguousarray(values, np.float32)
        if not np.isfinite(dense).all():
            raise InstanceError("similarity", "every value must be a finite number")
        return cls((dense.shape[0], dense.shape[1]), dense=dense)

    @classmethod
    def from_pairs(cls, shape: tuple[int, int], mentee: ArrayLike, mentor: ArrayLike, value: ArrayLike) -> "Overlap":
        """Return sparse similarities from three columns of equal length, rounded to float32; no pair twice."""
        codes = np.asarray(mentee, np.int64) * shape[1] + np.asarray(mentor, np.int64)
        order = np.argsort(codes, kind="stable")
        row, column = np.divmod(codes[order], max(shape[1], 1))
        indptr = np.zeros(shape[0] + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=shape[0]), out=indptr[1:])
        return cls(shape, sparse=(indptr, column.astype(np.int32), np.asarray(value, np.float32)[order]))

    @classmethod
    def from_vectors(cls, mentees: ArrayLike, mentors: ArrayLike, divisor: int = 1) -> "Overlap":
        """Return similarities from interest vectors of whole numbers, [n, d] and [m, d].

        Tags are coded as 0 and 1, Likert answers as thermometers (see `similarity`).
        Raises InstanceError when an entry is no whole number or a product could reach 2**24 units.
        """
        left = np.ascontiguousarray(mentees, np.float32) + np.float32(0)  # -0.0 is the whole number 0, also when hashed
        right = np.ascontiguousarray(mentors, np.float32) + np.float32(0)
        for name, side in (("mentees", left), ("mentors", right)):
            if not np.array_equal(side, np.rint(side)):
                raise InstanceError(f"vectors.{name}", "entries must be whole numbers")
        if left.size and right.size:
            units = np.abs(left).max(axis=0).astype(np.float64) @ np.abs(right).max(axis=0).astype(np.float64)
            if units >= EXACT_UNITS:
                raise InstanceError("vectors", f"a product may reach {units:.0f} units, the limit is {EXACT_UNITS}")
        return cls((len(left), len(right)), vectors=(left, right), divisor=divisor)

    def rows(self, start: int, stop: int) -> Floats:
        """Return float32[stop - start, m]: the similarities of mentees start..stop-1 to every mentor."""
        if self.dense is not None:
            return self.dense[start:stop]
        if self.vectors is not None:
            left, right = self.vectors
            return (left[start:stop] @ right.T) / np.float32(self.divisor)
        indptr, mentor, value = self._sparse()
        block = np.zeros((stop - start, self.shape[1]), np.float32)
        filled = slice(indptr[start], indptr[stop])
        block[np.repeat(np.arange(stop - start), np.diff(indptr[start : stop + 1])), mentor[filled]] = value[filled]
        return block

    def pairs(self, mentee: Ints | Longs, mentor: Ints | Longs) -> Floats:
        """Return float32[k]: the similarity of each pair (mentee[j], mentor[j])."""
        if self.dense is not None:
            return self.dense[mentee, mentor]
        if self.vectors is None:
            return self._sparse_pairs(mentee, mentor)
        left, right = self.vectors
        value = np.empty(len(mentee), np.float32)
        for start in range(0, len(mentee), PAIRS_AT_ONCE):
            part = slice(start, start + PAIRS_AT_ONCE)
            value[part] = np.einsum("kd,kd->k", left[mentee[part]], right[mentor[part]])
        return value / np.float32(self.divisor)

    def _sparse(self) -> tuple[Longs, Ints, Floats]:
        if self.sparse is None:
            raise ValueError("this overlap is not sparse")
        return self.sparse

    def _sparse_pairs(self, mentee: Ints | Longs, mentor: Ints | Longs) -> Floats:
        indptr, column, value = self._sparse()
        if not len(value):
            return np.zeros(len(mentee), np.float32)
        row = np.repeat(np.arange(self.shape[0], dtype=np.int64), np.diff(indptr))
        codes = row * self.shape[1] + column
        wanted = np.asarray(mentee, np.int64) * self.shape[1] + mentor
        at = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
        return np.where(codes[at] == wanted, value[at], np.float32(0))

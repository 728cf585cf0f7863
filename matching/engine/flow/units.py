"""Similarities as whole numbers, so that optimality can be proven exactly."""

import numpy as np

from matching.engine.model.columns import Floats, Longs
from matching.engine.model.instance import Instance

DECIMALS = 9  # to which similarities are compared, fewer where they are huge
MAX_PRODUCT = 2.0**60  # profits times nodes stay below: what the flow solver multiplies must fit 64 bits


def scale_for(instance: Instance, largest: float, more_nodes: int = 0) -> int:
    """Return the units in 1.0: the greatest power of ten up to 10**DECIMALS that leaves room for sums of profits.

    largest     bound on the absolute value of a profit before scaling
    more_nodes  nodes of the network beside people and groups
    """
    nodes = len(instance.mentees) + len(instance.mentors) + len(instance.groups) + 2 + more_nodes
    scale: int = 10**DECIMALS
    while scale > 1 and largest * scale * nodes > MAX_PRODUCT:
        scale //= 10
    return scale


def in_units(similarity: Floats, scale: int) -> Longs:
    """Return int64, same shape: the nearest whole number of units."""
    return np.asarray(np.rint(similarity.astype(np.float64) * scale), np.int64)


def largest_similarity(instance: Instance) -> float:
    """Return a bound on the absolute value of the similarity of any pair."""
    overlap = instance.overlap
    if overlap is None:
        return 0.0
    if overlap.vectors is not None:
        left, right = (np.abs(side).max(axis=0, initial=0).astype(np.float64) for side in overlap.vectors)
        return float(left @ right) / overlap.divisor
    if overlap.sparse is not None:
        return _largest(overlap.sparse[2])
    return 0.0 if overlap.dense is None else _largest(overlap.dense)


def _largest(values: Floats) -> float:
    return float(max(values.max(initial=0), -values.min(initial=0)))


def units_of_pairs(instance: Instance, mentee: Longs, mentor: Longs, scale: int) -> Longs:
    """Return int64[k]: the similarity of each pair in units; 0 where the instance has none."""
    if instance.overlap is None:
        return np.zeros(len(mentee), np.int64)
    return in_units(instance.overlap.pairs(mentee, mentor), scale)

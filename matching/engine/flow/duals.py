"""Dual values of an optimal circulation: longest paths in its residual graph.

For whole profits the potentials are whole, so what they prove is proven exactly. They are found by
Bellman–Ford from the root with a frontier, all arcs of a frontier at once; an optimal flow leaves no
cycle of positive profit, so the search ends (Ahuja, Magnanti, Orlin, "Network Flows", 1993, chapter 9).
"""

from typing import NamedTuple

import numpy as np

from matching.engine.flow.circulation import Circulation
from matching.engine.model.columns import Longs, Mask

UNREACHED = np.iinfo(np.int64).min


class Improvable(ArithmeticError):
    """The flow is not of greatest profit: it can be improved along a cycle."""


class ResidualGraph(NamedTuple):
    """Moves that are still open, in rows by the node they start from (`indptr` int64[nodes+1])."""

    indptr: Longs
    tail: Longs
    head: Longs
    gain: Longs


def potentials(network: Circulation, flow: Longs, profit: Longs) -> Longs:
    """int64[nodes]: heights h, 0 at the root, for which profit + h[tail] - h[head] is at most 0 on arcs that
    could carry more and at least 0 on arcs that could carry less.

    Raises Improvable when the flow is not of greatest profit, for then there are none.
    """
    moves = _residual(network, flow, profit)
    height = np.full(network.nodes, UNREACHED, np.int64)
    height[network.root] = 0
    _lengthen(moves, height, np.array([network.root]))
    apart = height == UNREACHED
    if apart.any():
        _settle(moves, height, apart)
    return height


def _residual(network: Circulation, flow: Longs, profit: Longs) -> ResidualGraph:
    more = np.flatnonzero(flow < network.high)
    less = np.flatnonzero(flow > network.low)
    return _rows(
        network.nodes,
        np.concatenate([network.tail[more], network.head[less]]),
        np.concatenate([network.head[more], network.tail[less]]),
        np.concatenate([profit[more], -profit[less]]),
    )


def _rows(nodes: int, tail: Longs, head: Longs, gain: Longs) -> ResidualGraph:
    order = np.argsort(tail, kind="stable")
    indptr = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=nodes), out=indptr[1:])
    return ResidualGraph(indptr, tail[order], head[order], gain[order])


def _lengthen(moves: ResidualGraph, height: Longs, frontier: Longs) -> None:
    """Raise heights along the moves until no move is longer than the difference of its ends."""
    for _ in range(len(height) + 1):
        if not len(frontier):
            return
        arcs = _leaving(moves.indptr, frontier)
        head = moves.head[arcs]
        reach = height[moves.tail[arcs]] + moves.gain[arcs]
        longer = reach > height[head]
        head = head[longer]
        np.maximum.at(height, head, reach[longer])
        frontier = np.unique(head)
    raise Improvable("the flow can be improved along a cycle")


def _leaving(indptr: Longs, nodes: Longs) -> Longs:
    """int64[k]: the indices of all moves that start from the given nodes."""
    count = indptr[nodes + 1] - indptr[nodes]
    skipped = indptr[nodes] - np.concatenate([[0], np.cumsum(count)[:-1]])
    return np.asarray(np.repeat(skipped, count) + np.arange(count.sum()))


def _settle(moves: ResidualGraph, height: Longs, apart: Mask) -> None:
    """Heights for nodes that the root does not reach: right among themselves, then moved as one."""
    height[apart] = 0
    inside = apart[moves.tail] & apart[moves.head]
    within = _rows(len(height), moves.tail[inside], moves.head[inside], moves.gain[inside])
    _lengthen(within, height, np.flatnonzero(apart))
    out = apart[moves.tail] & ~apart[moves.head]
    if out.any():
        slack = height[moves.head[out]] - height[moves.tail[out]] - moves.gain[out]
        height[apart] += slack.min()

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


class PositiveCycle(ArithmeticError):
    """The flow is not of greatest profit: it can be improved along a cycle."""


class ResidualGraph(NamedTuple):
    """The r changes of flow that the bounds still allow, in rows by the node they start from.

    indptr             int64[nodes+1]  arcs from node v are indptr[v]:indptr[v+1]
    tail, head, gain   int64[r]        ends of each arc, and the profit of one unit along it
    """

    indptr: Longs
    tail: Longs
    head: Longs
    gain: Longs


def potentials(network: Circulation, flow: Longs, profit: Longs) -> Longs:
    """Return potentials h int64[nodes], 0 at the root, that prove the flow to be of greatest profit.

    flow, profit  int64[a]. The reduced profit, profit + h[tail] - h[head], is at most 0 on arcs that could carry
    more and at least 0 on arcs that could carry less.

    Raises PositiveCycle when the flow is not of greatest profit, for then there are none.
    """
    graph = _residual_graph(network, flow, profit)
    potential = np.full(network.nodes, UNREACHED, np.int64)
    potential[network.root] = 0
    _relax(graph, potential, np.array([network.root]))
    unreached = potential == UNREACHED
    if unreached.any():
        _place_unreached(graph, potential, unreached)
    return potential


def _residual_graph(network: Circulation, flow: Longs, profit: Longs) -> ResidualGraph:
    more = np.flatnonzero(flow < network.high)
    less = np.flatnonzero(flow > network.low)
    return _sorted_by_tail(
        network.nodes,
        np.concatenate([network.tail[more], network.head[less]]),
        np.concatenate([network.head[more], network.tail[less]]),
        np.concatenate([profit[more], -profit[less]]),
    )


def _sorted_by_tail(nodes: int, tail: Longs, head: Longs, gain: Longs) -> ResidualGraph:
    order = np.argsort(tail, kind="stable")
    indptr = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(tail, minlength=nodes), out=indptr[1:])
    return ResidualGraph(indptr, tail[order], head[order], gain[order])


def _relax(graph: ResidualGraph, potential: Longs, frontier: Longs) -> None:
    """Raise potentials until no arc gains more than the difference of its ends."""
    for _ in range(len(potential) + 1):
        if not len(frontier):
            return
        arcs = _arcs_from(graph.indptr, frontier)
        head = graph.head[arcs]
        reach = potential[graph.tail[arcs]] + graph.gain[arcs]
        longer = reach > potential[head]
        head = head[longer]
        np.maximum.at(potential, head, reach[longer])
        frontier = np.unique(head)
    raise PositiveCycle("the flow can be improved along a cycle")


def _arcs_from(indptr: Longs, nodes: Longs) -> Longs:
    """int64[k]: the indices of all arcs that start from the given nodes."""
    count = indptr[nodes + 1] - indptr[nodes]
    skipped = indptr[nodes] - np.concatenate([[0], np.cumsum(count)[:-1]])
    return np.asarray(np.repeat(skipped, count) + np.arange(count.sum()))


def _place_unreached(graph: ResidualGraph, potential: Longs, unreached: Mask) -> None:
    """Set the potentials of nodes that the root does not reach: among themselves first, then shifted as one."""
    potential[unreached] = 0
    inside = unreached[graph.tail] & unreached[graph.head]
    within = _sorted_by_tail(len(potential), graph.tail[inside], graph.head[inside], graph.gain[inside])
    _relax(within, potential, np.flatnonzero(unreached))
    out = unreached[graph.tail] & ~unreached[graph.head]
    if out.any():
        slack = potential[graph.head[out]] - potential[graph.tail[out]] - graph.gain[out]
        potential[unreached] += slack.min()

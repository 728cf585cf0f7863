"""Dual values of an optimal circulation: longest paths in its residual graph.

For whole profits the potentials are whole, so what they prove is proven exactly. They are found by
Bellman–Ford from the root with a frontier, all arcs of a frontier at once; an optimal flow leaves no
cycle of positive profit, so the search ends (Ahuja, Magnanti, Orlin, "Network Flows", 1993, chapter 9).

Where paths are long, as among people who differ in one respect alone, each arc of one is a round for the whole network.
With potentials that nearly fit, those of a similar network, most arcs are no longer than nothing in reduced profits:
Dijkstra's search (Edmonds and Karp, "Theoretical improvements in algorithmic efficiency for network flow problems",
1972) finds paths that are nearly the longest, and what they still lack Bellman–Ford adds.
"""

from typing import NamedTuple

import numpy as np

from matching.engine.flow.circulation import Circulation
from matching.engine.model.columns import Longs, Mask

UNREACHED = np.iinfo(np.int64).min
ROUNDS = 40  # of Dijkstra's search; potentials that need more do not nearly fit
EXACT = 2**53  # whole numbers below are exact in floating point


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


def potentials(network: Circulation, flow: Longs, profit: Longs, near: Longs | None = None) -> Longs:
    """Return potentials h int64[nodes], 0 at the root, that prove the flow to be of greatest profit.

    flow, profit  int64[a]. The reduced profit, profit + h[tail] - h[head], is at most 0 on arcs that could carry
    more and at least 0 on arcs that could carry less.
    near          int64[nodes]: potentials that nearly do, for speed alone: where the root reaches everything, there is
    one answer

    Raises PositiveCycle when the flow is not of greatest profit, for then there are none.
    """
    graph = _residual_graph(network, flow, profit)
    if near is None:
        potential = np.full(network.nodes, UNREACHED, np.int64)
        potential[network.root] = 0
        _relax(graph, potential, np.array([network.root]))
    else:
        potential = _near_longest(graph, network.root, near)
        _raise_by_dijkstra(graph, potential)
        _relax(graph, potential, np.flatnonzero(potential != UNREACHED))
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


def _near_longest(graph: ResidualGraph, root: int, near: Longs) -> Longs:
    """int64[nodes]: the profit of a path from the root to each node, the longest where `near` fits; else UNREACHED."""
    from scipy.sparse import csr_array  # 0.1 s to import: only here
    from scipy.sparse.csgraph import dijkstra

    nodes = len(near)
    length = np.maximum(near[graph.head] - near[graph.tail] - graph.gain, 0).astype(np.float64)
    arcs = csr_array((length, graph.head, graph.indptr), shape=(nodes, nodes))
    distances, trees = dijkstra(arcs, indices=[root], return_predecessors=True)
    before = trees[0].astype(np.int64)
    last = np.flatnonzero(before[graph.head] == graph.tail)
    before = np.where(before < 0, np.arange(nodes), before)
    profit = np.zeros(nodes, np.int64)
    profit[graph.head[last]] = UNREACHED
    np.maximum.at(profit, graph.head[last], graph.gain[last])
    while (before != before[before]).any():  # a path's profit by pointer jumping: twice as many arcs each time
        profit, before = profit + profit[before], before[before]
    return np.where(np.isfinite(distances[0]), profit, UNREACHED)


def _raise_by_dijkstra(graph: ResidualGraph, potential: Longs) -> None:
    """Raise potentials as `_relax` does: one arc that gains, then as far as that reaches along arcs that do not.

    At most ROUNDS times, for then `_relax` is faster; whole numbers below EXACT are exact in floating point.
    """
    reached = potential[graph.tail] != UNREACHED  # and then the head is reached too
    tail, head, gain = graph.tail[reached], graph.head[reached], graph.gain[reached]
    for _ in range(ROUNDS):
        reduced = gain + potential[tail] - potential[head]
        better = np.flatnonzero(reduced > 0)
        if not len(better) or reduced.max() >= EXACT:
            return
        raised = np.zeros(len(potential), np.int64)
        np.maximum.at(raised, head[better], reduced[better])
        potential += _spread(raised, tail, head, -reduced)


def _spread(raised: Longs, tail: Longs, head: Longs, loss: Longs) -> Longs:
    """int64[nodes]: by how much each node is raised when some are, if what comes along an arc is less by its loss."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    nodes, most = len(raised), int(raised.max())
    first = np.flatnonzero(raised)
    along = np.flatnonzero((loss >= 0) & (loss < most))
    indptr = np.append(np.searchsorted(tail[along], np.arange(nodes + 1)), len(along) + len(first))
    arcs = csr_array(
        (
            np.concatenate([loss[along], most - raised[first]]).astype(np.float64),
            np.concatenate([head[along], first]),
            indptr,
        ),
        shape=(nodes + 1, nodes + 1),
    )
    left = dijkstra(arcs, indices=[nodes], limit=float(most))[0, :nodes]
    return np.where(left < most, most - np.minimum(left, most), 0).astype(np.int64)


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

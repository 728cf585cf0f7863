"""Circulations: what enters a node leaves it, and every arc carries a flow between its bounds."""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine.model.columns import Longs, Mask


@dataclass(frozen=True, eq=False)
class Circulation:
    """A directed graph with bounds on each of its a arcs.

    tail, head  int64[a]  nodes, 0..nodes-1; potentials are measured from node `root`
    low, high   int64[a]  least and greatest flow, 0 <= low <= high
    """

    nodes: int
    root: int
    tail: Longs
    head: Longs
    low: Longs
    high: Longs

    def with_fixed_flow(self, arcs: Mask, flow: Longs) -> "Circulation":
        """Return the same graph in which the marked arcs carry exactly the given flow."""
        return replace(self, low=np.where(arcs, flow, self.low), high=np.where(arcs, flow, self.high))


def imbalance(network: Circulation) -> Longs:
    """Return int64[nodes]: what the lower bounds bring into each node less what they take out."""
    supply = np.zeros(network.nodes, np.int64)
    bound = np.flatnonzero(network.low)
    np.add.at(supply, network.head[bound], network.low[bound])
    np.subtract.at(supply, network.tail[bound], network.low[bound])
    return supply

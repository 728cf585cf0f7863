"""Arcs of which every unit costs more than the one before: a convex cost, as arcs of one unit side by side.

The cheapest are filled first, so that a best flow of the whole network keeps to the convex cost, and its dual values
prove it (Ahuja, Magnanti, Orlin, "Network Flows", 1993, section 14.3).
"""

from dataclasses import dataclass, replace

import numpy as np

from matching.engine.flow.circulation import Circulation
from matching.engine.model.columns import Longs


@dataclass(frozen=True, eq=False)
class Steps:
    """The s arcs that were added to a network, after its a plain ones.

    arc, unit  int64[s]: the plain arc that each continues, and which unit of that arc's flow it carries
    """

    arc: Longs
    unit: Longs

    def flow(self, plain: Longs, network: Circulation) -> Longs:
        """Return the flow int64[a + s] of the stepped network that carries what the plain one does, int64[a]."""
        return np.concatenate(
            [np.minimum(plain, network.high[: len(plain)]), (plain[self.arc] >= self.unit).astype(np.int64)]
        )

    def cost(self, weight: Longs) -> Longs:
        """Return int64[s]: what each costs, the u-th unit of a plain arc u - 1 times its weight, int64[a]."""
        return weight[self.arc] * (self.unit - 1)


def with_steps(network: Circulation, arcs: Longs, most: Longs) -> tuple[Circulation, Steps]:
    """Return the network in which each of the arcs keeps its first unit, or its least flow, and steps carry the rest.

    arcs  int64[k]: indices;  most  int64[k]: as much as each can carry and one more, so that the cost of one more
    bounds the dual values where an arc is not full.
    """
    first = np.maximum(network.low[arcs], np.minimum(network.high[arcs], 1))
    count = np.maximum(np.minimum(network.high[arcs], most) - first, 0)
    arc = np.repeat(arcs, count)
    before = np.repeat(np.cumsum(count) - count, count)
    steps = Steps(arc, np.repeat(first, count) + np.arange(len(arc)) - before + 1)
    high = network.high.copy()
    high[arcs] = first
    stepped = replace(
        network,
        tail=np.concatenate([network.tail, network.tail[arc]]),
        head=np.concatenate([network.head, network.head[arc]]),
        low=np.concatenate([network.low, np.zeros(len(arc), np.int64)]),
        high=np.concatenate([high, np.ones(len(arc), np.int64)]),
    )
    return stepped, steps

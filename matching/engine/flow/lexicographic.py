"""Circulations of greatest profit, level by level, with proof.

The problem: every arc carries a whole flow between its bounds, what enters a node leaves it, and the
profits to be maximized are vectors, compared lexicographically: no amount of the second level makes up
for one unit of the first. Each level is solved as a min-cost flow (OR-tools' cost-scaling push-relabel,
after Goldberg, "An efficient implementation of a scaling minimum-cost flow algorithm", 1997), the
potentials of its dual are recovered, and by complementary slackness the optimal flows of this level are
exactly those that keep every arc of non-zero reduced profit where it is. The next level moves the other
arcs alone, so that costs stay small and nothing is ever weighed with a large number.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np

from matching.engine.flow.circulation import Circulation, imbalance
from matching.engine.flow.duals import potentials
from matching.engine.model.columns import Longs


class Optimum(NamedTuple):
    """An optimal flow int64[a], and for each level the potentials h int64[nodes], 0 at the root.

    The reduced profit of an arc is profit + h[tail] - h[head], level by level. An arc whose reduced profit
    is lexicographically positive is full, one of negative reduced profit is at its lower bound: that proves
    the flow optimal. Potentials are kept rather than reduced profits, for nodes are far fewer than arcs.
    `face` is the network with bounds so tight that its circulations are all flows that are as good.
    """

    flow: Longs
    potentials: list[Longs]
    face: Circulation


def maximize(
    network: Circulation, levels: Iterable[Longs], best: Longs | None = None, near: Sequence[Longs] = ()
) -> Optimum:
    """Return the lexicographically best circulation for profits int64[a], most important level first.

    `levels` is consumed one level at a time, so that it need not hold all profits at once.
    `best` may give a flow int64[a] that is optimal at the first level already, `near` potentials of the first levels
    that nearly fit: see `matching.engine.flow.duals`. The network must have a
    circulation within its bounds (see `matching.engine.flow.bounds`).
    """
    flow = network.low
    proven: list[Longs] = []
    for profit, nearly in zip(levels, chain(near, repeat(None)), strict=False):
        flow = optimal_flow(network, profit) if best is None else best
        best = None
        potential = potentials(network, flow, profit, nearly)
        reduced = profit + potential[network.tail] - potential[network.head]
        proven.append(potential)
        network = network.with_fixed_flow(reduced != 0, flow)
    return Optimum(flow, proven, network)


def optimal_flow(network: Circulation, profit: Longs) -> Longs:
    """Return int64[a], one circulation of greatest total profit; lower bounds become supplies and demands."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # 0.1 s to import: only here

    movable = np.flatnonzero(network.high > network.low)
    solver = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        network.tail[movable], network.head[movable], (network.high - network.low)[movable], -profit[movable]
    )
    solver.set_nodes_supplies(np.arange(network.nodes), imbalance(network))
    status = solver.solve()
    if status != SimpleMinCostFlow.Status.OPTIMAL:
        raise ArithmeticError(f"the flow solver stopped with {status.name}")
    flow = network.low.copy()
    flow[movable] += solver.flows(np.arange(len(movable)))
    return flow

"""Flows that meet all bounds, and flows of greatest size: two maximum flows and a minimum cut.

Lower bounds are met by a maximum flow between their surpluses and deficits; where it falls short, its
minimum cut shows which bounds contradict each other (Hoffman's circulation theorem, 1960).
"""

import numpy as np

from matching.engine.flow.circulation import Circulation, imbalance
from matching.engine.model.columns import Longs, Mask


class NoFeasibleFlow(Exception):
    """No flow meets the bounds: into the nodes `inside` bool[nodes] more must flow than can flow out."""

    def __init__(self, inside: Mask) -> None:
        self.inside = inside
        super().__init__("the bounds cannot be met together")


def feasible_flow(network: Circulation) -> Longs:
    """Return a circulation int64[a] within all bounds. Raises NoFeasibleFlow when there is none."""
    flow = network.low.copy()
    surplus = imbalance(network)
    if not surplus.any():
        return flow
    source, target = network.nodes, network.nodes + 1
    surplus_nodes, deficit_nodes = np.flatnonzero(surplus > 0), np.flatnonzero(surplus < 0)
    residual = network.high - network.low
    routed, inside = _max_flow(
        np.concatenate([network.tail, np.full(len(surplus_nodes), source), deficit_nodes]),
        np.concatenate([network.head, surplus_nodes, np.full(len(deficit_nodes), target)]),
        np.concatenate([residual, surplus[surplus_nodes], -surplus[deficit_nodes]]),
        source,
        target,
    )
    if routed[len(residual) : len(residual) + len(surplus_nodes)].sum() < surplus[surplus_nodes].sum():
        reached = np.zeros(network.nodes + 2, np.bool_)
        reached[inside] = True
        raise NoFeasibleFlow(reached[: network.nodes])
    return flow + routed[: len(residual)]


def maximum_flow(network: Circulation) -> Longs:
    """Return a circulation int64[a] within all bounds of greatest flow through the root.

    Raises NoFeasibleFlow when no flow meets the bounds.
    """
    flow = feasible_flow(network)
    end = np.where(network.head == network.root, network.nodes, network.head)
    taken = np.flatnonzero(flow > network.low)
    routed, _ = _max_flow(
        np.concatenate([network.tail, end[taken]]),
        np.concatenate([end, network.tail[taken]]),
        np.concatenate([network.high - flow, (flow - network.low)[taken]]),
        network.root,
        network.nodes,
    )
    flow += routed[: len(flow)]
    flow[taken] -= routed[len(flow) :]
    return flow


def _max_flow(tail: Longs, head: Longs, capacity: Longs, source: int, target: int) -> tuple[Longs, Longs]:
    """The flow int64[a] of a maximum flow, and the nodes on the source's side of a minimum cut."""
    from ortools.graph.python.max_flow import SimpleMaxFlow  # 0.1 s to import: only here

    solver = SimpleMaxFlow()
    open_arcs = np.flatnonzero(capacity)
    solver.add_arcs_with_capacity(tail[open_arcs], head[open_arcs], capacity[open_arcs])
    status = solver.solve(source, target)
    if status != SimpleMaxFlow.Status.OPTIMAL:
        raise ArithmeticError(f"the flow solver stopped with {status.name}")
    flow = np.zeros(len(tail), np.int64)
    flow[open_arcs] = solver.flows(np.arange(len(open_arcs)))
    return flow, np.asarray(solver.get_source_side_min_cut(), np.int64)

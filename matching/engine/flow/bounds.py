"""Flows that meet all bounds, and flows of greatest size: two maximum flows and a minimum cut.

Lower bounds are met by a maximum flow between their surpluses and deficits; where it falls short, its
minimum cut shows which bounds contradict each other (Hoffman's circulation theorem, 1960).
"""

import numpy as np

from matching.engine.flow.circulation import Circulation, imbalance
from matching.engine.model.columns import Longs, Mask


class Shortage(Exception):
    """No flow meets the bounds: into the nodes `inside` bool[nodes] more must flow than can flow out."""

    def __init__(self, inside: Mask) -> None:
        self.inside = inside
        super().__init__("the bounds cannot be met together")


def feasible_flow(network: Circulation) -> Longs:
    """int64[a]: a circulation within all bounds. Raises Shortage when there is none."""
    flow = network.low.copy()
    surplus = imbalance(network)
    if not surplus.any():
        return flow
    source, target = network.nodes, network.nodes + 1
    gain, lack = np.flatnonzero(surplus > 0), np.flatnonzero(surplus < 0)
    room = network.high - network.low
    moved, inside = _max_flow(
        np.concatenate([network.tail, np.full(len(gain), source), lack]),
        np.concatenate([network.head, gain, np.full(len(lack), target)]),
        np.concatenate([room, surplus[gain], -surplus[lack]]),
        source,
        target,
    )
    if moved[len(room) : len(room) + len(gain)].sum() < surplus[gain].sum():
        reached = np.zeros(network.nodes + 2, np.bool_)
        reached[inside] = True
        raise Shortage(reached[: network.nodes])
    return flow + moved[: len(room)]


def fullest_flow(network: Circulation) -> Longs:
    """int64[a]: a circulation within all bounds that passes the root most often.

    Raises Shortage when no flow meets the bounds.
    """
    flow = feasible_flow(network)
    end = np.where(network.head == network.root, network.nodes, network.head)
    taken = np.flatnonzero(flow > network.low)
    moved, _ = _max_flow(
        np.concatenate([network.tail, end[taken]]),
        np.concatenate([end, network.tail[taken]]),
        np.concatenate([network.high - flow, (flow - network.low)[taken]]),
        network.root,
        network.nodes,
    )
    flow += moved[: len(flow)]
    flow[taken] -= moved[len(flow) :]
    return flow


def _max_flow(tail: Longs, head: Longs, room: Longs, source: int, target: int) -> tuple[Longs, Longs]:
    """The flow int64[a] of a maximum flow, and the nodes on the source's side of a minimum cut."""
    from ortools.graph.python.max_flow import SimpleMaxFlow  # 0.1 s to import: only here

    solver = SimpleMaxFlow()
    open_arcs = np.flatnonzero(room)
    solver.add_arcs_with_capacity(tail[open_arcs], head[open_arcs], room[open_arcs])
    status = solver.solve(source, target)
    if status != SimpleMaxFlow.Status.OPTIMAL:
        raise ArithmeticError(f"the flow solver stopped with {status.name}")
    flow = np.zeros(len(tail), np.int64)
    flow[open_arcs] = solver.flows(np.arange(len(open_arcs)))
    return flow, np.asarray(solver.get_source_side_min_cut(), np.int64)

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.flow import duals
from matching.engine.flow.circulation import Circulation
from matching.engine.flow.duals import potentials
from matching.engine.flow.lexicographic import maximize


@st.composite
def networks(draw: st.DrawFn) -> tuple[Circulation, list[np.ndarray]]:
    """A connected or disconnected graph of five nodes whose zero flow is feasible, with two levels of profit."""
    arcs = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=12))
    tail, head, high = (np.array(column, np.int64) for column in zip(*arcs, strict=True))
    profits = st.lists(st.integers(-3, 3), min_size=len(arcs), max_size=len(arcs))
    levels = [np.array(draw(profits), np.int64) for _ in range(2)]
    return Circulation(nodes=5, root=0, tail=tail, head=head, low=np.zeros(len(arcs), np.int64), high=high), levels


@given(case=networks())
@settings(max_examples=300, deadline=None)
def test_an_arc_of_positive_reduced_profit_is_full_and_one_of_negative_is_empty(
    case: tuple[Circulation, list[np.ndarray]],
) -> None:
    network, levels = case
    flow, heights, _ = maximize(network, iter(levels))
    balance = np.bincount(network.head, flow, 5) - np.bincount(network.tail, flow, 5)
    assert not balance.any()
    for arc in range(len(flow)):
        signed = tuple(
            int(profit[arc] + height[network.tail[arc]] - height[network.head[arc]])
            for profit, height in zip(levels, heights, strict=True)
        )
        assert 0 <= flow[arc] <= network.high[arc]
        assert signed <= (0, 0) or flow[arc] == network.high[arc]
        assert signed >= (0, 0) or flow[arc] == 0


@given(case=networks(), near=st.lists(st.integers(-9, 9), min_size=5, max_size=5), rounds=st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_potentials_are_the_same_from_whatever_they_begin(
    case: tuple[Circulation, list[np.ndarray]], near: list[int], rounds: int
) -> None:
    network, levels = case
    flow = maximize(network, levels[:1]).flow
    with mock.patch.object(duals, "ROUNDS", rounds):
        assert potentials(network, flow, levels[0], np.array(near)).tolist() == (
            potentials(network, flow, levels[0]).tolist()
        )


def test_long_paths_are_settled_by_dijkstra_from_potentials_that_nearly_fit() -> None:
    """A chain of detours is one round for each node without such potentials, and hardly any with them."""
    nodes = 200
    tail, head = np.triu_indices(nodes, 1)
    network = Circulation(nodes, 0, tail, head, np.zeros(len(tail), np.int64), np.ones(len(tail), np.int64))
    profit = np.where(head == tail + 1, 3, 2)
    flow = np.zeros(len(tail), np.int64)
    best = potentials(network, flow, profit)
    near = best + np.arange(nodes) % 2
    with mock.patch.object(duals, "_arcs_from", side_effect=duals._arcs_from) as rounds:
        assert (potentials(network, flow, profit, near) == best).all()
    assert rounds.call_count == 1  # which finds nothing left to raise


def test_a_flow_that_can_be_improved_has_no_potentials() -> None:
    ends = np.array([0, 1]), np.array([1, 0])
    network = Circulation(nodes=2, root=0, tail=ends[0], head=ends[1], low=np.zeros(2, int), high=np.ones(2, int))
    with pytest.raises(ArithmeticError, match="can be improved along a cycle"):
        potentials(network, np.zeros(2, np.int64), np.array([1, 0]))

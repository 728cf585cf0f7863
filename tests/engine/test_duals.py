import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_flow_that_can_be_improved_has_no_potentials() -> None:
    ends = np.array([0, 1]), np.array([1, 0])
    network = Circulation(nodes=2, root=0, tail=ends[0], head=ends[1], low=np.zeros(2, int), high=np.ones(2, int))
    with pytest.raises(ArithmeticError, match="can be improved along a cycle"):
        potentials(network, np.zeros(2, np.int64), np.array([1, 0]))

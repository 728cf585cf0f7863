"""An independent reader: what every unknown can be at least and at most, by linear programs (scipy)."""

from collections.abc import Hashable, Sequence

import numpy as np
from scipy.optimize import linprog

from core.disclosure.audit import Shown


def feasible(shown: Sequence[Shown], target: Sequence[Hashable], between: tuple[float, float]) -> tuple[float, float]:
    """Return between what the sum over `target` can be, if all that is known is `shown`."""
    members = sorted({one for figure in shown for one in figure.of} | set(target), key=repr)
    rows = np.array([[figure.of.get(one, 0.0) for one in members] for figure in shown])
    bounds = np.array([[figure.low, figure.high] for figure in shown])
    goal = np.array([float(one in set(target)) for one in members])
    ends = []
    for sign in (1, -1):
        found = linprog(
            sign * goal,
            A_ub=np.vstack([rows, -rows]),
            b_ub=np.concatenate([bounds[:, 1], -bounds[:, 0]]),
            bounds=[between] * len(members),
            method="highs",
        )
        assert found.fun is not None
        ends.append(sign * found.fun)
    return ends[0], ends[1]

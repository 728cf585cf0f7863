"""What every grouping misses at least, by counting alone: one bound an aim, and the sum is a bound as well.

Each holds whatever the groups' mentors and the other aims are. The verifier counts them again.
"""

import numpy as np

from matching.engine.grouping.alike import clusters
from matching.engine.grouping.problem import ACCOMPANY, GATHER, SHARE
from matching.engine.grouping.tables import Tables
from matching.engine.model.columns import Longs, Mask


def counting_bounds(tables: Tables) -> list[int]:
    """Return for each aim, unweighted, a number that no grouping's cost is below."""
    bounds = []
    for at, aim in enumerate(tables.problem.aims):
        held, known = tables.people[:, tables.span[at]], tables.known[:, at]
        if aim.aim == GATHER:
            bounds.append(_gather(tables, held, known))
        elif aim.aim == SHARE:
            bounds.append(_share(tables, held[known].sum(1), aim.least))
        elif aim.aim == ACCOMPANY:
            alone = held.sum(0) if tables.problem.maximum == 1 else held.sum(0) == 1
            bounds.append(int(alone.sum()))
        else:
            bounds.append(_spread(tables, held, tables.share[:, tables.span[at]]))
    return bounds


def _spread(tables: Tables, held: Mask, share: Longs) -> int:
    """A set that must be together is above the share by itself; where all shares are met, others then lack as many.

    With e too many of a value in all, N - e are within the share of at most `high`, so the G groups lack at least
    G * low - (N - e).
    """
    row = {name: at for at, name in enumerate(tables.problem.people)}
    total = held.sum(0, dtype=np.int64)
    low, high = share
    excess = np.zeros(held.shape[1], np.int64)
    for cluster in clusters(tables.problem):
        if len(cluster) > 1:
            excess += np.maximum(held[[row[name] for name in cluster]].sum(0) - high, 0)
    return int((excess + np.maximum(tables.problem.count * low - total + excess, 0)).sum())


def _gather(tables: Tables, held: Mask, known: Mask) -> int:
    """Every group has one commonest value, and with `maximum` seats a value that N have fills N / maximum groups.

    So the people who have the commonest value of their group are at most the `count` greatest of all such parts.
    """
    parts: list[int] = []
    for total in held.sum(0).tolist():
        whole, rest = divmod(total, tables.problem.maximum)
        parts += [tables.problem.maximum] * whole + [rest]
    return max(int(known.sum()) - sum(sorted(parts, reverse=True)[: tables.problem.count]), 0)


def _share(tables: Tables, values: Longs, least: int) -> int:
    """Whoever has fewer values than `least` sets what their group lacks; the least sum has the worst in one group."""
    lacking = sorted(np.maximum(least - values, 0).tolist(), reverse=True)
    return int(sum(lacking[:: tables.problem.maximum]))

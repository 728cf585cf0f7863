"""What a reader knows who puts everything that is shown together as equations.

Each figure is a sum over people (or over cells of a table). Figures can be added and subtracted, so what a reader knows
is everything that can be made of them: the row space of a matrix. Who is alike in all figures stays together in all of
that. A group comes out when some combination of figures speaks of its people alone.

Beyond equations, answers have a lowest and a highest value. Ranges are narrowed figure by figure until nothing changes;
this finds what is forced there (all gave the highest), though not everything that a linear program would. The tests
compare the two.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Coefficients are whole numbers and there are at most some hundreds of them.
_NOUGHT = 1e-7
# Larger unions are looked for among the reduced equations alone: their number grows with the power of their parts.
_MOST_PARTS = 3
_MOST_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure: a sum of answers, each taken so many times, and between what it is.

    Attributes:
        of: person or cell → how many times it is in the sum.
        low, high: the sum is one of these or between them.
    """

    of: Mapping[Any, float]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Derived:
    """What comes out.

    Attributes:
        members: of whom.
        low, high: their sum, or each one's answer where a range forced it; alike when it is known exactly.
    """

    members: frozenset[Hashable]
    low: float
    high: float


def sum_of(members: Iterable[Hashable], total: float) -> Shown:
    """Return the figure that says the sum of the answers of `members`."""
    return Shown(dict.fromkeys(members, 1.0), total, total)


def derivable(
    shown: Sequence[Shown], *, least: int, sizes: Mapping[Any, int] | None = None,
    between: tuple[float, float] | None = None,
) -> list[Derived]:  # fmt: skip
    """Return what `shown` tells of fewer than `least` people: the groups, and single answers that a range forces.

    Groups made of more than three parts that no figure tells apart are found where the reduced equations show
    them, else not; single people and pairs of parts always are.

    Args:
        shown: everything that is, was and will be shown.
        least: the fewest people who protect each other.
        sizes: how many people each unknown stands for; 1 unless it says otherwise.
        between: the lowest and highest answer, where the scale has ends.
    """
    exact = [figure for figure in shown if figure.low == figure.high]
    found = list(_groups(exact, least, sizes or {}))
    if between is not None:
        found += _forced(shown, between)
    return found


def _groups(exact: Sequence[Shown], least: int, sizes: Mapping[Any, int]) -> Iterator[Derived]:
    """Unions of parts, smaller than `least`, of which a combination of the figures speaks alone."""
    parts = _parts(exact)
    if not parts:
        return
    matrix = np.array([[figure.of.get(members[0], 0.0) for members in parts] for figure in exact])
    values = np.array([figure.low for figure in exact])
    weights = [sum(sizes.get(member, 1) for member in members) for members in parts]
    for places in _told_alone(matrix, weights, least):
        members = frozenset(member for place in places for member in parts[place])
        inside = np.isin(np.arange(len(parts)), places).astype(float)
        combined, _rest, _rank, _singular = np.linalg.lstsq(matrix.T, inside, rcond=None)
        exactly = bool(np.allclose(matrix.T @ combined, inside, atol=1e-6))  # else a difference of them is known
        total = float(round(combined @ values, 6)) if exactly else float("nan")
        yield Derived(members, total, total)


def _parts(shown: Sequence[Shown]) -> list[list[Hashable]]:
    """Who is in the same figures as often: nothing that is shown tells them apart."""
    profiles: dict[Hashable, list[tuple[int, float]]] = defaultdict(list)
    for at, figure in enumerate(shown):
        for member, times in figure.of.items():
            if times:
                profiles[member].append((at, times))
    alike: dict[tuple[tuple[int, float], ...], list[Hashable]] = defaultdict(list)
    for member, profile in profiles.items():
        alike[tuple(profile)].append(member)
    return list(alike.values())


def _told_alone(matrix: NDArray[np.float64], weights: Sequence[int], least: int) -> list[tuple[int, ...]]:
    """Columns, of a weight below `least`, that some combination of the rows has alone: the smallest such unions."""
    free = _nullspace(matrix)
    lengths = np.linalg.norm(free, axis=1)
    small = [place for place, weight in enumerate(weights) if weight < least]
    found: list[tuple[int, ...]] = [(place,) for place in small if lengths[place] < _NOUGHT]
    moving = [place for place in small if lengths[place] >= _NOUGHT]
    directions = free[moving] / lengths[moving, None]
    alike = directions @ directions.T
    for many in range(2, min(_MOST_PARTS, least - 1, len(moving)) + 1):
        unions = [at for at in combinations(range(len(moving)), many) if sum(weights[moving[i]] for i in at) < least]
        # Some combination of rows is zero elsewhere exactly when these unknowns cannot move independently.
        chosen = np.array(unions, dtype=int).reshape(-1, many)
        volumes = np.linalg.det(alike[chosen[:, :, None], chosen[:, None, :]])
        for at in np.flatnonzero(volumes < _NOUGHT):
            places = tuple(moving[i] for i in unions[at])
            if not any(set(one) <= set(places) for one in found):
                found.append(places)
    for row in _reduced(matrix):
        places = tuple(int(place) for place in np.flatnonzero(np.abs(row) > _NOUGHT))
        if places and sum(weights[at] for at in places) < least and not any(set(one) <= set(places) for one in found):
            found.append(places)
    return found


def _nullspace(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """How the unknowns can move without changing a figure: a row for each unknown."""
    _left, singular, right = np.linalg.svd(matrix, full_matrices=True)
    rank = int(np.sum(singular > _NOUGHT * max(1.0, singular.max(initial=0.0))))
    free: NDArray[np.float64] = right[rank:].T
    return free if free.size else np.zeros((matrix.shape[1], 1))


def _reduced(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The reduced row echelon form (Gauss and Jordan)."""
    reduced, at = matrix.copy(), 0
    for column in range(reduced.shape[1]):
        if at == len(reduced):
            break
        pivot = at + int(np.argmax(np.abs(reduced[at:, column])))
        if abs(reduced[pivot, column]) < _NOUGHT:
            continue
        reduced[[at, pivot]] = reduced[[pivot, at]]
        reduced[at] /= reduced[at, column]
        others = np.arange(len(reduced)) != at
        reduced[others] -= np.outer(reduced[others, column], reduced[at])
        at += 1
    return reduced[:at]


def _forced(shown: Sequence[Shown], between: tuple[float, float]) -> list[Derived]:
    """Whose answer is known because the sums leave no other."""
    unknown = {member for figure in shown for member in figure.of}
    low, high = dict.fromkeys(unknown, between[0]), dict.fromkeys(unknown, between[1])
    for _round in range(_MOST_ROUNDS):
        changes = [_narrowed(figure, low, high) for figure in shown]
        if not any(changes):
            break
    known = (member for member in unknown if high[member] - low[member] < _NOUGHT)
    return [Derived(frozenset([member]), low[member], high[member]) for member in known]


def _narrowed(figure: Shown, low: dict[Hashable, float], high: dict[Hashable, float]) -> bool:
    """Narrow the range of everybody in a figure by what the others leave; whether that changed something."""
    ends = {one: sorted((times * low[one], times * high[one])) for one, times in figure.of.items() if times}
    least, most = (sum(end[side] for end in ends.values()) for side in (0, 1))
    changed = False
    for one, (smallest, largest) in ends.items():
        times = figure.of[one]
        sides = sorted(((figure.low - (most - largest)) / times, (figure.high - (least - smallest)) / times))
        if sides[0] > low[one] + _NOUGHT:
            low[one], changed = sides[0], True
        if sides[1] < high[one] - _NOUGHT:
            high[one], changed = sides[1], True
    return changed

"""The lexicographically best set of pairs under all bounds, with the dual values that prove it.

A level may let each mentor's mentees cost more, one after the other: see `matching.engine.flow.steps`.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from matching.engine.flow.bounds import NoFeasibleFlow, feasible_flow, maximum_flow
from matching.engine.flow.circulation import Circulation
from matching.engine.flow.infeasibility import check_bounds, infeasible_because
from matching.engine.flow.lexicographic import Optimum, maximize
from matching.engine.flow.network import Candidates, Duals, circulation, duals_of, mentor_arcs, value_arcs
from matching.engine.flow.steps import Steps, with_steps
from matching.engine.flow.tie_breaking import break_ties, level_names
from matching.engine.model.acceptability import found_in
from matching.engine.model.aims import Aims
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.outcome import Outcome

MATCHED = "matched"
KEPT = "kept"


class Level(NamedTuple):
    """What is maximized at one level: its name, and the profit int64[k] of each candidate pair.

    even    what a mentor's second mentee costs; the third costs twice as much, and so on
    spread  what a mentor's second mentee of the same value costs, and so on
    """

    name: str
    profit: Longs
    even: int = 0
    spread: int = 0


class Assignment(NamedTuple):
    """A choice among k candidates: chosen bool[k]; the name and the dual values of each level."""

    chosen: Mask
    levels: list[str]
    duals: list[Duals]


class Leading(NamedTuple):
    """The best choices at the first levels: their names, the dual values of each, and what is as good."""

    prepared: "Prepared"
    names: list[str]
    optimum: Optimum

    def duals(self, instance: Instance, pairs: Candidates) -> list[Duals]:
        """Return the dual values of each level."""
        network, aims = self.prepared.network, self.prepared.aims
        return [duals_of(instance, pairs, network, potential, aims) for potential in self.optimum.potentials]


def assign(
    instance: Instance, pairs: Candidates, levels: Iterable[Level], draw: Draw, *, aims: Aims | None = None
) -> Assignment:
    """Return the best choice among the candidates, most important level first; one level is in memory at a time.

    Before the first level stands that of `present_pairs`, where the instance has any.
    Of several that are equally good it is the one that the lottery chooses (see `matching.engine.flow.tie_breaking`).
    `aims` are those that a level counts.

    Raises Infeasible, saying what cannot be met together, when no choice respects places, capacities,
    minimums, groups and fixed pairs at once.
    """
    return complete(instance, pairs, lead(instance, pairs, levels, aims=aims), (), draw)


def lead(
    instance: Instance,
    pairs: Candidates,
    levels: Iterable[Level],
    *,
    aims: Aims | None = None,
    near: Sequence[Longs] = (),
) -> Leading:
    """Return the best choices at the first levels, as `assign`; `near` as in `maximize`."""
    remaining = chain(present_pairs(instance, pairs), levels)
    first = next(remaining)
    by_size = first.name == MATCHED
    prepared = prepare(instance, pairs, aims=aims, by_size=by_size)
    names: list[str] = []
    profits = _profits(instance, pairs, prepared, chain([first], remaining), names)
    return Leading(
        prepared, names, maximize(prepared.network, profits, best=prepared.start if by_size else None, near=near)
    )


def complete(
    instance: Instance, pairs: Candidates, leading: Leading, levels: Sequence[Level], draw: Draw
) -> Assignment:
    """Return the best choice at further levels among the best at the leading ones, then by the lottery."""
    prepared, optimum, names = leading.prepared, leading.optimum, [*leading.names]
    if levels:
        profits = _profits(instance, pairs, prepared, levels, names)
        further = maximize(optimum.face, profits)
        optimum = further._replace(potentials=[*optimum.potentials, *further.potentials])
    optimum = break_ties(optimum, pairs, draw)
    names += level_names(len(optimum.potentials) - len(names))
    duals = Leading(prepared, names, optimum).duals(instance, pairs)
    return Assignment(optimum.flow[: len(pairs.mentee)] > 0, names, duals)


def _profits(
    instance: Instance, pairs: Candidates, prepared: "Prepared", levels: Iterable[Level], names: list[str]
) -> Iterator[Longs]:
    """What each arc brings, level by level, whose name is added to the names."""
    for level in levels:
        names.append(level.name)
        yield prepared.profit(instance, pairs, level)


class Prepared(NamedTuple):
    """The network of some candidates with its steps, and a flow within all bounds."""

    network: Circulation
    steps: Steps
    start: Longs
    aims: Aims | None

    def profit(self, instance: Instance, pairs: Candidates, level: Level) -> Longs:
        """Return what each arc of the network brings at a level."""
        plain = len(self.network.tail) - len(self.steps.arc)
        others = np.zeros(plain - len(level.profit), np.int64)
        if self.aims is None:
            return np.concatenate([level.profit, others])
        cost = self.steps.cost(_step_weights(instance, pairs, plain, level, self.aims))
        return np.concatenate([level.profit, others, -cost])


def prepare(instance: Instance, pairs: Candidates, *, aims: Aims | None, by_size: bool) -> Prepared:
    """Return the candidates' network; its flow has as many pairs as possible where `by_size` says so.

    Raises Infeasible as `assign`.
    """
    check_bounds(instance)
    network = circulation(instance, pairs, aims)
    try:
        start = maximum_flow(network) if by_size else feasible_flow(network)
    except NoFeasibleFlow as error:
        raise infeasible_because(instance, pairs, network, error.inside) from None
    stepped = aims is not None and (aims.even or aims.spread)
    network, steps = _with_steps(instance, pairs, network, aims) if aims and stepped else (network, _NO_STEPS)
    return Prepared(network, steps, steps.flow(start, network), aims)


_NO_STEPS = Steps(np.zeros(0, np.int64), np.zeros(0, np.int64))


def _with_steps(instance: Instance, pairs: Candidates, network: Circulation, aims: Aims) -> tuple[Circulation, Steps]:
    """The network in which mentors take their mentees one after the other, and those of each value too."""
    of_mentors, of_values = mentor_arcs(instance, pairs), value_arcs(instance, pairs, aims)
    arcs, most = [], []
    if aims.even:
        arcs.append(np.arange(of_mentors.start, of_mentors.stop))
        most.append(np.bincount(pairs.mentor, minlength=len(instance.mentors)) + 1)
    if aims.spread:
        arcs.append(np.arange(of_values.start, of_values.stop))
        most.append(network.high[of_values])
    return with_steps(network, np.concatenate(arcs), np.concatenate(most))


def _step_weights(instance: Instance, pairs: Candidates, plain: int, level: Level, aims: Aims) -> Longs:
    """int64[plain]: what the second unit of each plain arc costs at a level."""
    weight = np.zeros(plain, np.int64)
    weight[mentor_arcs(instance, pairs)] = level.even
    weight[value_arcs(instance, pairs, aims)] = level.spread
    return weight


def present_pairs(instance: Instance, pairs: Candidates) -> list[Level]:
    """Return the level before all others at which as many present pairs as possible are kept; none without any."""
    if not len(instance.present):
        return []
    codes = instance.codes(pairs.mentee, pairs.mentor)
    return [Level(KEPT, found_in(instance.present, codes).astype(np.int64))]


def cardinality(pairs: Candidates) -> Level:
    """Return the level at which the number of pairs is maximized."""
    return Level(MATCHED, np.ones(len(pairs.mentee), np.int64))


def certified_outcome(pairs: Candidates, found: Assignment, *, objective: str, scale: int) -> Outcome:
    """Return the chosen pairs with the dual values that prove them; `matching.engine.verify` says how to read these.

    objective  name of what was maximized;  scale  units in a profit of 1
    """
    certificate: dict[str, Any] = {
        "kind": "lp-dual",
        "objective": objective,
        "scale": scale,
        "levels": found.levels,
        "duals": duals_to_json(found.duals),
    }
    return Outcome(
        pairs.mentee[found.chosen].astype(np.int32), pairs.mentor[found.chosen].astype(np.int32), certificate
    )


def duals_to_json(duals: Iterable[Duals]) -> list[dict[str, list[int]]]:
    """Return the dual values of each level as they stand in a certificate."""
    return [
        {side: values.tolist() for side, values in level._asdict().items() if values is not None} for level in duals
    ]

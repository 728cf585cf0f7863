"""What the fixed pairs leave for a strategy to decide."""

from dataclasses import dataclass

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Ints, Longs, Mask
from matching.engine.model.errors import Infeasible
from matching.engine.model.instance import Instance


@dataclass(frozen=True, eq=False)
class ResidualCapacity:
    """The places and capacities of an `Instance`, less what the fixed pairs take.

    open_edge  bool[E]: the acceptable pairs that are not fixed already
    """

    places: Ints
    capacity: Ints
    group_capacity: Ints
    open_edge: Mask


def residual_capacity(instance: Instance) -> ResidualCapacity:
    """Return what the fixed pairs leave. Raises Infeasible naming who has more of them than places."""
    by_mentee = np.bincount(instance.fixed_mentee, minlength=len(instance.mentees))
    by_mentor = np.bincount(instance.fixed_mentor, minlength=len(instance.mentors))
    group = instance.group_of[instance.fixed_mentor]
    by_group = np.bincount(group[group >= 0], minlength=len(instance.groups))
    edges = instance.edges
    free = ~found_in(instance.fixed, instance.codes(edges.mentee, edges.mentor))
    return ResidualCapacity(
        places=_left("mentee", instance.mentees, instance.places, by_mentee),
        capacity=_left("mentor", instance.mentors, instance.capacity, by_mentor),
        group_capacity=_left("group", instance.groups, instance.group_capacity, by_group),
        open_edge=free,
    )


def _left(kind: str, names: tuple[str, ...], places: Ints, taken: Longs) -> Ints:
    left = (places - taken).astype(np.int32)
    if len(left) and left.min() < 0:
        worst = int(left.argmin())
        raise Infeasible(f"{kind} {names[worst]}: {taken[worst]} fixed pairs for {places[worst]} places")
    return left

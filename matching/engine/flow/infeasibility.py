"""Says in one sentence what cannot be met together."""

import numpy as np

from matching.engine.flow.circulation import Circulation
from matching.engine.flow.network import Candidates
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.errors import Infeasible
from matching.engine.model.instance import Instance

MAX_PHRASES = 6  # of each side of the contradiction; more are counted


def check_bounds(instance: Instance) -> None:
    """Raise Infeasible for a mentor or a group whose minimum is above its own capacity."""
    for kind, names, minimum, capacity in (
        ("mentor", instance.mentors, instance.minimum, instance.capacity),
        ("group", instance.groups, instance.group_minimum, instance.group_capacity),
    ):
        above = np.flatnonzero(minimum > capacity)
        if len(above):
            at = int(above[0])
            raise Infeasible(f"{kind} {names[at]} needs at least {minimum[at]} but takes at most {capacity[at]}")


def infeasible_because(instance: Instance, pairs: Candidates, network: Circulation, inside: Mask) -> Infeasible:
    """Return the contradiction of a cut: into the nodes `inside` bool[nodes] more must flow than can flow out."""
    tail, head = inside[network.tail], inside[network.head]
    entering = np.flatnonzero(~tail & head & (network.low > 0))
    leaving = np.flatnonzero(tail & ~head & (network.high > 0))
    needs = _phrases(instance, pairs, entering, network.low, "is fixed with", "needs at least")
    supplies = _phrases(instance, pairs, leaving, network.high, "can go to", "takes at most")
    needed, possible = network.low[entering].sum(), network.high[leaving].sum()
    because = f" ({_joined(supplies)})" if supplies else ""
    return Infeasible(
        f"cannot be met together: {_joined(needs)}: {needed} in all, but at most {possible} can be had{because}"
    )


def _phrases(instance: Instance, pairs: Candidates, arcs: Longs, bound: Longs, together: str, alone: str) -> list[str]:
    """One phrase for each arc, in the order of the network: pairs, mentees, mentors, groups."""
    owners = [
        *(f"mentee {name}" for name in instance.mentees),
        *(f"mentor {name}" for name in instance.mentors),
        *(f"group {name}" for name in instance.groups),
    ]
    k = len(pairs.mentee)
    phrases = []
    for arc in arcs.tolist():
        if arc < k:
            mentee, mentor = instance.mentees[pairs.mentee[arc]], instance.mentors[pairs.mentor[arc]]
            phrases.append(f"mentee {mentee} {together} mentor {mentor}")
        else:
            phrases.append(f"{owners[arc - k]} {alone} {bound[arc]}")
    return phrases


def _joined(phrases: list[str]) -> str:
    named = "; ".join(phrases[:MAX_PHRASES])
    return named if len(phrases) <= MAX_PHRASES else f"{named}; and {len(phrases) - MAX_PHRASES} more"

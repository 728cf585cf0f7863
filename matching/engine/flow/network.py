"""An instance as a circulation: root -> mentee -> mentor -> group -> root.

The arc into a mentee carries at most the mentee's places; an acceptable pair carries 0 or 1, a fixed pair
1; the arc out of a mentor, and of a group, carries between its minimum and its capacity. All bounds are
whole and a circulation's matrix is totally unimodular, so the best flow is a best set of pairs. Where mentees
are to differ, those who share a value go to a mentor by a node of that value: mentee -> value -> mentor.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from matching.engine.flow.circulation import Circulation
from matching.engine.model.acceptability import found_in
from matching.engine.model.aims import NO_VALUE, Aims
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.instance import Instance


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs among which a strategy chooses, fixed ones included; each pair once.

    mentee, mentor  int64[k]
    rank            int64[k]  on the mentee's list, 0 when not listed
    fixed           bool[k]
    """

    mentee: Longs
    mentor: Longs
    rank: Longs
    fixed: Mask

    def with_pairs(self, mentee: Longs, mentor: Longs) -> "Candidates":
        """Return these candidates and further pairs, int64[j] each, that nobody ranked."""
        return Candidates(
            np.concatenate([self.mentee, mentee]),
            np.concatenate([self.mentor, mentor]),
            np.concatenate([self.rank, np.zeros(len(mentee), np.int64)]),
            np.concatenate([self.fixed, np.zeros(len(mentee), np.bool_)]),
        )


class Duals(NamedTuple):
    """One level's dual values by mentee int64[n], mentor int64[m], group int64[g].

    spread  int64[m * v], mentor by mentor, what a mentee of each value costs; None where mentees need not differ
    """

    mentee: Longs
    mentor: Longs
    group: Longs
    spread: Longs | None = None


def listed_pairs(instance: Instance) -> Candidates:
    """Return the acceptable pairs, and the fixed ones also where nobody lists them."""
    edges = instance.edges
    codes = instance.codes(edges.mentee, edges.mentor)
    unlisted = instance.fixed[~np.isin(instance.fixed, codes)]
    mentee, mentor = np.divmod(unlisted, len(instance.mentors))
    none = np.zeros(len(unlisted), np.int64)
    return Candidates(
        np.concatenate([edges.mentee.astype(np.int64), mentee]),
        np.concatenate([edges.mentor.astype(np.int64), mentor]),
        np.concatenate([edges.rank.astype(np.int64), none]),
        np.concatenate([found_in(instance.fixed, codes), none == 0]),
    )


def circulation(instance: Instance, pairs: Candidates, aims: Aims | None = None) -> Circulation:
    """Return the network of the candidates: arcs of the k pairs first, then one for each mentee, mentor, group.

    Where the aims want mentees to differ, arcs from each mentor's values to the mentor follow. They carry one more than
    ever comes, so that they bind nothing.
    """
    n, m, g = len(instance.mentees), len(instance.mentors), len(instance.groups)
    root = n + m + g
    parent = np.where(instance.group_of >= 0, instance.group_of.astype(np.int64) + n + m, root)
    nothing = np.zeros(n, np.int64)
    network = Circulation(
        nodes=root + 1,
        root=root,
        tail=np.concatenate([pairs.mentee, nothing + root, np.arange(n, root)]),
        head=np.concatenate([pairs.mentor + n, np.arange(n), parent, np.full(g, root)]),
        low=np.concatenate([pairs.fixed.astype(np.int64), nothing, instance.minimum, instance.group_minimum]),
        high=np.concatenate(
            [np.ones(len(pairs.fixed), np.int64), instance.places, instance.capacity, instance.group_capacity]
        ),
    )
    return _by_value(instance, pairs, network, aims) if aims and aims.spread else network


def _by_value(instance: Instance, pairs: Candidates, network: Circulation, aims: Aims) -> Circulation:
    """The network in which pairs of a mentee with a value lead to the mentor's node of it; those nodes come last."""
    n, m, v = len(instance.mentees), len(instance.mentors), len(aims.values)
    value = aims.value_of[pairs.mentee].astype(np.int64)
    known = value != NO_VALUE
    node = pairs.mentor * v + value
    head = network.head.copy()
    head[: len(node)] = np.where(known, network.nodes + node, head[: len(node)])
    return replace(
        network,
        nodes=network.nodes + m * v,
        tail=np.concatenate([network.tail, network.nodes + np.arange(m * v)]),
        head=np.concatenate([head, n + np.repeat(np.arange(m), v)]),
        low=np.concatenate([network.low, np.zeros(m * v, np.int64)]),
        high=np.concatenate([network.high, np.bincount(node[known], minlength=m * v) + 1]),
    )


def mentor_arcs(instance: Instance, pairs: Candidates) -> slice:
    """Return which arcs of the network lead out of the mentors."""
    first = len(pairs.mentee) + len(instance.mentees)
    return slice(first, first + len(instance.mentors))


def value_arcs(instance: Instance, pairs: Candidates, aims: Aims) -> slice:
    """Return which arcs of the network lead from values to mentors."""
    first = len(pairs.mentee) + len(instance.mentees) + len(instance.mentors) + len(instance.groups)
    return slice(first, first + len(instance.mentors) * len(aims.values))


def duals_of(
    instance: Instance, pairs: Candidates, network: Circulation, potential: Longs, aims: Aims | None = None
) -> Duals:
    """Return the dual values behind one level's potentials int64[nodes]; `aims` as in `circulation`.

    They are the reduced profits of the arcs that are no pairs and have profit 0.
    """
    n, m, g = len(instance.mentees), len(instance.mentors), len(instance.groups)
    sides = slice(len(pairs.mentee), len(pairs.mentee) + n + m + g)
    mentee, mentor, group = np.split(potential[network.tail[sides]] - potential[network.head[sides]], [n, n + m])
    if not (aims and aims.spread):
        return Duals(mentee, mentor, group)
    values = value_arcs(instance, pairs, aims)
    return Duals(mentee, mentor, group, potential[network.tail[values]] - potential[network.head[values]])

"""An instance as a circulation: root -> mentee -> mentor -> group -> root.

The arc into a mentee carries at most the mentee's places; an acceptable pair carries 0 or 1, a fixed pair
1; the arc out of a mentor, and of a group, carries between its minimum and its capacity. All bounds are
whole and a circulation's matrix is totally unimodular, so the best flow is a best set of pairs.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from matching.engine.flow.circulation import Circulation
from matching.engine.model.acceptability import found_in
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
    """One level's dual values by mentee int64[n], mentor int64[m], group int64[g]."""

    mentee: Longs
    mentor: Longs
    group: Longs


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


def circulation(instance: Instance, pairs: Candidates) -> Circulation:
    """Return the network of the candidates: arcs of the k pairs first, then one for each mentee, mentor, group."""
    n, m, g = len(instance.mentees), len(instance.mentors), len(instance.groups)
    root = n + m + g
    parent = np.where(instance.group_of >= 0, instance.group_of.astype(np.int64) + n + m, root)
    nothing = np.zeros(n, np.int64)
    return Circulation(
        nodes=root + 1,
        root=root,
        tail=np.concatenate([pairs.mentee, nothing + root, np.arange(n, root)]),
        head=np.concatenate([pairs.mentor + n, np.arange(n), parent, np.full(g, root)]),
        low=np.concatenate([pairs.fixed.astype(np.int64), nothing, instance.minimum, instance.group_minimum]),
        high=np.concatenate(
            [np.ones(len(pairs.fixed), np.int64), instance.places, instance.capacity, instance.group_capacity]
        ),
    )


def mentor_arcs(instance: Instance, pairs: Candidates) -> slice:
    """Return which arcs of the network lead out of the mentors."""
    first = len(pairs.mentee) + len(instance.mentees)
    return slice(first, first + len(instance.mentors))


def duals_of(instance: Instance, pairs: Candidates, network: Circulation, potential: Longs) -> Duals:
    """Return the dual values behind one level's potentials int64[nodes].

    They are the reduced profits of the arcs that are no pairs and have profit 0.
    """
    n, m, g = len(instance.mentees), len(instance.mentors), len(instance.groups)
    sides = slice(len(pairs.mentee), len(pairs.mentee) + n + m + g)
    mentee, mentor, group = np.split(potential[network.tail[sides]] - potential[network.head[sides]], [n, n + m])
    return Duals(mentee, mentor, group)

"""Which pairs would rather have each other than what they got.

A pair blocks when the mentee strictly prefers the mentor to one it has, or has a place free, and the
mentor's pool would take the pair in: a place is free with the mentor and its group, or somebody who
stands strictly lower would have to go. Standing: the group's ranking where it has one, else the
mentor's; of a mentor indifferent to all the similarity, if that is its priority. A lottery makes
nobody preferred. Fixed pairs never move.
"""

import numpy as np

from matching.engine.columns import Floats, Ints, Longs, Mask
from matching.engine.edges import found_in, ranks_on
from matching.engine.instance import Instance
from matching.engine.match import Match
from matching.engine.residual import Residual, residual

UNLISTED = 2**30  # stands below every rank there can be
HALF = 32  # bits of the finer part of a standing


def blocking_pairs(match: Match, priority: str) -> Longs:
    """Codes of the pairs that block, for indifferent mentors whose priority is "similarity" or "lottery"."""
    instance, edges = match.instance, match.instance.edges
    codes = instance.entry_codes[edges.entry]
    at = np.flatnonzero(~match.entry_held[edges.entry] & ~found_in(instance.fixed, codes))
    pools = Pools(match, standing(instance, match.mentee, match.mentor, priority))
    at = at[pools.keen(edges.mentee[at], edges.rank[at])]
    mentee, mentor = edges.mentee[at], edges.mentor[at]
    return codes[at[pools.admit(mentor, standing(instance, mentee, mentor, priority))]]


def standing(instance: Instance, mentee: Ints | Longs, mentor: Ints | Longs, priority: str) -> Longs:
    """int64[k]: how each pair stands in its mentor's pool; less is better, equal is tied."""
    rank, _ = ranks_on(instance.mentor_lists, mentor, mentee)
    given = instance.mentor_lists.given[mentor]
    if len(instance.groups):
        group = instance.group_of[mentor]
        ranking = (group >= 0) & instance.group_lists.given[group]
        group_rank, _ = ranks_on(instance.group_lists, np.maximum(group, 0), mentee)
        rank, given = np.where(ranking, group_rank, rank), ranking | given
    level = np.where(rank > 0, rank, np.where(given, UNLISTED, 1)).astype(np.int64)
    packed: Longs = level << HALF
    if priority == "similarity" and instance.overlap is not None:
        alike = np.zeros(len(level), np.float32)
        alike[~given] = instance.overlap.pairs(mentee[~given], mentor[~given])
        packed |= _descending(alike)
    return packed


def _descending(values: Floats) -> Longs:
    """int64[k] in 0..2**32-1 that fall as the values rise: the bits of a float32, turned so that they sort."""
    bits = (values + np.float32(0)).view(np.int32).astype(np.int64)
    falling: Longs = 2**HALF - 1 - np.where(bits >= 0, bits + 2 ** (HALF - 1), -1 - bits)
    return falling


class Pools:
    """What mentees hold and wish, what pools hold and would let go, fixed pairs set aside.

    standing  int64[k]: of each pair of the match, less is better
    """

    def __init__(self, match: Match, standing: Longs) -> None:
        instance, moving = match.instance, ~match.fixed
        mentee, mentor, held = match.mentee[moving], match.mentor[moving], standing[moving]
        rank = np.where(match.rank[moving] > 0, match.rank[moving], UNLISTED)
        group = instance.group_of[mentor]
        grouped = group >= 0
        self.left: Residual = residual(instance)
        self.group_of = instance.group_of
        self.last_rank = _worst(mentee, rank, len(instance.mentees))
        self.spare = self.left.places - np.bincount(mentee, minlength=len(instance.mentees))
        self.worst = _worst(mentor, held, len(instance.mentors))
        self.room = self.left.capacity - np.bincount(mentor, minlength=len(instance.mentors))
        self.group_worst = _worst(group[grouped], held[grouped], len(instance.groups))
        self.group_room = self.left.group_capacity - np.bincount(group[grouped], minlength=len(instance.groups))

    def keen(self, mentee: Ints, rank: Ints) -> Mask:
        """bool[k]: would the mentee take a mentor of this rank, giving up its last one if need be?"""
        return (self.spare[mentee] > 0) | (rank < self.last_rank[mentee])

    def admit(self, mentor: Ints, standing: Longs) -> Mask:
        """bool[k]: would the mentor's pool take a pair of this standing, letting its worst go if need be?"""
        room = self.room[mentor] > 0
        better = standing < self.worst[mentor]
        if not len(self.group_room):
            return room | better
        group = self.group_of[mentor]
        group_room = (group < 0) | (self.group_room[group] > 0)
        return np.where(room, group_room | (standing < self.group_worst[group]), better)


def _worst(holder: Ints | Longs, value: Longs, holders: int) -> Longs:
    """int64[holders]: the greatest value that each holds, -1 for none."""
    worst = np.full(holders, -1, np.int64)
    np.maximum.at(worst, holder, value)
    return worst

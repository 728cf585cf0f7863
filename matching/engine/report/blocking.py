"""Which pairs would rather have each other than what they got.

A pair blocks when the mentee strictly prefers the mentor to one it has, or has a place free, and the
mentor's pool would take the pair in: a place is free with the mentor and its group, or somebody who
stands strictly lower would have to go, or the mentee only moves within the group (Abraham, Irving and
Manlove, 2007) without standing lower than before. Standing: the group's ranking where it has one, else the
mentor's; of a mentor indifferent to all the similarity, if that is its priority; these come after
all that another mentor of the group ranks first. A lottery makes nobody preferred. Fixed pairs never move.
"""

import numpy as np

from matching.engine.model.acceptability import found_in, ranks_on, ranks_on_groups
from matching.engine.model.columns import Floats, Ints, Longs, Mask
from matching.engine.model.instance import Instance
from matching.engine.model.match import Match
from matching.engine.model.residual import residual_capacity

UNLISTED = 2**30  # stands below every rank there can be
SIMILARITY_BITS = 32  # the finer part of a standing; 0 for those whom a ranking places
SIMILARITY_MASK = 2**SIMILARITY_BITS - 1


def blocking_pairs(match: Match, priority: str) -> Longs:
    """Return the codes int64[k] of the pairs that block.

    priority  by what indifferent mentors prefer: "similarity" or "lottery"
    """
    instance, edges = match.instance, match.instance.edges
    codes = instance.entries.codes[edges.entry]
    at = np.flatnonzero(~match.entry_matched[edges.entry] & ~found_in(instance.fixed, codes))
    held = HeldPairs(match, priority)
    at = at[held.mentee_gains(edges.mentee[at], edges.rank[at])]
    stands = standing(instance, edges.entry[at], priority)
    blocks = held.pool_gains(edges.mentor[at], stands)
    blocks |= held.moves_within_group(edges.mentee[at], edges.mentor[at], edges.rank[at], stands)
    return codes[at[blocks]]


def standing(instance: Instance, entries: Longs, priority: str) -> Longs:
    """Return int64[k]: how the mentees of these list entries stand in the pools of their mentors; less is better.

    entries   int64[k]: indices of entries of the mentees' lists
    priority  as in `blocking_pairs`
    """
    mentor = instance.mentee_lists.other[entries]
    mentor_rank, group_rank = instance.entries.by_mentor[0][entries], instance.entries.by_group[0][entries]
    similarity = instance.entries.deciding_similarity[entries]
    return _standing(instance, mentor, mentor_rank, group_rank, similarity, priority)


def _standing(
    instance: Instance, mentor: Ints | Longs, mentor_rank: Ints, group_rank: Ints, similarity: Floats, priority: str
) -> Longs:
    given, rank = instance.mentor_lists.given[mentor], mentor_rank
    if len(instance.groups):
        group = instance.group_of[mentor]
        ranking = (group >= 0) & instance.group_lists.given[group]
        rank, given = np.where(ranking, group_rank, rank), ranking | given
    packed: Longs = np.where(rank > 0, rank, np.where(given, UNLISTED, 1)).astype(np.int64) << SIMILARITY_BITS
    if priority == "similarity":
        packed |= np.where(given, 0, _descending(similarity))
    return packed


def _standing_of_pairs(match: Match, priority: str) -> Longs:
    """The same for all pairs of a match, also those outside the lists."""
    instance = match.instance
    mentor_rank, _ = ranks_on(instance.mentor_lists, match.mentor, match.mentee)
    group_rank, _ = ranks_on_groups(instance.group_lists, instance.group_of, match.mentor, match.mentee)
    return _standing(instance, match.mentor, mentor_rank, group_rank, match.similarity, priority)


def _descending(values: Floats) -> Longs:
    """int64[k] in 1..2**32-1 that fall as the values rise: the bits of a float32, turned so that they sort."""
    bits = (values + np.float32(0)).view(np.int32).astype(np.int64)
    falling: Longs = SIMILARITY_MASK - np.where(bits >= 0, bits + 2 ** (SIMILARITY_BITS - 1), -1 - bits)
    return falling


class HeldPairs:
    """The last pair that each mentee, mentor and group holds, and what is free; fixed pairs set aside.

    last_rank           int64[n]: the worst rank that a mentee holds, -1 for none
    worst, group_worst  int64[m], int64[g]: the worst standing that is held, -1 for none
    free_places, free_capacity, free_group_capacity   int64[n], int64[m], int64[g]
    """

    def __init__(self, match: Match, priority: str) -> None:
        instance, moving = match.instance, ~match.fixed
        mentee, mentor = match.mentee[moving], match.mentor[moving]
        held = _standing_of_pairs(match, priority)[moving]
        rank = np.where(match.rank[moving] > 0, match.rank[moving], UNLISTED)
        group = instance.group_of[mentor]
        grouped = group >= 0
        residual = residual_capacity(instance)
        self.group_of = instance.group_of
        self.last_rank = _worst(mentee, rank, len(instance.mentees))
        self.free_places = residual.places - np.bincount(mentee, minlength=len(instance.mentees))
        self.worst = _worst(mentor, held, len(instance.mentors))
        self.free_capacity = residual.capacity - np.bincount(mentor, minlength=len(instance.mentors))
        self.group_worst = _worst(group[grouped], held[grouped], len(instance.groups))
        self.in_groups = _PairsInGroups(
            mentee[grouped] * len(instance.groups) + group[grouped], rank[grouped], held[grouped]
        )
        self.free_group_capacity = residual.group_capacity - np.bincount(group[grouped], minlength=len(instance.groups))

    def mentee_gains(self, mentee: Ints, rank: Ints) -> Mask:
        """Return bool[k]: does the mentee prefer a mentor of this rank, giving up its last one if need be?"""
        return (self.free_places[mentee] > 0) | (rank < self.last_rank[mentee])

    def pool_gains(self, mentor: Ints, standing: Longs) -> Mask:
        """Return bool[k]: does the mentor's pool prefer a pair of this standing, giving up its worst if need be?"""
        free = self.free_capacity[mentor] > 0
        better = standing < self.worst[mentor]
        if not len(self.free_group_capacity):
            return free | better
        group = self.group_of[mentor]
        group_free = (group < 0) | (self.free_group_capacity[group] > 0)
        return np.where(free, group_free | (standing < self.group_worst[group]), better)

    def moves_within_group(self, mentee: Ints, mentor: Ints, rank: Ints, standing: Longs) -> Mask:
        """Return bool[k]: could the mentee give up a place in the mentor's group for a free one with this mentor?"""
        can = (self.free_capacity[mentor] > 0) & (self.group_of[mentor] >= 0)
        asked = np.flatnonzero(can)
        key = mentee[asked] * np.int64(len(self.free_group_capacity)) + self.group_of[mentor[asked]]
        can[asked] = self.in_groups.has_worse(key, rank[asked], standing[asked])
        return can


class _PairsInGroups:
    """The pairs of groups that may move, found by mentee and group: key = mentee * g + group."""

    def __init__(self, key: Longs, rank: Longs, standing: Longs) -> None:
        order = np.argsort(key, kind="stable")
        self.key, self.rank, self.standing = key[order], rank[order], standing[order]

    def has_worse(self, key: Longs, rank: Ints, standing: Longs) -> Mask:
        """Return bool[k]: is there a pair that the mentee likes less and that stands no higher?"""
        first, end = np.searchsorted(self.key, key), np.searchsorted(self.key, key, side="right")
        asking = np.repeat(np.arange(len(key)), end - first)
        pair = np.arange(len(asking)) - np.repeat(np.cumsum(end - first) - end, end - first)
        fits = (self.rank[pair] > rank[asking]) & (self.standing[pair] >= standing[asking])
        found = np.zeros(len(key), np.bool_)
        found[asking[fits]] = True
        return found


def _worst(holder: Ints | Longs, value: Longs, holders: int) -> Longs:
    """int64[holders]: the greatest value that each holds, -1 for none."""
    worst = np.full(holders, -1, np.int64)
    np.maximum.at(worst, holder, value)
    return worst

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
from matching.engine.model.residual import ResidualCapacity, residual_capacity

UNLISTED = 2**30  # stands below every rank there can be
HALF = 32  # bits of the finer part of a standing, by similarity; 0 for those whom a ranking places
ALIKE = 2**HALF - 1


def blocking_pairs(match: Match, priority: str) -> Longs:
    """Codes of the pairs that block, where indifferent mentors go by "similarity" or "lottery"."""
    instance, edges = match.instance, match.instance.edges
    codes = instance.entries.codes[edges.entry]
    at = np.flatnonzero(~match.entry_matched[edges.entry] & ~found_in(instance.fixed, codes))
    pools = Pools(match, priority)
    at = at[pools.keen(edges.mentee[at], edges.rank[at])]
    stands = standing(instance, edges.entry[at], priority)
    wanted = pools.admit(edges.mentor[at], stands)
    wanted |= pools.moves(edges.mentee[at], edges.mentor[at], edges.rank[at], stands)
    return codes[at[wanted]]


def standing(instance: Instance, entries: Longs, priority: str) -> Longs:
    """int64[k]: how the mentees of these list entries stand in the pools of their mentors; less is better."""
    mentor = instance.mentee_lists.other[entries]
    mentor_rank, group_rank = instance.entries.by_mentor[0][entries], instance.entries.by_group[0][entries]
    return _standing(instance, mentor, mentor_rank, group_rank, instance.entries.similarity[entries], priority)


def _standing(
    instance: Instance, mentor: Ints | Longs, mentor_rank: Ints, group_rank: Ints, similarity: Floats, priority: str
) -> Longs:
    given, rank = instance.mentor_lists.given[mentor], mentor_rank
    if len(instance.groups):
        group = instance.group_of[mentor]
        ranking = (group >= 0) & instance.group_lists.given[group]
        rank, given = np.where(ranking, group_rank, rank), ranking | given
    packed: Longs = np.where(rank > 0, rank, np.where(given, UNLISTED, 1)).astype(np.int64) << HALF
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
    falling: Longs = ALIKE - np.where(bits >= 0, bits + 2 ** (HALF - 1), -1 - bits)
    return falling


class Pools:
    """What mentees hold and wish, what pools hold and would let go, fixed pairs set aside.

    priority  of mentors indifferent to all: "similarity" or "lottery"
    """

    def __init__(self, match: Match, priority: str) -> None:
        instance, moving = match.instance, ~match.fixed
        mentee, mentor = match.mentee[moving], match.mentor[moving]
        held = _standing_of_pairs(match, priority)[moving]
        rank = np.where(match.rank[moving] > 0, match.rank[moving], UNLISTED)
        group = instance.group_of[mentor]
        grouped = group >= 0
        self.left: ResidualCapacity = residual_capacity(instance)
        self.group_of = instance.group_of
        self.last_rank = _worst(mentee, rank, len(instance.mentees))
        self.spare = self.left.places - np.bincount(mentee, minlength=len(instance.mentees))
        self.worst = _worst(mentor, held, len(instance.mentors))
        self.room = self.left.capacity - np.bincount(mentor, minlength=len(instance.mentors))
        self.group_worst = _worst(group[grouped], held[grouped], len(instance.groups))
        self.inside = _Inside(mentee[grouped] * len(instance.groups) + group[grouped], rank[grouped], held[grouped])
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

    def moves(self, mentee: Ints, mentor: Ints, rank: Ints, standing: Longs) -> Mask:
        """bool[k]: could the mentee give up another place in the mentor's group for a free one with this mentor?"""
        can = (self.room[mentor] > 0) & (self.group_of[mentor] >= 0)
        tried = np.flatnonzero(can)
        where = mentee[tried] * np.int64(len(self.group_room)) + self.group_of[mentor[tried]]
        can[tried] = self.inside.worse(where, rank[tried], standing[tried])
        return can


class _Inside:
    """The moving pairs of groups, found by mentee and group: where = mentee * g + group."""

    def __init__(self, where: Longs, rank: Longs, standing: Longs) -> None:
        order = np.argsort(where, kind="stable")
        self.where, self.rank, self.standing = where[order], rank[order], standing[order]

    def worse(self, where: Longs, rank: Ints, standing: Longs) -> Mask:
        """bool[k]: is there a pair that the mentee likes less and that stands no higher?"""
        first, end = np.searchsorted(self.where, where), np.searchsorted(self.where, where, side="right")
        asking = np.repeat(np.arange(len(where)), end - first)
        pair = np.arange(len(asking)) - np.repeat(np.cumsum(end - first) - end, end - first)
        fits = (self.rank[pair] > rank[asking]) & (self.standing[pair] >= standing[asking])
        found = np.zeros(len(where), np.bool_)
        found[asking[fits]] = True
        return found


def _worst(holder: Ints | Longs, value: Longs, holders: int) -> Longs:
    """int64[holders]: the greatest value that each holds, -1 for none."""
    worst = np.full(holders, -1, np.int64)
    np.maximum.at(worst, holder, value)
    return worst

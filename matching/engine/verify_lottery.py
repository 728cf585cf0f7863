"""Was the serial order kept, to the last pair, and so that nobody could have done better without harm to one before?

Mentees may be moved inside a tie group. From each mentor the free place or the latest tie group
that can be reached by such moves is found, once for all, by searching backwards from the latest.
A mentee was passed over when a mentor it would rather have reaches a free place or a later draw.
That nobody was passed over makes the outcome Pareto-efficient. Which of several such outcomes it must be
follows from playing the serial order again (`verify_serial`).
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from matching.engine.model.acceptability import found_in, ranks_on, ranks_on_groups
from matching.engine.model.columns import Longs
from matching.engine.model.match import Match
from matching.engine.model.options import Options
from matching.engine.model.residual import residual_capacity
from matching.engine.verify_draws import Draw
from matching.engine.verify_pairs import named, open_to_all
from matching.engine.verify_serial import played
from matching.engine.verify_ties import TieGroups

FREE_PLACE = np.iinfo(np.int64).max


def faults(match: Match, strategy: str, certificate: dict[str, Any], options: Options) -> Iterator[str]:
    """Pairs that a mentee should have had under the serial order, and those that it gives to others."""
    instance = match.instance
    draw = Draw(instance, certificate["lottery"]["seed"])
    ties = TieGroups.of(instance, draw, open_to_all(instance, strategy, options))
    yield from _passed_over(match, ties)
    drawn, stated = played(ties), match.codes[~match.fixed]
    yield from named(
        instance, drawn[~found_in(stated, drawn)], "left out, but made when the serial order is played again"
    )
    yield from named(instance, stated[~found_in(drawn, stated)], "made, but not when the serial order is played again")


def _passed_over(match: Match, ties: TieGroups) -> Iterator[str]:
    instance = match.instance
    search = _Backwards(match, ties)
    reached, where = search.run()
    seat = ties.of_pairs(match.codes[~match.fixed])
    mentee = match.mentee[~match.fixed]
    last = np.full(len(instance.mentees), -1, np.int64)
    np.maximum.at(last, mentee, seat)
    spare = residual_capacity(instance).places > np.bincount(mentee, minlength=len(instance.mentees))
    number = np.arange(len(ties.mentee))
    longing = spare[ties.mentee] | (number < last[ties.mentee])
    passed = np.flatnonzero(longing & (reached > number))
    codes = np.unique(instance.codes(ties.mentee[passed], where[passed]))
    yield from named(instance, codes, "passed over: the serial order would have made this pair possible")


class _Backwards:
    """The search against the moves: from a mentor to the tie groups that could go there, and on to their seats.

    Each mentor and each tie group is visited once, from the best end that it can reach, so that the work is
    linear in the pairs that mentees would take.
    """

    def __init__(self, match: Match, ties: TieGroups) -> None:
        instance, left = match.instance, residual_capacity(match.instance)
        self.match, self.ties = match, ties
        self.room = left.capacity > match.load - np.bincount(instance.fixed_mentor, minlength=len(left.capacity))
        codes, mentor = match.codes[~match.fixed], match.mentor[~match.fixed]
        seat = ties.of_pairs(codes)
        self.seats: dict[int, list[int]] = {}
        for group, at in zip(seat.tolist(), mentor.tolist(), strict=True):
            self.seats.setdefault(group, []).append(at)
        self.end = np.full(len(self.room), -1, np.int64)
        np.maximum.at(self.end, mentor, seat)
        group_room = np.append(match.group_load < instance.group_capacity, True)  # the last for those in no group
        self.end[self.room & group_room[instance.group_of]] = FREE_PLACE
        other = np.flatnonzero(~found_in(match.codes, ties.codes))
        by_mentor = other[np.argsort(ties.mentor[other], kind="stable")]
        self.group: list[int] = ties.group[by_mentor].tolist()
        self.start = np.searchsorted(ties.mentor[by_mentor], np.arange(len(self.room) + 1)).tolist()
        self.wide = _Wide(match, ties)

    def run(self) -> tuple[Longs, Longs]:
        """For each tie group, int64[t]: the best end it can reach, -1 for none, and the mentor by whom."""
        reached, where = [-1] * len(self.ties.mentee), [-1] * len(self.ties.mentee)
        seen = [False] * len(self.room)
        opened: set[int] = {-1}
        for source in np.argsort(self.end, kind="stable")[::-1].tolist():
            waiting, end = [source], int(self.end[source])
            while waiting:
                mentor = waiting.pop()
                if seen[mentor] or end < 0:
                    continue
                seen[mentor] = True
                waiting += self._beside(mentor, opened)
                for group in self._into(mentor):
                    if reached[group] < 0:
                        reached[group], where[group] = end, mentor
                        waiting += self.seats.get(group, ())
        return np.array(reached, np.int64), np.array(where, np.int64)

    def _into(self, mentor: int) -> list[int]:
        """Tie groups that hold the mentor and do not sit there."""
        return self.group[self.start[mentor] : self.start[mentor + 1]] + self.wide.into(mentor)

    def _beside(self, mentor: int, opened: set[int]) -> list[int]:
        """Mentors of the same group with places of their own: one given up here is one for them; asked once."""
        group_of = self.match.instance.group_of
        group = int(group_of[mentor])
        if group in opened:
            return []
        opened.add(group)
        return [int(at) for at in np.flatnonzero((group_of == group) & self.room).tolist()]


class _Wide:
    """The wide tie groups not visited yet. Most are at the first mentor, so their pairs are not written down."""

    def __init__(self, match: Match, ties: TieGroups) -> None:
        self.match = match
        self.taken = np.union1d(match.codes, np.union1d(match.instance.fixed, match.instance.forbidden))
        self.group_of = np.full(len(match.instance.mentees), -1, np.int64)  # by mentee; -1 for none or visited
        self.group_of[ties.mentee[ties.wide]] = np.flatnonzero(ties.wide)
        self.mentees = np.flatnonzero(self.group_of >= 0)

    def into(self, mentor: int) -> list[int]:
        """Tie groups that hold the mentor and do not sit there; they count as visited from now on."""
        instance, lists, mentees = self.match.instance, self.match.instance.mentor_lists, self.mentees
        if lists.given[mentor] and len(mentees):
            row = lists.other[lists.indptr[mentor] : lists.indptr[mentor + 1]].astype(np.int64)
            mentees = row[self.group_of[row] >= 0]
        if not len(mentees):
            return []
        mentors = np.full(len(mentees), mentor)
        _, by_group = ranks_on_groups(instance.group_lists, instance.group_of, mentors, mentees)
        accepts = ranks_on(lists, mentors, mentees)[1] & by_group
        mentees = mentees[accepts & ~found_in(self.taken, instance.codes(mentees, mentors))]
        found = self.group_of[mentees]
        self.group_of[mentees] = -1
        if len(found):
            self.mentees = self.mentees[self.group_of[self.mentees] >= 0]
        return [int(at) for at in found.tolist()]

"""Was the serial order kept, so that nobody could have done better without harm to one drawn before?

Mentees may be moved inside a tie group. From each mentor the free place or the holder of the latest
draw that can be reached by such moves is found, once for all, by searching backwards from the latest.
A mentee was passed over when a mentor it would rather have reaches a free place or a later draw.
That nobody was passed over makes the outcome Pareto-efficient.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.engine.columns import Longs, Mask
from matching.engine.edges import found_in
from matching.engine.errors import InstanceError
from matching.engine.instance import Instance
from matching.engine.limits import MAX_CELLS
from matching.engine.match import Match
from matching.engine.options import Options
from matching.engine.residual import residual
from matching.engine.verify_draws import Draw
from matching.engine.verify_pairs import named, open_to_all

FREE_PLACE = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Seats:
    """The pairs that are not fixed, and what else their mentees would take.

    mentee, mentor, key  int64[k]  key: place in the draw * steps + tie group: the later, the greater
    other_mentee, other_mentor, other_key  int64[j]  listed pairs that did not come true, with the key they would have
    wide       indices of mentees who are content with everybody;  takes  bool[w, m]: mentors they have not, but may
    """

    mentee: Longs
    mentor: Longs
    key: Longs
    other_mentee: Longs
    other_mentor: Longs
    other_key: Longs
    wide: Longs
    takes: Mask


def faults(match: Match, strategy: str, certificate: dict[str, Any], options: Options) -> Iterator[str]:
    """Pairs that a mentee should have had under the serial order."""
    instance = match.instance
    turn = Draw(instance, certificate["lottery"]["seed"]).turn
    longest = int(instance.mentee_lists.rank.max(initial=1)) + 1
    seats = _seats(match, open_to_all(instance, strategy, options), turn * longest)
    reach = _reach(match, seats)
    left = residual(instance)
    spare = left.places > np.bincount(seats.mentee, minlength=len(turn))
    last = np.full(len(turn), -1, np.int64)
    np.maximum.at(last, seats.mentee, seats.key)
    longing = spare[seats.other_mentee] | (seats.other_key < last[seats.other_mentee])
    passed = longing & (reach[seats.other_mentor] > seats.other_key)
    found = instance.codes(seats.other_mentee[passed], seats.other_mentor[passed])
    row, mentor = np.nonzero(seats.takes & spare[seats.wide, None])
    own_key = turn[seats.wide] * longest + 1
    over = reach[mentor] > own_key[row]
    found = np.concatenate([found, instance.codes(seats.wide[row[over]], mentor[over])])
    yield from named(instance, found, "passed over: the serial order would have made this pair possible")


def _seats(match: Match, wide: Mask, base: Longs) -> Seats:
    instance, edges = match.instance, match.instance.edges
    moving = ~match.fixed
    mentee, mentor = match.mentee[moving], match.mentor[moving]
    rank = np.where(wide[mentee], 1, match.rank[moving])
    codes = instance.entries.codes[edges.entry]
    owner = edges.mentee.astype(np.int64)
    other = ~found_in(match.codes, codes) & ~found_in(instance.fixed, codes) & ~wide[owner]
    row = np.flatnonzero(wide)
    if len(row) * len(instance.mentors) > MAX_CELLS:
        raise InstanceError("lottery", f"{len(row)} mentees without a list: too many pairs to verify")
    takes = np.zeros((len(row), len(instance.mentors)), np.bool_)
    for at, who in enumerate(row.tolist()):
        takes[at] = instance.accepting_rows(who, who + 1)[0]
    taken, whom = np.divmod(np.union1d(match.codes, instance.fixed), len(instance.mentors))
    takes[np.searchsorted(row, taken[wide[taken]]), whom[wide[taken]]] = False
    return Seats(
        mentee, mentor, base[mentee] + rank,
        owner[other], edges.mentor[other].astype(np.int64), base[owner[other]] + edges.rank[other],
        row, takes,
    )  # fmt: skip


def _reach(match: Match, seats: Seats) -> Longs:
    """int64[m]: the greatest key that moves from each mentor can reach, FREE_PLACE for a place nobody has."""
    instance = match.instance
    left = residual(instance)
    room = left.capacity > np.bincount(seats.mentor, minlength=len(instance.mentors))
    group = instance.group_of[seats.mentor]
    group_room = left.group_capacity > np.bincount(group[group >= 0], minlength=len(instance.groups))
    free = room.copy()
    if len(instance.groups):
        free &= (instance.group_of < 0) | group_room[instance.group_of]
    own = np.full(len(room), -1, np.int64)
    np.maximum.at(own, seats.mentor, seats.key)
    own[free] = FREE_PLACE
    moves = _Moves(instance, seats, room)
    reach = np.full(len(room), -1, np.int64)
    for source in np.argsort(own, kind="stable")[::-1].tolist():
        waiting = [source] if reach[source] < own[source] else []
        while waiting:
            mentor = waiting.pop()
            reach[mentor] = own[source]
            before = moves.into(mentor)
            fresh = before[reach[before] < own[source]]
            reach[fresh] = own[source]
            waiting += fresh.tolist()
    return reach


class _Moves:
    """From which mentors a seat, or a group's place, can move to a given one."""

    def __init__(self, instance: Instance, seats: Seats, room: Mask) -> None:
        order = np.argsort(seats.key, kind="stable")
        keys = seats.key[order]
        low, high = (np.searchsorted(keys, seats.other_key, side) for side in ("left", "right"))
        many = high - low
        at = np.repeat(low - np.concatenate([[0], np.cumsum(many)[:-1]]), many) + np.arange(many.sum())
        target = np.repeat(seats.other_mentor, many)
        by_target = np.argsort(target, kind="stable")
        self.start = np.searchsorted(target[by_target], np.arange(len(room) + 1))
        self.source = seats.mentor[order[at]][by_target]
        self.group_of, self.room = instance.group_of, room
        wide = np.isin(seats.mentee, seats.wide)
        self.wide_at = np.searchsorted(seats.wide, seats.mentee[wide])
        self.wide_mentor, self.takes = seats.mentor[wide], seats.takes
        self.opened: set[int] = set()

    def into(self, mentor: int) -> Longs:
        """Mentors one step before this one; those of its group once only."""
        sources = [self.source[self.start[mentor] : self.start[mentor + 1]]]
        if len(self.wide_at):
            sources.append(self.wide_mentor[self.takes[self.wide_at, mentor]])
        group = int(self.group_of[mentor])
        if group >= 0 and group not in self.opened:
            self.opened.add(group)
            sources.append(np.flatnonzero((self.group_of == group) & self.room))
        return np.concatenate(sources)

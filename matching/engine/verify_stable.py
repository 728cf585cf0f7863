"""Is a matching stable, and of all stable ones the best for the mentees?

Blocking pairs are looked for under the strict order that the lottery makes of all ties.

Best for the mentees: without groups, a stable matching can be improved exactly when there is a
cycle of full mentors in which each would take, as the best of those who long for it, a mentee whose
last place is with the next (a rotation seen from the mentors' side: Irving and Leather, 1986;
Gusfield and Irving, "The stable marriage problem", 1989, for many places Bansal et al., 2007). With groups
the proposals are played again, on plain sorted lists.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Ints, Longs, Mask
from matching.engine.model.instance import Instance
from matching.engine.model.match import Match
from matching.engine.model.options import Options
from matching.engine.model.residual import ResidualCapacity, residual_capacity
from matching.engine.verify_draws import Draw
from matching.engine.verify_pairs import named

NONE = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class View:
    """The acceptable pairs that are not fixed, k of them, as the strict order has them.

    wish   int64[k]  place among the mentee's own wishes, 0 the best
    place  int64[k]  place in the order of all pools, 0 the best
    held   bool[k]
    """

    left: ResidualCapacity
    mentee: Ints
    mentor: Ints
    wish: Longs
    place: Longs
    held: Mask
    codes: Longs


def faults(match: Match, strategy: str, certificate: dict[str, Any], options: Options) -> Iterator[str]:
    """Blocking pairs, and whether a better stable matching exists."""
    instance = match.instance
    priority = options.priority or ("lottery" if instance.overlap is None else "similarity")
    if certificate.get("priority") != priority:
        yield f"certificate: expected priority {priority!r}"
    view = _view(match, Draw(instance, certificate["lottery"]["seed"]), priority)
    last = np.full(len(instance.mentees), -1, np.int64)
    np.maximum.at(last, view.mentee[view.held], view.wish[view.held])
    spare = view.left.places > np.bincount(view.mentee[view.held], minlength=len(instance.mentees))
    keen = ~view.held & (spare[view.mentee] | (view.wish < last[view.mentee]))
    blocking = np.flatnonzero(keen)[_admitted(instance, view, keen)]
    yield from named(instance, view.codes[blocking], "blocks: both would rather have each other")
    if len(blocking):
        return
    if len(instance.groups):
        if not np.array_equal(_played(instance, view), view.held):
            yield "not the best stable matching for the mentees"
    elif _rotates(view, keen, last, spare):
        yield "not the best stable matching for the mentees: a cycle of mentors could still trade"


def _view(match: Match, draw: Draw, priority: str) -> View:
    instance, edges = match.instance, match.instance.edges
    left = residual_capacity(instance)
    free = np.flatnonzero(left.open_edge)
    mentee, mentor = edges.mentee[free], edges.mentor[free]
    rank = edges.rank[free]
    if ((mentee[1:] == mentee[:-1]) & (rank[1:] == rank[:-1])).any():
        order = np.lexsort((draw.of_pairs(mentee, mentor), rank, mentee))
        free, mentee, mentor = free[order], mentee[order], mentor[order]
    wish = np.arange(len(free)) - np.searchsorted(mentee, mentee)
    by_group, by_mentor = edges.group_rank[free], edges.mentor_rank[free]
    level = np.select([by_group > 0, by_mentor > 0], [by_group, by_mentor], 1)
    level = level * np.int64(len(draw.turn)) + draw.turn[mentee]
    order = np.argsort(level, kind="stable")
    if priority == "similarity":
        unranked = (by_group == 0) & (by_mentor == 0)
        alike = np.where(unranked, instance.entries.similarity[edges.entry[free]], np.float32(np.inf))
        order = np.lexsort((level % len(draw.turn), -alike, level // len(draw.turn)))
    place = np.empty(len(free), np.int64)
    place[order] = np.arange(len(free))
    codes = instance.codes(mentee, mentor)
    return View(left, mentee, mentor, wish, place, found_in(match.codes, codes), codes)


def _admitted(instance: Instance, view: View, keen: Mask) -> Mask:
    """Would the pool of each keen pair take it?"""
    mentor, place = view.mentor[keen], view.place[keen]
    room, worst = _kept(view.mentor[view.held], view.place[view.held], view.left.capacity)
    full_but_better = place < worst[mentor]
    if not len(instance.groups):
        return room[mentor] | full_but_better
    group_of = instance.group_of[view.mentor]
    inside = view.held & (group_of >= 0)
    group_room, group_worst = _kept(group_of[inside], view.place[inside], view.left.group_capacity)
    group = instance.group_of[mentor]
    in_group = (group < 0) | group_room[group] | (place < group_worst[group])
    return np.where(room[mentor], in_group, full_but_better)


def _kept(holder: Ints, place: Longs, capacity: Ints) -> tuple[Mask, Longs]:
    """For each mentor or group: is there room, and the worst place it holds (-1: nothing to let go)."""
    worst = np.full(len(capacity), -1, np.int64)
    np.maximum.at(worst, holder, place)
    return np.bincount(holder, minlength=len(capacity)) < capacity, worst


def _rotates(view: View, keen: Mask, last: Longs, spare: Mask) -> bool:
    """Is there a cycle mentor -> mentor of the last place of the best mentee who longs for it?"""
    mentors = len(view.left.capacity)
    best = np.full(mentors, NONE)
    np.minimum.at(best, view.mentor[keen], view.place[keen])
    pair_at = np.empty(len(view.place), np.int64)
    pair_at[view.place] = np.arange(len(view.place))
    last_mentor = np.full(len(last), mentors, np.int64)
    at_last = view.held & (view.wish == last[view.mentee])
    last_mentor[view.mentee[at_last]] = view.mentor[at_last]
    last_mentor[spare] = mentors
    following = np.full(mentors + 1, mentors, np.int64)
    longed_for = np.flatnonzero(best < NONE)
    following[longed_for] = last_mentor[view.mentee[pair_at[best[longed_for]]]]
    for _ in range(mentors.bit_length()):
        following = following[following]
    return bool((following < mentors).any())


def _played(instance: Instance, view: View) -> Mask:
    """The pairs, bool[k], held when all proposals have been made."""
    pair_at = np.argsort(view.place)
    rows = np.searchsorted(view.mentee, np.arange(len(instance.mentees) + 1)).tolist()
    place, mentee = view.place.tolist(), view.mentee.tolist()
    table = _Table(instance, view.left, view.mentor[pair_at].tolist())
    asking = np.repeat(np.arange(len(instance.mentees)), view.left.places.clip(max=np.diff(rows))).tolist()
    upcoming = rows[:-1]
    while asking:
        proposer = asking.pop()
        if upcoming[proposer] == rows[proposer + 1]:
            continue
        out = table.seat(place[upcoming[proposer]])
        upcoming[proposer] += 1
        if out is not None:
            asking.append(mentee[pair_at[out]])
    final = np.zeros(len(place), np.bool_)
    final[pair_at[[at for here in table.held for at in here]]] = True
    return final


class _Table:
    """Places held, as sorted lists by mentor and by group; a mentor in no group has a list of its own for one."""

    def __init__(self, instance: Instance, left: ResidualCapacity, mentor_at: list[int]) -> None:
        groups = len(instance.groups)
        self.mentor_at, self.capacity = mentor_at, left.capacity.tolist()
        alone = groups + np.arange(len(instance.mentors))
        self.group_of = np.where(instance.group_of < 0, alone, instance.group_of).tolist()
        self.group_capacity = left.group_capacity.tolist() + self.capacity
        self.held: list[list[int]] = [[] for _ in self.capacity]
        self.group_held: list[list[int]] = [[] for _ in self.group_capacity]

    def seat(self, place: int) -> int | None:
        """Take the pair of this place in; returns the place of the one that must go, None when all may stay."""
        mentor = self.mentor_at[place]
        group = self.group_of[mentor]
        here, together = self.held[mentor], self.group_held[group]
        insort(here, place)
        insort(together, place)
        if len(here) > self.capacity[mentor]:
            out = here[-1]
        elif len(together) > self.group_capacity[group]:
            out = together[-1]
        else:
            return None
        for kept in (self.held[self.mentor_at[out]], together):
            del kept[bisect_left(kept, out)]
        return out

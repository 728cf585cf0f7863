"""`lottery`: serial order by draw, over acceptable mentors.

Mentees choose in the order of their numbers; each gets the best tie group that is still to be had
without taking a better or equal one from anybody drawn before. Where lists hold ties, those before
may be moved inside their own tie group to make room (Svensson, "Queue allocation of indivisible goods",
1994; Krysta, Manlove, Rastegari and Zhang, "Size versus truthfulness in the house allocation problem",
2014): a simple choice of any tied mentor would not be Pareto-efficient. Mentees without a list are
content with everybody: one tie group. Mentors' rankings decide only whom they accept.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from matching.engine.model.acceptability import found_in
from matching.engine.model.columns import Longs, Mask
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.options import Options
from matching.engine.model.outcome import Outcome
from matching.engine.model.residual import residual

Seat = tuple[int, int]  # a mentee and the rank of the tie group that the seat is in


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """The outcome of the serial order. Raises Infeasible when fixed pairs exceed places."""
    draw = Draw.of(instance, seed)
    hall = Hall.of(instance, draw, ignore_lists=options.ignore_lists)
    for mentee in np.argsort(draw.mentee, kind="stable").tolist():
        hall.choose(mentee)
    pairs = [(mentee, mentor) for mentor, seats in enumerate(hall.seats) for mentee, _ in seats]
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return Outcome(
        mentee=np.concatenate([instance.fixed_mentee, table[:, 0]]).astype(np.int32),
        mentor=np.concatenate([instance.fixed_mentor, table[:, 1]]).astype(np.int32),
        certificate={"kind": "serial-order"},
    )


Step = tuple[int, Seat] | int  # see `Hall._search`


@dataclass(frozen=True, eq=False)
class Wishes:
    """What each mentee would take: tie groups from the best down, inside one in the order of the draw.

    everyone  bool[n]: content with every mentor who accepts; all in one tie group of rank 1
    mentor, rank  int64[k]: the pairs listed by the others, in rows of `indptr`, less the fixed ones
    """

    instance: Instance
    everyone: Mask
    indptr: Longs
    mentor: Longs
    rank: Longs
    draw: Draw

    @classmethod
    def of(cls, instance: Instance, draw: Draw, *, ignore_lists: bool) -> "Wishes":
        """The wishes of all mentees, fixed pairs taken out."""
        edges, free = instance.edges, residual(instance).edge
        mentee, mentor, rank = edges.mentee[free], edges.mentor[free], edges.rank[free]
        order = np.lexsort((draw.of_pairs(mentee, mentor), rank, mentee))
        indptr = np.searchsorted(mentee, np.arange(len(instance.mentees) + 1))
        everyone = np.ones(len(instance.mentees), np.bool_) if ignore_lists else ~instance.mentee_lists.given
        return cls(instance, everyone, indptr, mentor[order].astype(np.int64), rank[order].astype(np.int64), draw)

    def tiers(self, mentee: int) -> list[tuple[int, list[int]]]:
        """Every tie group of the mentee: its rank and its mentors."""
        if self.everyone[mentee]:
            return [(1, self.with_anybody(mentee))]
        row = slice(self.indptr[mentee], self.indptr[mentee + 1])
        pairs = zip(self.rank[row].tolist(), self.mentor[row].tolist(), strict=True)
        return [(rank, [mentor for _, mentor in tier]) for rank, tier in groupby(pairs, key=itemgetter(0))]

    def with_anybody(self, mentee: int, among: AbstractSet[int] | None = None) -> list[int]:
        """The one tie group of a mentee without a list, or those of it who are `among` the given."""
        accepting = np.flatnonzero(self.instance.accepting_rows(mentee, mentee + 1)[0])
        if among is not None:
            accepting = np.array([mentor for mentor in accepting.tolist() if mentor in among], np.int64)
        fixed = found_in(self.instance.fixed, self.instance.codes(np.full(len(accepting), mentee), accepting))
        accepting = accepting[~fixed]
        number = self.draw.of_pairs(np.full(len(accepting), mentee), accepting)
        return list(map(int, accepting[np.argsort(number, kind="stable")]))


@dataclass
class Hall:
    """Who sits with whom while the draw goes on.

    places, capacity, group_capacity  what is still free
    members  the mentors of each group, in the order of their numbers
    seats    for each mentor who sits there, in order
    ties     the tie group of each seat, but of mentees content with everybody: theirs are as long as all mentors
    alive    mentors from whom a free place may still be reached; once it cannot, it never can again
    """

    instance: Instance
    wishes: Wishes
    places: list[int]
    capacity: list[int]
    group_capacity: list[int]
    group_of: list[int]
    members: list[list[int]]
    seats: list[dict[Seat, None]]
    ties: dict[Seat, list[int]]
    alive: set[int]

    @classmethod
    def of(cls, instance: Instance, draw: Draw, *, ignore_lists: bool) -> "Hall":
        """An empty hall: only the fixed pairs have taken their places."""
        left = residual(instance)
        by_draw = np.argsort(draw.mentor, kind="stable")
        return cls(
            instance,
            Wishes.of(instance, draw, ignore_lists=ignore_lists),
            left.places.tolist(),
            left.capacity.tolist(),
            left.group_capacity.tolist(),
            instance.group_of.tolist(),
            [by_draw[instance.group_of[by_draw] == group].tolist() for group in range(len(instance.groups))],
            [{} for _ in instance.mentors],
            {},
            set(range(len(instance.mentors))),
        )

    def choose(self, mentee: int) -> None:
        """Let the mentee take its places, each in the best tie group that can be reached."""
        for rank, tier in self.wishes.tiers(mentee):
            while self.places[mentee] and self._sit((mentee, rank), tier):
                self.places[mentee] -= 1
                if not self.wishes.everyone[mentee]:
                    self.ties[mentee, rank] = tier
            if not self.places[mentee]:
                return

    def _sit(self, seat: Seat, tier: list[int]) -> bool:
        """Seat the mentee in the tie group, moving others inside theirs if need be; False when it is closed."""
        wanted = [mentor for mentor in tier if mentor in self.alive and seat not in self.seats[mentor]]
        for mentor in wanted:
            if self._has_room(mentor):
                self._take(mentor, seat)
                return True
        came_from: dict[int, Step | None] = dict.fromkeys(wanted)
        end = self._search(came_from)
        if end is None:
            return False
        self.alive.update(came_from)
        while (step := came_from[end]) is not None:
            if isinstance(step, int):
                end = step
                continue
            mentor, moving = step
            self._leave(mentor, moving)
            self._take(end, moving)
            end = mentor
        self._take(end, seat)
        return True

    def _search(self, came_from: dict[int, Step | None]) -> int | None:
        """A mentor with room that can be reached by moves, breadth first; `came_from` records the way.

        Whoever is reached leaves `alive`, so that nobody is looked at twice: for good when the search fails.
        """
        self.alive.difference_update(came_from)
        waiting = deque(came_from)
        opened: set[int] = set()
        while waiting and self.alive:
            mentor = waiting.popleft()
            for other, step in self._steps(mentor, opened):
                if other not in self.alive:
                    continue
                self.alive.discard(other)
                came_from[other] = step
                if self._has_room(other):
                    return other
                waiting.append(other)
        return None

    def _steps(self, mentor: int, opened: set[int]) -> Iterator[tuple[int, Step]]:
        """Who can be reached from a mentor, and how; groups in `opened` have been gone through before.

        A step (mentor, seat): the seat moves here from that mentor. A step that is a mentor: the group of
        both is full, so a seat must leave here for one more to sit there.
        """
        for seat in self.seats[mentor]:
            if not self.alive:
                return
            for other in self._tier(seat):
                if seat not in self.seats[other]:
                    yield other, (mentor, seat)
        group = self.group_of[mentor]
        if self.capacity[mentor] and group not in opened:
            opened.add(group)
            for other in self.members[group]:
                yield other, mentor

    def _tier(self, seat: Seat) -> Sequence[int]:
        """The seat's tie group in the order of the draw, or nobody when nobody in it is alive."""
        tier = self.ties.get(seat)
        if tier is None:
            return self.wishes.with_anybody(seat[0], among=self.alive)
        return () if self.alive.isdisjoint(tier) else tier

    def _has_room(self, mentor: int) -> bool:
        group = self.group_of[mentor]
        return self.capacity[mentor] > 0 and (group < 0 or self.group_capacity[group] > 0)

    def _take(self, mentor: int, seat: Seat) -> None:
        self.seats[mentor][seat] = None
        self._shift(mentor, -1)

    def _leave(self, mentor: int, seat: Seat) -> None:
        del self.seats[mentor][seat]
        self._shift(mentor, 1)

    def _shift(self, mentor: int, places: int) -> None:
        self.capacity[mentor] += places
        if self.group_of[mentor] >= 0:
            self.group_capacity[self.group_of[mentor]] += places

"""`lottery`: serial order by draw, over acceptable mentors.

Mentees choose in the order of their numbers; each gets the best tie group that is still to be had
without taking a better or equal one from anybody drawn before. Where lists hold ties, those before
may be moved inside their own tie group to make room (Svensson, "Queue allocation of indivisible goods",
1994; Krysta, Manlove, Rastegari and Zhang, "Size versus truthfulness in the house allocation problem",
2014): a simple choice of any tied mentor would not be Pareto-efficient. Mentees without a list are
content with everybody: one tie group. Mentors' rankings decide only whom they accept.
"""

from collections import deque
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

import numpy as np

from matching.engine import draws
from matching.engine.columns import Longs, Mask
from matching.engine.edges import found_in
from matching.engine.instance import Instance
from matching.engine.options import Options
from matching.engine.residual import residual
from matching.engine.result import Outcome

Seat = tuple[int, int]  # a mentee and the rank of the tie group that the seat is in


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """The outcome of the serial order. Raises Infeasible when fixed pairs exceed places."""
    hall = Hall.of(instance, seed=seed, ignore_lists=options.ignore_lists)
    for mentee in np.argsort(draws.numbers(seed, "mentee", instance.mentees), kind="stable").tolist():
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
    drawn: tuple[draws.Numbers, draws.Numbers]

    @classmethod
    def of(cls, instance: Instance, *, seed: int, ignore_lists: bool) -> "Wishes":
        """The wishes of all mentees, fixed pairs taken out."""
        edges, free = instance.edges, residual(instance).edge
        mentee, mentor, rank = edges.mentee[free], edges.mentor[free], edges.rank[free]
        drawn = draws.numbers(seed, "mentee", instance.mentees), draws.numbers(seed, "mentor", instance.mentors)
        order = np.lexsort((draws.pair_numbers(drawn[0][mentee], drawn[1][mentor]), rank, mentee))
        indptr = np.searchsorted(mentee, np.arange(len(instance.mentees) + 1))
        everyone = np.ones(len(instance.mentees), np.bool_) if ignore_lists else ~instance.mentee_lists.given
        return cls(instance, everyone, indptr, mentor[order].astype(np.int64), rank[order].astype(np.int64), drawn)

    def tiers(self, mentee: int) -> list[tuple[int, list[int]]]:
        """Every tie group of the mentee: its rank and its mentors."""
        if self.everyone[mentee]:
            return [(1, self._everyone(mentee))]
        row = slice(self.indptr[mentee], self.indptr[mentee + 1])
        pairs = zip(self.rank[row].tolist(), self.mentor[row].tolist(), strict=True)
        return [(rank, [mentor for _, mentor in tier]) for rank, tier in groupby(pairs, key=itemgetter(0))]

    def tier(self, mentee: int, rank: int) -> list[int]:
        """The mentors of one tie group."""
        if self.everyone[mentee]:
            return self._everyone(mentee)
        start, stop = self.indptr[mentee], self.indptr[mentee + 1]
        low, high = np.searchsorted(self.rank[start:stop], (rank, rank + 1))
        return list(map(int, self.mentor[start + low : start + high]))

    def _everyone(self, mentee: int) -> list[int]:
        accepting = np.flatnonzero(self.instance.accepting_rows(mentee, mentee + 1)[0])
        fixed = found_in(self.instance.fixed, self.instance.codes(np.full(len(accepting), mentee), accepting))
        accepting = accepting[~fixed]
        number = draws.pair_numbers(self.drawn[0][mentee], self.drawn[1][accepting])
        return list(map(int, accepting[np.argsort(number, kind="stable")]))


@dataclass
class Hall:
    """Who sits with whom while the draw goes on.

    places, capacity, group_capacity  what is still free
    members  the mentors of each group
    seats    for each mentor who sits there, in order
    dead     mentors from whom no free place can be reached any more; they never come back to life
    """

    instance: Instance
    wishes: Wishes
    places: list[int]
    capacity: list[int]
    group_capacity: list[int]
    group_of: list[int]
    members: list[list[int]]
    seats: list[dict[Seat, None]]
    dead: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, instance: Instance, *, seed: int, ignore_lists: bool) -> "Hall":
        """An empty hall: only the fixed pairs have taken their places."""
        left = residual(instance)
        return cls(
            instance,
            Wishes.of(instance, seed=seed, ignore_lists=ignore_lists),
            left.places.tolist(),
            left.capacity.tolist(),
            left.group_capacity.tolist(),
            instance.group_of.tolist(),
            [np.flatnonzero(instance.group_of == group).tolist() for group in range(len(instance.groups))],
            [{} for _ in instance.mentors],
        )

    def choose(self, mentee: int) -> None:
        """Let the mentee take its places, each in the best tie group that can be reached."""
        for rank, tier in self.wishes.tiers(mentee):
            while self.places[mentee] and self._sit(mentee, rank, tier):
                self.places[mentee] -= 1
            if not self.places[mentee]:
                return

    def _sit(self, mentee: int, rank: int, tier: list[int]) -> bool:
        """Seat the mentee in the tie group, moving others inside theirs if need be; False when it is closed."""
        wanted = [mentor for mentor in tier if mentor not in self.dead and (mentee, rank) not in self.seats[mentor]]
        for mentor in wanted:
            if self._has_room(mentor):
                self._take(mentor, (mentee, rank))
                return True
        came_from: dict[int, Step | None] = dict.fromkeys(wanted)
        end = self._search(came_from)
        if end is None:
            self.dead.update(came_from)
            return False
        while (step := came_from[end]) is not None:
            if isinstance(step, int):
                end = step
                continue
            mentor, seat = step
            self._leave(mentor, seat)
            self._take(end, seat)
            end = mentor
        self._take(end, (mentee, rank))
        return True

    def _search(self, came_from: dict[int, Step | None]) -> int | None:
        """A mentor with room that can be reached by moves, breadth first; `came_from` records the way.

        A step (mentor, seat): the seat moves here from that mentor. A step that is a mentor: the group of
        both is full, so a seat must leave here for one more to sit there.
        """
        waiting = deque(came_from)
        opened: set[int] = set()
        while waiting:
            mentor = waiting.popleft()
            if self._has_room(mentor):
                return mentor
            steps: list[tuple[int, Step]] = [
                (other, (mentor, seat)) for seat in self.seats[mentor] for other in self._elsewhere(seat)
            ]
            group = self.group_of[mentor]
            if self.capacity[mentor] and group not in opened:
                opened.add(group)
                steps += [(other, mentor) for other in self.members[group]]
            for other, step in steps:
                if other not in came_from and other not in self.dead:
                    came_from[other] = step
                    waiting.append(other)
        return None

    def _elsewhere(self, seat: Seat) -> list[int]:
        mentee, rank = seat
        return [mentor for mentor in self.wishes.tier(mentee, rank) if seat not in self.seats[mentor]]

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

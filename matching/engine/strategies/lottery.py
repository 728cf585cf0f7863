"""`lottery`: random serial dictatorship over acceptable mentors.

Mentees choose in the order of their lottery numbers; each gets the best tie group that is still available
without taking a better or equal one from anybody drawn before. Where lists hold ties, those before
may be moved inside their own tie group to make room (Svensson, "Queue allocation of indivisible goods",
1994; Krysta, Manlove, Rastegari and Zhang, "Size versus truthfulness in the house allocation problem",
2014): a simple choice of any tied mentor would not be Pareto-efficient. Mentees without a list are
indifferent between all mentors: one tie group. Mentors' rankings decide only whom they accept.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from matching.engine.model.columns import Longs, Mask
from matching.engine.model.draws import Draw
from matching.engine.model.instance import Instance
from matching.engine.model.options import Options
from matching.engine.model.outcome import Outcome
from matching.engine.model.residual import residual_capacity
from matching.engine.strategies.mentors_with_room import MentorsWithRoom

Claim = tuple[int, int]  # one of a mentee's places: the mentee and the rank of the tie group that fills it


def solve(instance: Instance, options: Options, seed: int) -> Outcome:
    """Return the outcome of the serial order. Raises Infeasible when fixed pairs exceed places."""
    draw = Draw.of(instance, seed)
    serial = SerialDictatorship.of(instance, draw, ignore_lists=options.ignore_lists)
    for mentee in np.argsort(draw.mentee, kind="stable").tolist():
        serial.choose(mentee)
    pairs = [(mentee, mentor) for mentor, claims in enumerate(serial.assignment) for mentee, _ in claims]
    table = np.array(pairs, np.int64).reshape(-1, 2)
    return Outcome(
        mentee=np.concatenate([instance.fixed_mentee, table[:, 0]]).astype(np.int32),
        mentor=np.concatenate([instance.fixed_mentor, table[:, 1]]).astype(np.int32),
        certificate={"kind": "serial-order"},
    )


Step = tuple[int, Claim] | int  # see `SerialDictatorship._steps`


@dataclass(frozen=True, eq=False)
class Preferences:
    """The tie groups of each mentee from the best down, inside one in the order of the draw.

    indifferent   bool[n]: takes any mentor who accepts; all are in one tie group of rank 1
    restricted    bool[n]: there are mentors who may not accept the mentee
    mentor, rank  int64[k]: the acceptable pairs of the others, in rows of `indptr` int64[n+1], less the fixed ones
    """

    instance: Instance
    indifferent: Mask
    restricted: Mask
    indptr: Longs
    mentor: Longs
    rank: Longs
    draw: Draw

    @classmethod
    def of(cls, instance: Instance, draw: Draw, *, ignore_lists: bool) -> "Preferences":
        """Return the preferences of all mentees, fixed pairs taken out."""
        edges, free = instance.edges, residual_capacity(instance).open_edge
        mentee, mentor, rank = edges.mentee[free], edges.mentor[free], edges.rank[free]
        order = np.lexsort((draw.of_pairs(mentee, mentor), rank, mentee))
        indptr = np.searchsorted(mentee, np.arange(len(instance.mentees) + 1))
        indifferent = np.ones(len(instance.mentees), np.bool_) if ignore_lists else ~instance.mentee_lists.given
        ordered, ranks = mentor[order].astype(np.int64), rank[order].astype(np.int64)
        return cls(instance, indifferent, _restricted(instance), indptr, ordered, ranks, draw)

    def tie_groups(self, mentee: int) -> list[tuple[int, list[int]]]:
        """Return every tie group of the mentee: its rank and its mentors."""
        if self.indifferent[mentee]:
            return [(1, self.accepting(mentee))]
        row = slice(self.indptr[mentee], self.indptr[mentee + 1])
        pairs = zip(self.rank[row].tolist(), self.mentor[row].tolist(), strict=True)
        return [(rank, [mentor for _, mentor in tied]) for rank, tied in groupby(pairs, key=itemgetter(0))]

    def accepting(self, mentee: int, among: AbstractSet[int] | None = None) -> list[int]:
        """Return the one tie group of an indifferent mentee, or those of it who are `among` the given mentors."""
        accepting = np.flatnonzero(self.available(mentee))
        if among is not None:
            accepting = np.array([mentor for mentor in accepting.tolist() if mentor in among], np.int64)
        number = self.draw.of_pairs(np.full(len(accepting), mentee), accepting)
        return list(map(int, accepting[np.argsort(number, kind="stable")]))

    def available(self, mentee: int) -> Mask:
        """Return bool[m]: which mentors would accept the mentee and are not its by a fixed pair."""
        m = len(self.instance.mentors)
        available: Mask = self.instance.accepting_rows(mentee, mentee + 1)[0]
        low, high = np.searchsorted(self.instance.fixed, (mentee * m, (mentee + 1) * m))
        available[self.instance.fixed[low:high] - mentee * m] = False
        return available


def _restricted(instance: Instance) -> Mask:
    """bool[n]: everybody where mentors or groups have lists; else who is in a forbidden or a fixed pair."""
    lists = bool(instance.mentor_lists.given.any() or instance.group_lists.given.any())
    restricted = np.full(len(instance.mentees), lists)
    restricted[np.concatenate([instance.forbidden, instance.fixed]) // len(instance.mentors)] = True
    return restricted


@dataclass
class SerialDictatorship:
    """The assignment while one mentee after the other chooses.

    places, capacity, group_capacity   what is still free
    group_members  the mentors of each group, in the order of their numbers
    with_room      the mentors who can take one more
    assignment     for each mentor the claims that it fills, in order
    tie_groups     the tie group of each claim; none for indifferent mentees, whose group may be all mentors
    open_mentors   mentors from whom free capacity may still be reached; once it cannot, it never can again
    """

    instance: Instance
    preferences: Preferences
    places: list[int]
    capacity: list[int]
    group_capacity: list[int]
    group_of: list[int]
    group_members: list[list[int]]
    with_room: MentorsWithRoom
    assignment: list[dict[Claim, None]]
    tie_groups: dict[Claim, list[int]]
    open_mentors: set[int]

    @classmethod
    def of(cls, instance: Instance, draw: Draw, *, ignore_lists: bool) -> "SerialDictatorship":
        """Return the assignment before anybody has chosen: only the fixed pairs have taken their places."""
        left = residual_capacity(instance)
        by_draw = np.argsort(draw.mentor, kind="stable")
        serial = cls(
            instance,
            Preferences.of(instance, draw, ignore_lists=ignore_lists),
            left.places.tolist(),
            left.capacity.tolist(),
            left.group_capacity.tolist(),
            instance.group_of.tolist(),
            [by_draw[instance.group_of[by_draw] == group].tolist() for group in range(len(instance.groups))],
            MentorsWithRoom(draw),
            [{} for _ in instance.mentors],
            {},
            set(range(len(instance.mentors))),
        )
        serial._note_room(range(len(instance.mentors)))
        return serial

    def choose(self, mentee: int) -> None:
        """Fill the mentee's places, each from the best tie group that can be reached."""
        if self.preferences.indifferent[mentee]:
            self._take_with_room(mentee)
            if not self.places[mentee] or not self.open_mentors:
                return
        for rank, tied in self.preferences.tie_groups(mentee):
            while self.places[mentee] and self._try_assign((mentee, rank), tied):
                self.places[mentee] -= 1
                if not self.preferences.indifferent[mentee]:
                    self.tie_groups[mentee, rank] = tied
            if not self.places[mentee]:
                return

    def _take_with_room(self, mentee: int) -> None:
        """Fill the places of a mentee who takes anybody as `_try_assign` would, as long as nobody has to move."""
        preferences = self.preferences
        number = preferences.draw.mentee[mentee : mentee + 1]
        choosing = preferences.restricted[mentee] or self.places[mentee] > 1
        available = preferences.available(mentee) if choosing else None
        for _ in range(self.places[mentee]):
            mentor = self.with_room.first(number, available)
            if mentor is None:
                return
            self._assign(mentor, (mentee, 1))
            self.places[mentee] -= 1
            if available is not None:
                available[mentor] = False

    def _try_assign(self, claim: Claim, tied: list[int]) -> bool:
        """Assign a mentor of the tie group, moving others inside theirs if need be; False when none can be had."""
        wanted = [mentor for mentor in tied if mentor in self.open_mentors and claim not in self.assignment[mentor]]
        for mentor in wanted:
            if self._has_capacity(mentor):
                self._assign(mentor, claim)
                return True
        came_from: dict[int, Step | None] = dict.fromkeys(wanted)
        end = self._search(came_from)
        if end is None:
            return False
        self.open_mentors.update(came_from)
        while (step := came_from[end]) is not None:
            if isinstance(step, int):
                end = step
                continue
            mentor, moving = step
            self._unassign(mentor, moving)
            self._assign(end, moving)
            end = mentor
        self._assign(end, claim)
        return True

    def _search(self, came_from: dict[int, Step | None]) -> int | None:
        """Return a mentor with capacity left that moves can reach, breadth first; `came_from` records the path.

        Whoever is reached leaves `open_mentors`, so that nobody is visited twice: for good when the search fails.
        """
        self.open_mentors.difference_update(came_from)
        queue = deque(came_from)
        visited_groups: set[int] = set()
        while queue and self.open_mentors:
            mentor = queue.popleft()
            for other, step in self._steps(mentor, visited_groups):
                if other not in self.open_mentors:
                    continue
                self.open_mentors.discard(other)
                came_from[other] = step
                if self._has_capacity(other):
                    return other
                queue.append(other)
        return None

    def _steps(self, mentor: int, visited_groups: set[int]) -> Iterator[tuple[int, Step]]:
        """Yield whom a mentor's claims can reach and by what step, each group gone through once.

        A step (mentor, claim): the claim moves from that mentor to the one reached. A step that is a mentor: the
        group of both is full, so a claim must leave the one reached before that mentor can take one more.
        """
        for claim in self.assignment[mentor]:
            if not self.open_mentors:
                return
            for other in self._tie_group(claim):
                if claim not in self.assignment[other]:
                    yield other, (mentor, claim)
        group = self.group_of[mentor]
        if self.capacity[mentor] and group not in visited_groups:
            visited_groups.add(group)
            for other in self.group_members[group]:
                yield other, mentor

    def _tie_group(self, claim: Claim) -> Sequence[int]:
        """Return the claim's tie group in the order of the draw, or nobody when nobody in it is open."""
        tied = self.tie_groups.get(claim)
        if tied is None:
            return self.preferences.accepting(claim[0], among=self.open_mentors)
        return () if self.open_mentors.isdisjoint(tied) else tied

    def _has_capacity(self, mentor: int) -> bool:
        group = self.group_of[mentor]
        return self.capacity[mentor] > 0 and (group < 0 or self.group_capacity[group] > 0)

    def _assign(self, mentor: int, claim: Claim) -> None:
        self.assignment[mentor][claim] = None
        self._change_capacity(mentor, -1)

    def _unassign(self, mentor: int, claim: Claim) -> None:
        del self.assignment[mentor][claim]
        self._change_capacity(mentor, 1)

    def _change_capacity(self, mentor: int, by: int) -> None:
        self.capacity[mentor] += by
        group = self.group_of[mentor]
        if group < 0:
            self._note_room((mentor,))
            return
        self.group_capacity[group] += by
        turning = self.group_capacity[group] == (1 if by > 0 else 0)  # from full to not full, or the other way
        self._note_room(self.group_members[group] if turning else (mentor,))

    def _note_room(self, mentors: Iterable[int]) -> None:
        for mentor in mentors:
            self.with_room.put(mentor, self._has_capacity(mentor))

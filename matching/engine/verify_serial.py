"""The serial order played again, as docs/matching.md describes it: who gets whom is settled to the last pair.

The tie groups ask one after another, in the order of the draw. Each asks for a place with a mentor it holds:
the first with room, in the order of the pairs' numbers, else at the end of the shortest chain of moves by
which others make room inside their own tie groups. Mentors from whom no room can be reached are
never tried again: moves lead from them to one another only, and nobody there has room.
"""

from collections import deque
from collections.abc import Iterator

import numpy as np

from matching.engine.model.columns import Longs
from matching.engine.model.instance import Instance
from matching.engine.model.residual import residual_capacity
from matching.engine.verify_draws import Draw
from matching.engine.verify_ties import TieGroups

NOBODY = -1


def played(ties: TieGroups) -> Longs:
    """Sorted codes of the pairs that the serial order makes, beside the fixed ones."""
    hall = _Hall(ties)
    places = residual_capacity(ties.instance).places.tolist()
    mentees = ties.mentee.tolist()
    for group, mentee in enumerate(mentees):
        while places[mentee] and hall.seat(group):
            places[mentee] -= 1
    m = len(hall.seats)
    return np.array(sorted(mentees[group] * m + at for at in range(m) for group in hall.seats[at]), np.int64)


class _Hall:
    """Which tie groups sit with each mentor, in the order of their coming, and the room that is left."""

    def __init__(self, ties: TieGroups) -> None:
        instance, left = ties.instance, residual_capacity(ties.instance)
        self.ties = ties
        self.room: list[int] = left.capacity.tolist()
        self.group_of: list[int] = instance.group_of.tolist()
        unbound = int(left.places.sum()) + 1
        # The last is for those in no group, whose index is -1.
        self.group_room: list[int] = [*left.group_capacity.tolist(), unbound]
        self.members = _members(instance, ties.draw)
        self.seats: list[dict[int, None]] = [{} for _ in self.room]
        self.still = bytearray(b"\1" * len(self.room))  # mentors to be tried

    def seat(self, asking: int) -> bool:
        """Give the tie group a place, moving others if need be; False when that is impossible."""
        came_from: dict[int, tuple[int, int]] = {}
        end = self._search(asking, came_from)
        if end == NOBODY:
            return False
        for mentor in came_from:
            self.still[mentor] = True
        while end != NOBODY:
            before, moving = came_from[end]
            if moving != NOBODY:
                self._place(end, moving, before)
            end = before
        return True

    def _search(self, asking: int, came_from: dict[int, tuple[int, int]]) -> int:
        """The first mentor with room, breadth first; `came_from`: the mentor before, and which tie group moves here.

        Where it is NOBODY that moves, the group of both mentors is full: a place given up here makes room there.
        """
        asked: set[int] = set()
        opened: set[int] = set()
        waiting = deque([NOBODY])
        while waiting:
            mentor = waiting.popleft()
            for moving, others in self._moves(mentor, asking, asked, opened):
                for other in others:
                    if not self.still[other] or moving in self.seats[other]:
                        continue
                    came_from[other] = (mentor, moving)
                    if self._has_room(other):
                        return other
                    self.still[other] = False
                    waiting.append(other)
        return NOBODY

    def _moves(self, mentor: int, asking: int, asked: set[int], opened: set[int]) -> Iterator[tuple[int, list[int]]]:
        """Who can move away from a mentor, in the order of coming, and to whom; each tie group and group once."""
        for group in (asking,) if mentor == NOBODY else self.seats[mentor]:
            if group not in asked and 1 in self.still:
                asked.add(group)
                yield group, self.ties.mentors(group, self.still)
        if mentor != NOBODY and self.room[mentor] and self.group_of[mentor] not in opened:
            opened.add(self.group_of[mentor])
            yield NOBODY, self.members[self.group_of[mentor]]

    def _has_room(self, mentor: int) -> bool:
        return self.room[mentor] > 0 and self.group_room[self.group_of[mentor]] > 0

    def _place(self, mentor: int, group: int, before: int) -> None:
        self.seats[mentor][group] = None
        self._count(mentor, -1)
        if before != NOBODY:
            del self.seats[before][group]
            self._count(before, 1)

    def _count(self, mentor: int, places: int) -> None:
        self.room[mentor] += places
        self.group_room[self.group_of[mentor]] += places


def _members(instance: Instance, draw: Draw) -> list[list[int]]:
    """The mentors of each group, in the order of their numbers."""
    members: list[list[int]] = [[] for _ in instance.groups]
    for mentor in np.argsort(draw.mentor, kind="stable").tolist():
        if instance.group_of[mentor] >= 0:
            members[instance.group_of[mentor]].append(mentor)
    return members

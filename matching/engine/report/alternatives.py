"""Whom a mentee could still have: the best mentors with a place left."""

from typing import NamedTuple

import numpy as np

from matching.engine.model import draws
from matching.engine.model.columns import Longs
from matching.engine.model.instance import Instance
from matching.engine.model.match import Match


class Alternative(NamedTuple):
    """A mentor with a place left who may be paired: rank on the mentee's list (None: not on it), similarity."""

    mentor: str
    rank: int | None
    similarity: float


def alternatives(match: Match, mentee: str, limit: int = 3) -> list[Alternative]:
    """Return up to `limit` mentors who accept the mentee and have a place, in a group with a place; listed ones first.

    Of equal ones those with the lower lottery number of the instance's seed (0 where it has none) come first.
    A place counts as left also in the group that the mentee's present mentors are in: moving there frees one.
    Raises ValueError for an unknown mentee.
    """
    instance = match.instance
    row = instance.mentees.index(mentee)
    current = match.mentor[match.mentee == row]
    possible = instance.accepting_rows(row, row + 1)[0] & (match.load < instance.capacity)
    if len(instance.groups):
        has_place = match.group_load < instance.group_capacity
        has_place[instance.group_of[current][instance.group_of[current] >= 0]] = True
        possible &= (instance.group_of < 0) | has_place[instance.group_of]
    possible[current] = False
    mentors = np.flatnonzero(possible)
    rank = instance.mentee_lists.rank_of(np.full(len(mentors), row), mentors)
    similarity = instance.similarity_rows(row, row + 1)[0, mentors]
    number = _numbers(instance, row, mentors)
    order = np.lexsort((number, -similarity, np.where(rank > 0, rank, len(instance.mentors) + 1)))[:limit]
    return [
        Alternative(instance.mentors[mentors[at]], int(rank[at]) or None, float(similarity[at]))
        for at in order.tolist()
    ]


def _numbers(instance: Instance, mentee: int, mentors: Longs) -> draws.Numbers:
    """uint64[k]: the lottery's numbers of the mentee with each of the mentors."""
    seed = instance.seed or 0
    names = [instance.mentors[at] for at in mentors.tolist()]
    own = draws.numbers(seed, "mentee", [instance.mentees[mentee]])
    return draws.pair_numbers(own, draws.numbers(seed, "mentor", names))

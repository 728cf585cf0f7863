"""`--unplaced similarity`: mentees whom the strategy leaves with places are placed later, by similarity.

They rank nobody, or nobody on their list had a place left, or they joined late.

Every pair of a mentee with places left and a mentor with places left, who may be paired, is weighed by
similarity, ties by the lottery's numbers; the best pair is made, and so on down. In an order that all
share this is the one stable outcome: nobody left could have had a pair more alike. Of each mentee only
the nearest mentors are weighed at first; whoever runs out of them is given more, and the placing starts over.
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.model.columns import Floats, Longs
from matching.engine.model.draws import Draw, Numbers
from matching.engine.model.match import Match

NEAREST = 64  # mentors of each mentee that are weighed at first
GROWTH = 8  # times as many for whoever runs out of them


@dataclass(frozen=True, eq=False)
class _Nearest:
    """The nearest mentors of one mentee, int64[k], float32[k], uint64[k]; `complete` when there are no others."""

    mentee: int
    mentor: Longs
    similarity: Floats
    number: Numbers
    complete: bool


def place_by_similarity(match: Match, *, seed: int) -> Longs:
    """Return sorted codes int64[a] of the pairs to be added to a match; `seed` is the lottery's."""
    instance = match.instance
    mentors = np.flatnonzero(match.load < instance.capacity)
    draw = Draw.of(instance, seed)
    missing = np.flatnonzero(match.mentor_count < instance.places).tolist()
    rows = {mentee: _nearest(match, mentors, mentee, draw, NEAREST) for mentee in missing}
    while rows:
        added, places = _greedy(match, list(rows.values()))
        short = [row for row in rows.values() if places[row.mentee] and not row.complete]
        if not short:
            return added
        for row in short:
            rows[row.mentee] = _nearest(match, mentors, row.mentee, draw, GROWTH * len(row.mentor))
    return np.zeros(0, np.int64)


def _nearest(match: Match, mentors: Longs, mentee: int, draw: Draw, limit: int) -> _Nearest:
    instance = match.instance
    possible = instance.accepting_rows(mentee, mentee + 1)[0]
    possible[match.mentor[np.searchsorted(match.mentee, mentee) : np.searchsorted(match.mentee, mentee + 1)]] = False
    mentors = mentors[possible[mentors]]
    similarity = instance.similarity_rows(mentee, mentee + 1)[0, mentors]
    number = draw.of_pairs(np.full(len(mentors), mentee), mentors)
    nearest = np.lexsort((number, -similarity))[:limit]
    return _Nearest(mentee, mentors[nearest], similarity[nearest], number[nearest], len(nearest) == len(mentors))


def _greedy(match: Match, rows: list[_Nearest]) -> tuple[Longs, list[int]]:
    """Sorted codes of the pairs made from the best down, and the places that mentees have left."""
    instance = match.instance
    similarity = np.concatenate([row.similarity for row in rows])
    order = np.lexsort((np.concatenate([row.number for row in rows]), -similarity))
    mentors = np.concatenate([row.mentor for row in rows])[order].tolist()
    mentees = np.repeat([row.mentee for row in rows], [len(row.mentor) for row in rows])[order].tolist()
    places = (instance.places - match.mentor_count).tolist()
    capacity = (instance.capacity - match.load).tolist()
    group_capacity = [*(instance.group_capacity - match.group_load).tolist(), len(mentors)]  # the last: in no group
    group_of = instance.group_of.tolist()
    added = []
    for mentee, mentor in zip(mentees, mentors, strict=True):
        group = group_of[mentor]
        if places[mentee] and capacity[mentor] and group_capacity[group]:
            added.append(mentee * len(capacity) + mentor)
            places[mentee] -= 1
            capacity[mentor] -= 1
            group_capacity[group] -= 1
    return np.array(sorted(added), np.int64), places

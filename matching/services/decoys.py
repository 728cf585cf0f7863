"""Leaves further pairs out of a round, so that nobody can tell whom a mentee avoids.

Coordinators know every other cause of an exclusion. Were the rest of the frozen exclusions avoidances, the file would
name them. So for each mentee the round leaves out a few mentors who are not on the mentee's list, whether the mentee
avoids anybody or not: those whom the mentee avoids first, others drawn at random for the rest.

The draw hangs on a secret of the site and on the two people, so most of it is the same in every round. Else whoever
compares rounds would find that chance changes and avoidances stay. A part of it hangs on the round's lottery: each
pair sits out one round in four, and some mentees have one more. Else a pair that is new would be an avoidance.
"""

import numpy as np
from django.utils.crypto import salted_hmac
from numpy.typing import NDArray

from matching.engine.model.draws import Numbers, numbers, pair_numbers
from matching.engine.model.lists import Lists
from matching.queries.eligibility import FEWEST_MENTORS

_MOST = 3
_ONE_IN = 12
_OF_THE_UNLISTED = 4
_A_QUARTER = np.uint64(2**62)
_LAST = np.uint64(2**64 - 1)


def exclusions_per_mentee(mentors: int) -> int:
    """How many mentors a round with so many of them leaves out for each mentee."""
    return min(_MOST, max(1, mentors // _ONE_IN)) if mentors >= FEWEST_MENTORS else 0


def with_decoys(
    avoided: NDArray[np.int64], *, mentees: list[int], mentors: list[int], lists: Lists, nonce: str
) -> NDArray[np.int64]:
    """The pairs that the round leaves out without a cause that anybody is told, as rows of indices.

    Args:
        avoided: rows (mentee, mentor) of indices; none of them stands on a list.
        mentees: the users, by index.
        mentors: the users, by index.
        lists: the mentees' lists.
        nonce: of the round's lottery.
    """
    secret = int.from_bytes(salted_hmac("matching.padding", "", algorithm="sha256").digest())
    draws = [_Draw.of(secret, "always", mentees, mentors), _Draw.of(secret, nonce, mentees, mentors)]
    taken = [np.zeros(0, np.int64)] * len(mentees)
    for at in np.unique(avoided[:, 0]).tolist():
        taken[at] = avoided[avoided[:, 0] == at, 1]
    rows = [
        _row(mentee, taken[mentee], lists.other[lists.indptr[mentee] : lists.indptr[mentee + 1]], draws)
        for mentee in range(len(mentees))
    ]
    owner = np.repeat(np.arange(len(mentees)), [len(row) for row in rows])
    return np.column_stack((owner, np.concatenate(rows))) if rows else np.zeros((0, 2), np.int64)


class _Draw:
    """A number for each pair, from a secret that stays on the site."""

    def __init__(self, mentee: Numbers, mentor: Numbers) -> None:
        self.mentee, self.mentor = mentee, mentor

    @classmethod
    def of(cls, secret: int, label: str, mentees: list[int], mentors: list[int]) -> "_Draw":
        sides = (("mentee", mentees), ("mentor", mentors))
        return cls(*(numbers(secret, f"{label}:{side}", list(map(str, people))) for side, people in sides))

    def row(self, mentee: int) -> Numbers:
        return pair_numbers(self.mentee[mentee], self.mentor)


def _row(mentee: int, avoided: NDArray[np.int64], listed: NDArray[np.int32], draws: list[_Draw]) -> NDArray[np.int64]:
    """The mentors whom the round leaves out for a mentee, by index."""
    always, now = draws
    wanted = _wanted(mentee, len(always.mentor) - len(listed), draws)
    order = np.where(now.row(mentee) < _A_QUARTER, _LAST, always.row(mentee))
    order[listed], order[avoided] = _LAST, _LAST
    drawn = np.argsort(order, kind="stable")[: max(0, wanted - len(avoided))]
    return np.concatenate((avoided, drawn[order[drawn] < _LAST]))


def _wanted(mentee: int, unlisted: int, draws: list[_Draw]) -> int:
    """How many mentors to leave out: as for everybody, but of the unlisted a quarter at most, the rest by chance."""
    always, now = draws
    each = exclusions_per_mentee(len(always.mentor))
    if unlisted >= _OF_THE_UNLISTED * each:
        return each + int(each > 0 and now.mentee[mentee] < _A_QUARTER)
    whole, rest = divmod(unlisted, _OF_THE_UNLISTED)
    return whole + int(always.mentee[mentee] < _A_QUARTER * np.uint64(rest))

"""How much of what a mentee is interested in a mentor shares.

Each interest of a mentee weighs by its rarity among the people of the cycle: −log2 of the share of people who
hold it (the information in sharing it; Spärck Jones, 1972, on the weight of rare terms), and one bit at least.
The weights of one mentee sum to `UNITS`, so an overlap of 1 means that the mentor shares every interest.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.engine import Overlap
from programs.models import Cycle, PersonalInterest

UNITS = 1000
_LEAST_BITS = 1.0

Interests = dict[int, set[int]]


def interests_of(cycle: Cycle) -> tuple[Interests, Interests]:
    """Interest terms by user id, of the cycle's mentees and of its mentors."""
    mentees: Interests = defaultdict(set)
    mentors: Interests = defaultdict(set)
    for side, lookup in ((mentees, "user__enrollments__cycle"), (mentors, "user__participations__cycle")):
        rows = PersonalInterest.objects.filter(**{lookup: cycle}).order_by().values_list("user_id", "term_id")
        for user, term in rows.iterator():
            side[user].add(term)
    return mentees, mentors


def rarity(interests: Iterable[Interests]) -> dict[int, float]:
    """The weight of each term in bits: −log2 of the share of people who hold it."""
    people: set[int] = set()
    holders: Counter[int] = Counter()
    for side in interests:
        for user in side.keys() - people:
            people.add(user)
            holders.update(side[user])
    return {term: max(_LEAST_BITS, -math.log2(count / len(people))) for term, count in holders.items()}


def shares(terms: set[int], weights: dict[int, float]) -> dict[int, int]:
    """Whole-number parts of `UNITS` by term, in proportion to the weights (largest remainders)."""
    total = sum(weights[term] for term in terms)
    exact = {term: UNITS * weights[term] / total for term in sorted(terms)}
    parts = {term: int(value) for term, value in exact.items()}
    left = UNITS - sum(parts.values())
    for term in sorted(exact, key=lambda term: (parts[term] - exact[term], term))[:left]:
        parts[term] += 1
    return parts


def overlap_of(mentees: Sequence[int], mentors: Sequence[int], interests: tuple[Interests, Interests]) -> Overlap:
    """The engine's similarity of `mentees` (rows) and `mentors` (columns), given by user id."""
    of_mentees, of_mentors = interests
    weights = rarity(interests)
    column = {term: at for at, term in enumerate(sorted(weights))}
    left = _matrix(len(mentees), len(column))
    for row, user in enumerate(mentees):
        if terms := of_mentees.get(user):
            for term, part in shares(terms, weights).items():
                left[row, column[term]] = part
    right = _matrix(len(mentors), len(column))
    for row, user in enumerate(mentors):
        right[row, [column[term] for term in of_mentors.get(user, ())]] = 1
    return Overlap.from_vectors(left, right, UNITS)


def _matrix(rows: int, columns: int) -> NDArray[np.float32]:
    return np.zeros((rows, columns), np.float32)

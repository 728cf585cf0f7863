"""What a round is to be like as a whole, beyond its single pairs: counted by `balanced` alone.

A point of an aim counts its weight times 1/R in the blend, R being the last rank of any pair: at weight 1 as much as
one rank of one mentee at rank weight 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matching.engine.model.columns import Ints, Longs
from matching.engine.model.errors import InstanceError

MAX_AIM_WEIGHT = 1_000
MAX_VALUES = 100  # different values that mentees are told apart by
MAX_WISHES = 1_000  # pairs of mentees who wish to be together
NO_VALUE = -1


def _nobody() -> Ints:
    return np.zeros(0, np.int32)


def _no_wish() -> Longs:
    return np.zeros((0, 2), np.int64)


@dataclass(frozen=True, eq=False)
class Aims:
    """The aims of an instance, each with its weight; 0 for one that does not count.

    even    weight of even loads: a point for every two mentees who share a mentor
    spread  weight of mentees who differ: a point for every two mentees who share a mentor and a value
    together  weight of mentees who wish to be together: a point for every mentor whom both get
    values, value_of   the values by name, sorted; int32[n] index of each mentee's, -1 where it is not known
    wishes  int64[k, 2]: the mentees of each wish, the first in order before the other, sorted
    """

    even: int = 0
    spread: int = 0
    together: int = 0
    values: tuple[str, ...] = ()
    value_of: Ints = field(default_factory=_nobody)
    wishes: Longs = field(default_factory=_no_wish)

    def __post_init__(self) -> None:
        """Raise InstanceError naming what is out of its range."""
        check_weight("aims.even", self.even)
        check_weight("aims.spread.weight", self.spread)
        check_weight("aims.together.weight", self.together)
        if len(self.values) > MAX_VALUES:
            raise InstanceError("aims.spread.values", f"{len(self.values)} different values, the limit is {MAX_VALUES}")
        if len(self.wishes) > MAX_WISHES:
            raise InstanceError("aims.together.pairs", f"{len(self.wishes)} pairs, the limit is {MAX_WISHES}")

    def __bool__(self) -> bool:
        """Return whether any aim counts."""
        return bool(self.even or self.spread or self.together)

    @classmethod
    def build(
        cls,
        mentees: Sequence[str],
        *,
        even: int = 0,
        spread: int = 0,
        values: Mapping[str, str] | None = None,
        together: int = 0,
        wishes: Iterable[tuple[str, str]] = (),
    ) -> "Aims":
        """Return the aims of an instance with these mentees.

        values  by the mentee's name, others are not known;  wishes  names of two mentees each
        Raises InstanceError for a weight out of its range, or a wish of one person alone or that is there twice.
        """
        check_weight("aims.spread.weight", spread)
        check_weight("aims.together.weight", together)
        pairs = _pairs(mentees, wishes)
        given = values or {} if spread else {}
        names = tuple(sorted(set(given.values())))
        at = {name: index for index, name in enumerate(names)} | {None: NO_VALUE}
        value_of = np.array([at[given.get(mentee)] for mentee in mentees], np.int32)
        wished = together and len(pairs) > 0
        return cls(even, spread, together if wished else 0, names, value_of, pairs if wished else _no_wish())

    def to_json(self, mentees: Sequence[str]) -> dict[str, Any]:
        """Return those that count, as they stand in the file of an instance with these mentees, and in its hash."""
        stated: dict[str, Any] = {"even": self.even} if self.even else {}
        if self.spread:
            known = zip(mentees, self.value_of.tolist(), strict=True)
            values = {mentee: self.values[value] for mentee, value in known if value != NO_VALUE}
            stated["spread"] = {"weight": self.spread, "values": values}
        if self.together:
            pairs = [[mentees[one], mentees[other]] for one, other in self.wishes.tolist()]
            stated["together"] = {"weight": self.together, "pairs": pairs}
        return stated


def _pairs(mentees: Sequence[str], wishes: Iterable[tuple[str, str]]) -> Longs:
    """int64[k, 2]: the wishes by index, sorted."""
    at = {name: index for index, name in enumerate(mentees)}
    pairs = sorted(tuple(sorted((at[one], at[other]))) for one, other in wishes)
    if any(one == other for one, other in pairs):
        raise InstanceError("aims.together.pairs", "a mentee cannot be together with themselves")
    if len(set(pairs)) < len(pairs):
        raise InstanceError("aims.together.pairs", "two mentees are there twice")
    return np.array(pairs, np.int64).reshape(-1, 2)


def check_weight(place: str, weight: object) -> None:
    """Raise InstanceError unless the weight of an aim is a whole number in its range."""
    if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= MAX_AIM_WEIGHT:
        raise InstanceError(place, f"must be a whole number from 0 to {MAX_AIM_WEIGHT}")


def crowding(load: Longs) -> int:
    """Return how often two mentees share a mentor, load int64[m] being the mentees of each.

    For as many pairs it is the less, the more even the loads: half the sum of their squares, less half their sum.
    """
    return int((load * (load - 1) // 2).sum())


def alike(aims: Aims, mentee: Ints | Longs, mentor: Ints | Longs) -> int:
    """Return how often two mentees share a mentor and a value, of k pairs by index."""
    value = aims.value_of[mentee]
    known = value != NO_VALUE
    together = mentor[known].astype(np.int64) * len(aims.values) + value[known]
    return crowding(np.unique(together, return_counts=True)[1])


def together(aims: Aims, codes: Longs, mentors: int) -> int:
    """Return for how many wishes and mentors both mentees have the mentor; `codes` are mentee * mentors + mentor."""
    held: dict[int, set[int]] = {}
    for code in codes.tolist():
        held.setdefault(code // mentors, set()).add(code % mentors)
    return sum(len(held.get(one, set()) & held.get(other, set())) for one, other in aims.wishes.tolist())

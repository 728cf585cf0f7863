"""What a round is to be like as a whole, beyond its single pairs: counted by `balanced` alone.

A point of an aim counts its weight times 1/R in the blend, R being the last rank of any pair: at weight 1 as much as
one rank of one mentee at rank weight 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from matching.engine.model.columns import Ints, Longs
from matching.engine.model.errors import InstanceError

MAX_AIM_WEIGHT = 1_000
MAX_VALUES = 100  # different values that mentees are told apart by
NO_VALUE = -1


def _nobody() -> Ints:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, eq=False)
class Aims:
    """The aims of an instance, each with its weight; 0 for one that does not count.

    even    weight of even loads: a point for every two mentees who share a mentor
    spread  weight of mentees who differ: a point for every two mentees who share a mentor and a value
    values, value_of   the values by name, sorted; int32[n] index of each mentee's, -1 where it is not known
    """

    even: int = 0
    spread: int = 0
    values: tuple[str, ...] = ()
    value_of: Ints = field(default_factory=_nobody)

    def __post_init__(self) -> None:
        """Raise InstanceError naming what is out of its range."""
        check_weight("aims.even", self.even)
        check_weight("aims.spread.weight", self.spread)
        if len(self.values) > MAX_VALUES:
            raise InstanceError("aims.spread.values", f"{len(self.values)} different values, the limit is {MAX_VALUES}")

    def __bool__(self) -> bool:
        """Return whether any aim counts."""
        return bool(self.even or self.spread)

    @classmethod
    def build(
        cls, mentees: Sequence[str], *, even: int = 0, spread: int = 0, values: Mapping[str, str] | None = None
    ) -> "Aims":
        """Return the aims of an instance with these mentees; `values` by the mentee's name, others are not known."""
        given = values or {} if spread else {}
        names = tuple(sorted(set(given.values())))
        at = {name: index for index, name in enumerate(names)} | {None: NO_VALUE}
        return cls(even, spread, names, np.array([at[given.get(mentee)] for mentee in mentees], np.int32))

    def to_json(self, mentees: Sequence[str]) -> dict[str, Any]:
        """Return those that count, as they stand in the file of an instance with these mentees, and in its hash."""
        stated: dict[str, Any] = {"even": self.even} if self.even else {}
        if self.spread:
            known = zip(mentees, self.value_of.tolist(), strict=True)
            values = {mentee: self.values[value] for mentee, value in known if value != NO_VALUE}
            stated["spread"] = {"weight": self.spread, "values": values}
        return stated


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

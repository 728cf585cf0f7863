"""What a round is to be like as a whole, beyond its single pairs: counted by `balanced` alone.

A point of an aim counts its weight times 1/R in the blend, R being the last rank of any pair: at weight 1 as much as
one rank of one mentee at rank weight 1.
"""

from dataclasses import dataclass
from typing import Any

from matching.engine.model.columns import Longs
from matching.engine.model.errors import InstanceError

MAX_AIM_WEIGHT = 1_000


@dataclass(frozen=True, eq=False)
class Aims:
    """The aims of an instance, each with its weight; 0 for one that does not count.

    even  weight of even loads: a point for every two mentees who share a mentor
    """

    even: int = 0

    def __post_init__(self) -> None:
        """Raise InstanceError naming the weight that is out of its range."""
        check_weight("aims.even", self.even)

    def to_json(self) -> dict[str, Any]:
        """Return those that count, as they stand in an instance's file and in its hash."""
        return {"even": self.even} if self.even else {}


def check_weight(place: str, weight: object) -> None:
    """Raise InstanceError unless the weight of an aim is a whole number in its range."""
    if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= MAX_AIM_WEIGHT:
        raise InstanceError(place, f"must be a whole number from 0 to {MAX_AIM_WEIGHT}")


def crowding(load: Longs) -> int:
    """Return how often two mentees share a mentor, load int64[m] being the mentees of each.

    For as many pairs it is the less, the more even the loads: half the sum of their squares, less half their sum.
    """
    return int((load * (load - 1) // 2).sum())

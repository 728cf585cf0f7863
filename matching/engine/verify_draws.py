"""The verifier's own reckoning of the lottery's numbers, from their published definition."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.model.columns import Ints, Longs
from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Instance
from matching.engine.model.limits import MAX_SEED

Numbers = NDArray[np.uint64]
STEP = 0x9E3779B97F4A7C15


class Draw:
    """The numbers that a seed gives to the people of an instance."""

    def __init__(self, instance: Instance, seed: int) -> None:
        self.seed, self.instance = seed, instance
        self.mentee = _numbers(f"{seed}:mentee:", instance.mentees)

    @cached_property
    def mentor(self) -> Numbers:
        """uint64[m]."""
        return _numbers(f"{self.seed}:mentor:", self.instance.mentors)

    @cached_property
    def turn(self) -> Longs:
        """int64[n]: each mentee's place in the draw, from 0."""
        turn = np.empty(len(self.mentee), np.int64)
        turn[np.argsort(self.mentee, kind="stable")] = np.arange(len(turn))
        return turn

    def of_pairs(self, mentee: Ints | Longs, mentor: Ints | Longs, output: int = 1) -> Numbers:
        """uint64[k]: the number of each pair, the given output of SplitMix64 that starts from both numbers."""
        left, right = self.mentee[mentee], self.mentor[mentor]
        number = left ^ ((right >> np.uint64(32)) | (right << np.uint64(32)))
        number += np.uint64((output - 1) * STEP & 2**64 - 1)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            number ^= number >> np.uint64(shift)
            number *= np.uint64(factor)
        return number ^ (number >> np.uint64(31))


def read_seed(lottery: Any) -> int:
    """The revealed seed. Raises InstanceError when what a certificate says of the lottery is not in the format."""
    if not isinstance(lottery, Mapping) or set(lottery) != {"seed", "nonce", "commitment"}:
        raise InstanceError("certificate.lottery", "expected seed, nonce and commitment")
    seed = lottery["seed"]
    if type(seed) is not int or not 0 <= seed <= MAX_SEED or not isinstance(lottery["nonce"], str):
        raise InstanceError("certificate.lottery", "expected a whole number as seed and text as nonce")
    return seed


def commitment_faults(instance: Instance, lottery: Mapping[str, Any]) -> Iterator[str]:
    """Do the seed and nonce that were revealed open the commitment?"""
    opened = hashlib.sha256(f"{lottery['seed']}:{lottery['nonce']}".encode("utf-8", "surrogatepass")).hexdigest()
    if lottery["commitment"] != opened:
        yield "lottery: seed and nonce do not open the commitment that the result states"
    if instance.commitment not in (None, opened):
        yield "lottery: seed and nonce do not open the commitment published when the round opened"


def _numbers(prefix: str, names: tuple[str, ...]) -> Numbers:
    drawn = [int.from_bytes(hashlib.sha256((prefix + name).encode()).digest()[:8], "big") for name in names]
    return np.array(drawn, np.uint64)

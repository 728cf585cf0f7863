"""The lottery's numbers, drawn from the seed alone."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.engine.model.columns import Ints, Longs
from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Instance

Numbers = NDArray[np.uint64]
NUMBER_BYTES = 8
GAMMA = 0x9E3779B97F4A7C15  # by which SplitMix64 steps from one output to the next
WEIGHT_BITS = 32  # of a pair's number, that count as its weight: sums over millions of people fit 64 bits


def numbers(seed: int, side: str, names: Sequence[str]) -> Numbers:
    """Return uint64[k]: the number of each name, the first 8 bytes of SHA-256("seed:side:name"), big-endian.

    A name's number depends on nothing else: who joins or leaves the round changes nobody's draw.
    """
    start = hashlib.sha256(f"{seed}:{side}:".encode())
    drawn = bytearray()
    for name in names:
        drawing = start.copy()
        drawing.update(name.encode())
        drawn += drawing.digest()[:NUMBER_BYTES]
    return np.frombuffer(bytes(drawn), ">u8").astype(np.uint64)


def pair_numbers(mentee: Numbers, mentor: Numbers, level: int = 1) -> Numbers:
    """Return a number for each pair, mixed from those of both: SplitMix64 (Steele, Lea, Flood 2014), `level`-th output.

    The arrays are broadcast against each other. Where one number is enough, it is the first.
    """
    return mix(mentee ^ turned(mentor), level)


def turned(mentor: Numbers) -> Numbers:
    """Return uint64, same shape: each number with its halves exchanged, as it goes into those of pairs."""
    return mentor << np.uint64(32) | mentor >> np.uint64(32)


def mix(joined: Numbers, level: int = 1) -> Numbers:
    """Return the numbers of pairs, same shape, from the mentees' numbers XOR the mentors' turned ones."""
    mixed = joined + np.uint64((level - 1) * GAMMA % 2**64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed ^= mixed >> np.uint64(shift)
        mixed *= np.uint64(factor)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def weights(numbers: Numbers) -> Longs:
    """Return int64, same shape: what each pair costs at a lottery level, the first WEIGHT_BITS of its number."""
    return (numbers >> np.uint64(64 - WEIGHT_BITS)).astype(np.int64)


class Draw(NamedTuple):
    """The numbers of an instance's people: mentee uint64[n], mentor uint64[m]."""

    mentee: Numbers
    mentor: Numbers

    @classmethod
    def of(cls, instance: Instance, seed: int) -> "Draw":
        """Return what the seed gives to the instance's people."""
        return cls(numbers(seed, "mentee", instance.mentees), numbers(seed, "mentor", instance.mentors))

    def of_pairs(self, mentee: Ints | Longs, mentor: Ints | Longs, level: int = 1) -> Numbers:
        """Return uint64[k]: the number of each pair at a level of the lottery."""
        return pair_numbers(self.mentee[mentee], self.mentor[mentor], level)


def order(drawn: Numbers) -> Ints:
    """Return int32[k]: the position of each name in the draw, from 0."""
    position = np.empty(len(drawn), np.int32)
    position[np.argsort(drawn, kind="stable")] = np.arange(len(drawn), dtype=np.int32)
    return position


def commitment(seed: int, nonce: str) -> str:
    """Return SHA-256("seed:nonce") in hexadecimal: published when the round opens, opened when it closes.

    Raises InstanceError for a nonce that is no text that a result could carry.
    """
    try:
        return hashlib.sha256(f"{seed}:{nonce}".encode()).hexdigest()
    except UnicodeEncodeError:
        raise InstanceError("nonce", "holds a broken character (half of a surrogate pair)") from None

"""The lottery's numbers, drawn from the seed alone."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matching.engine.columns import Ints
from matching.engine.errors import InstanceError

Numbers = NDArray[np.uint64]
NUMBER_BYTES = 8


def numbers(seed: int, side: str, names: Sequence[str]) -> Numbers:
    """uint64[k]: the number of each name, the first 8 bytes of SHA-256("seed:side:name"), big-endian.

    A name's number depends on nothing else: who joins or leaves the round changes nobody's draw.
    """
    start = hashlib.sha256(f"{seed}:{side}:".encode())
    drawn = bytearray()
    for name in names:
        drawing = start.copy()
        drawing.update(name.encode())
        drawn += drawing.digest()[:NUMBER_BYTES]
    return np.frombuffer(bytes(drawn), ">u8").astype(np.uint64)


def pair_numbers(mentee: Numbers, mentor: Numbers) -> Numbers:
    """A number for each pair, mixed from the numbers of both (the finaliser of SplitMix64, Steele et al. 2014)."""
    mixed = mentee ^ (mentor << np.uint64(32) | mentor >> np.uint64(32))
    mixed = (mixed ^ mixed >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return mixed ^ mixed >> np.uint64(31)


def order(drawn: Numbers) -> Ints:
    """int32[k]: the place of each name in the draw, from 0."""
    place = np.empty(len(drawn), np.int32)
    place[np.argsort(drawn, kind="stable")] = np.arange(len(drawn), dtype=np.int32)
    return place


def commitment(seed: int, nonce: str) -> str:
    """SHA-256("seed:nonce") in hexadecimal: published when the round opens, opened when it closes.

    Raises InstanceError for a nonce that is no text that a result could carry.
    """
    try:
        return hashlib.sha256(f"{seed}:{nonce}".encode()).hexdigest()
    except UnicodeEncodeError:
        raise InstanceError("nonce", "holds a broken character (half of a surrogate pair)") from None

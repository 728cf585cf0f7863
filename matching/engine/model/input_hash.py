"""The hash that a result is bound to, taken of an instance's columns."""

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.model.lists import Lists

if TYPE_CHECKING:
    from matching.engine.model.instance import Instance

FORMAT = 1


def input_sha256(instance: "Instance") -> str:
    """SHA-256 of the instance's canonical JSON, in hexadecimal.

    Canonical: keys sorted, no spaces, names as sorted lists, and in place of each column of numbers
    the SHA-256 of its little-endian bytes (types as `Instance`, `Lists` and `Overlap` document them).
    """
    canonical = {
        "format": FORMAT,
        "mentees": instance.mentees,
        "mentors": instance.mentors,
        "groups": instance.groups,
        "seed": instance.seed,
        "commitment": instance.commitment,
        "divisor": instance.overlap.divisor if instance.overlap else None,
        "columns": {name: _digest(column) for name, column in _columns(instance)},
    }
    text = json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _columns(instance: "Instance") -> Iterator[tuple[str, NDArray[Any]]]:
    for name in ("places", "capacity", "minimum", "group_of", "group_capacity", "group_minimum", "forbidden", "fixed"):
        yield name, getattr(instance, name)
    for name in ("mentee_lists", "mentor_lists", "group_lists"):
        lists: Lists = getattr(instance, name)
        for field in ("given", "indptr", "other", "rank"):
            yield f"{name}.{field}", getattr(lists, field)
    if instance.overlap is not None:
        forms = {
            "dense": (instance.overlap.dense,),
            "sparse": instance.overlap.sparse,
            "vectors": instance.overlap.vectors,
        }
        for form, arrays in forms.items():
            for at, array in enumerate(arrays or ()):
                if array is not None:
                    yield f"overlap.{form}.{at}", array


def _digest(column: NDArray[Any]) -> str:
    little = np.ascontiguousarray(column, column.dtype.newbyteorder("<"))
    return hashlib.sha256(little.data if little.size else b"").hexdigest()

"""The hash that binds a result to its instance."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.model.lists import Lists
from matching.engine.model.overlap import Overlap

FORMAT = 1

Column = tuple[str, NDArray[Any]]


def canonical_sha256(values: Mapping[str, Any], columns: Iterable[Column]) -> str:
    """Return the SHA-256 of the canonical JSON of values and columns, in hexadecimal.

    Canonical: the values and `FORMAT` with keys sorted, no spaces, names as sorted lists, and under "columns" in
    place of each column the SHA-256 of its little-endian bytes (types as `Instance`, `Lists` and `Overlap` say).
    """
    canonical = {**values, "format": FORMAT, "columns": {name: _digest(column) for name, column in columns}}
    text = json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def list_columns(name: str, lists: Lists) -> Iterator[Column]:
    """Yield the columns of ranked lists, each under its name."""
    for field in ("given", "indptr", "other", "rank"):
        yield f"{name}.{field}", getattr(lists, field)


def overlap_columns(overlap: Overlap | None) -> Iterator[Column]:
    """Yield the columns of the similarities in the one form that is given, each under its name."""
    if overlap is None:
        return
    forms: dict[str, Sequence[NDArray[Any]] | None] = {
        "dense": None if overlap.dense is None else (overlap.dense,),
        "sparse": overlap.sparse,
        "vectors": overlap.vectors,
    }
    for form, arrays in forms.items():
        for at, array in enumerate(arrays or ()):
            yield f"overlap.{form}.{at}", array


def _digest(column: NDArray[Any]) -> str:
    little = np.ascontiguousarray(column, column.dtype.newbyteorder("<"))
    return hashlib.sha256(little.data if little.size else b"").hexdigest()

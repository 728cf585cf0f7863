"""Reads similarities from JSON: by pairs, as a matrix with names, or as interest vectors."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from matching.engine import limits
from matching.engine.columns import Floats
from matching.engine.errors import InstanceError
from matching.engine.overlap import Overlap

MATRIX_KEYS = {"rows", "columns", "values"}
VECTOR_KEYS = {"mentees", "mentors", "divisor"}
MAX_SIMILARITY = 1_000_000.0

Index = Mapping[str, int]


def read_overlap(top: Mapping[str, Any], mentee_at: Index, mentor_at: Index) -> Overlap | None:
    """The similarities of an instance, None when it has none. Raises InstanceError naming the place."""
    similarity, vectors = top.get("similarity"), top.get("vectors")
    if similarity is not None and vectors is not None:
        raise InstanceError("vectors", "give either similarity or vectors, not both")
    if vectors is not None:
        return _from_vectors(_object("vectors", vectors), mentee_at, mentor_at)
    if similarity is None:
        return None
    data = _object("similarity", similarity)
    if data.keys() == MATRIX_KEYS and isinstance(data["rows"], list):
        return _from_matrix(data, mentee_at, mentor_at)
    return _from_pairs(data, mentee_at, mentor_at)


def _from_pairs(data: Mapping[str, Any], mentee_at: Index, mentor_at: Index) -> Overlap:
    mentee: list[int] = []
    mentor: list[int] = []
    value: list[float] = []
    for name, row in data.items():
        place = f"similarity.{name}"
        if name not in mentee_at:
            raise InstanceError(place, "unknown mentee")
        for other, number in _object(place, row).items():
            if other not in mentor_at:
                raise InstanceError(f"{place}.{other}", "unknown mentor")
            mentee.append(mentee_at[name])
            mentor.append(mentor_at[other])
            value.append(_number(f"{place}.{other}", number))
    return Overlap.from_pairs((len(mentee_at), len(mentor_at)), mentee, mentor, value)


def _from_matrix(data: Mapping[str, Any], mentee_at: Index, mentor_at: Index) -> Overlap:
    rows = _names("similarity.rows", data["rows"], mentee_at)
    columns = _names("similarity.columns", data["columns"], mentor_at)
    cells = len(mentee_at) * len(mentor_at)
    if cells > limits.MAX_CELLS:
        raise InstanceError("similarity", f"{cells} cells, the limit is {limits.MAX_CELLS}; give vectors instead")
    values = _matrix("similarity.values", data["values"], len(rows), len(columns))
    dense = np.zeros((len(mentee_at), len(mentor_at)), np.float32)
    dense[np.ix_(rows, columns)] = values
    return Overlap.from_matrix(dense)


def _from_vectors(data: Mapping[str, Any], mentee_at: Index, mentor_at: Index) -> Overlap:
    if not {"mentees", "mentors"} <= data.keys() <= VECTOR_KEYS:
        raise InstanceError("vectors", "expected mentees, mentors and, if wanted, divisor")
    divisor = data.get("divisor", 1)
    if type(divisor) is not int or not 1 <= divisor <= limits.MAX_PLACES:
        raise InstanceError("vectors.divisor", f"expected a whole number from 1 to {limits.MAX_PLACES}")
    sides = []
    width = _width(data)
    for key, at in (("mentees", mentee_at), ("mentors", mentor_at)):
        rows = _object(f"vectors.{key}", data[key])
        names = _names(f"vectors.{key}", list(rows), at)
        if len(at) * width > limits.MAX_CELLS:
            raise InstanceError(f"vectors.{key}", f"more than {limits.MAX_CELLS} entries")
        side = np.zeros((len(at), width), np.float32)
        side[names] = _matrix(f"vectors.{key}", list(rows.values()), len(names), width)
        sides.append(side)
    return Overlap.from_vectors(sides[0], sides[1], divisor)


def _width(data: Mapping[str, Any]) -> int:
    """The length of the first vector; `_matrix` refuses any other length."""
    for key in ("mentees", "mentors"):
        for vector in _object(f"vectors.{key}", data[key]).values():
            return len(vector) if isinstance(vector, list) else 0
    return 0


def _names(place: str, names: object, at: Index) -> list[int]:
    if not isinstance(names, list):
        raise InstanceError(place, "expected a list of names")
    for spot, name in enumerate(names):
        if not isinstance(name, str) or name not in at:
            raise InstanceError(f"{place}[{spot}]", f"unknown name {str(name)[: limits.MAX_NAME]!r}")
    if len(set(names)) != len(names):
        raise InstanceError(place, "a name is there twice")
    return [at[name] for name in names]


def _matrix(place: str, rows: object, height: int, width: int) -> Floats:
    """float32[height, width] from lists of numbers. Raises InstanceError naming the first bad cell."""
    if not isinstance(rows, list) or len(rows) != height:
        raise InstanceError(place, f"expected {height} rows")
    for spot, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != width:
            raise InstanceError(f"{place}[{spot}]", f"expected {width} numbers")
        if not set(map(type, row)) <= {int, float}:
            for column, number in enumerate(row):
                _number(f"{place}[{spot}][{column}]", number)
    try:
        values = np.array(rows, np.float64).reshape(height, width)
    except OverflowError:
        raise InstanceError(place, "a number is out of range") from None
    if values.size and not np.abs(values).max() <= MAX_SIMILARITY:
        raise InstanceError(place, f"a number is not between -{MAX_SIMILARITY:.0f} and {MAX_SIMILARITY:.0f}")
    return values.astype(np.float32)


def _number(place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InstanceError(place, "expected a number")
    if not -MAX_SIMILARITY <= value <= MAX_SIMILARITY:
        raise InstanceError(place, f"not between -{MAX_SIMILARITY:.0f} and {MAX_SIMILARITY:.0f}")
    return float(value)


def _object(place: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InstanceError(place, "expected an object")
    return value

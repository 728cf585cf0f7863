"""Reads similarities from JSON: by pairs, as a matrix with names, or as interest vectors."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.model import limits
from matching.engine.model.errors import InstanceError
from matching.engine.model.overlap import Overlap

MATRIX_KEYS = {"rows", "columns", "values"}
VECTOR_KEYS = {"mentees", "mentors", "divisor"}
MAX_SIMILARITY = 1_000_000.0

Index = Mapping[str, int]


def read_overlap(top: Mapping[str, Any], mentee_at: Index, mentor_at: Index, warnings: list[str]) -> Overlap | None:
    """Return the similarities of an instance, None when it has none; unknown keys are added to `warnings`.

    Raises InstanceError naming the place.
    """
    similarity, vectors = top.get("similarity"), top.get("vectors")
    if similarity is not None and vectors is not None:
        raise InstanceError("vectors", "give either similarity or vectors, not both")
    if vectors is not None:
        data = _table("vectors", vectors, VECTOR_KEYS, warnings)
        return _from_vectors(data, mentee_at, mentor_at)
    if similarity is None:
        return None
    data = _object("similarity", similarity)
    if any(isinstance(data.get(key), list) for key in MATRIX_KEYS):  # what a mentee has with mentors is an object
        return _from_matrix(_table("similarity", data, MATRIX_KEYS, warnings), mentee_at, mentor_at)
    return _from_pairs(data, mentee_at, mentor_at)


def _table(place: str, value: object, known: set[str], warnings: list[str]) -> dict[str, Any]:
    data = _object(place, value)
    warnings += [f"{place}.{key}: unknown key, ignored" for key in data if key not in known]
    return data


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
    rows = _names("similarity.rows", data.get("rows"), mentee_at)
    columns = _names("similarity.columns", data.get("columns"), mentor_at)
    cells = len(mentee_at) * len(mentor_at)
    if cells > limits.MAX_CELLS:
        raise InstanceError("similarity", f"{cells} cells, the limit is {limits.MAX_CELLS}; give vectors instead")
    values = _matrix("similarity.values", data.get("values"), len(rows), len(columns))
    dense = np.zeros((len(mentee_at), len(mentor_at)), np.float64)
    dense[np.ix_(rows, columns)] = values
    return Overlap.from_matrix(dense)


def _from_vectors(data: Mapping[str, Any], mentee_at: Index, mentor_at: Index) -> Overlap:
    divisor = data.get("divisor", 1)
    if type(divisor) is not int or not 1 <= divisor <= limits.MAX_PLACES:
        raise InstanceError("vectors.divisor", f"expected a whole number from 1 to {limits.MAX_PLACES}")
    sides = []
    width = _width(data)
    for key, at in (("mentees", mentee_at), ("mentors", mentor_at)):
        rows = _object(f"vectors.{key}", data.get(key))
        names = _names(f"vectors.{key}", list(rows), at)
        if len(at) * width > limits.MAX_CELLS:
            raise InstanceError(f"vectors.{key}", f"more than {limits.MAX_CELLS} entries")
        side = np.zeros((len(at), width), np.float64)
        side[names] = _matrix(f"vectors.{key}", list(rows.values()), len(names), width)
        sides.append(side)
    return Overlap.from_vectors(sides[0], sides[1], divisor)


def _width(data: Mapping[str, Any]) -> int:
    """The length of the first vector; `_matrix` refuses any other length."""
    for key in ("mentees", "mentors"):
        for vector in _object(f"vectors.{key}", data.get(key)).values():
            return len(vector) if isinstance(vector, list) else 0
    return 0


def _names(place: str, names: object, at: Index) -> list[int]:
    if not isinstance(names, list):
        raise InstanceError(place, "is missing" if names is None else "expected a list of names")
    for spot, name in enumerate(names):
        if not isinstance(name, str) or name not in at:
            raise InstanceError(f"{place}[{spot}]", f"unknown name {str(name)[: limits.MAX_NAME]!r}")
    if len(set(names)) != len(names):
        raise InstanceError(place, "a name is there twice")
    return [at[name] for name in names]


def _matrix(place: str, rows: object, height: int, width: int) -> NDArray[np.float64]:
    """float64[height, width] from lists of numbers. Raises InstanceError naming the first bad cell."""
    if not isinstance(rows, list) or len(rows) != height:
        raise InstanceError(place, "is missing" if rows is None else f"expected {height} rows")
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
    return values


def _number(place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InstanceError(place, "expected a number")
    if not -MAX_SIMILARITY <= value <= MAX_SIMILARITY:
        raise InstanceError(place, f"not between -{MAX_SIMILARITY:.0f} and {MAX_SIMILARITY:.0f}")
    return float(value)


def _object(place: str, value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InstanceError(place, "is missing" if value is None else "expected an object")
    return value

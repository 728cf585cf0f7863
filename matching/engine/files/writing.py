"""Writes an instance as JSON."""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.engine.model.instance import Instance
from matching.engine.model.lists import Lists


def instance_to_json(instance: Instance) -> dict[str, Any]:
    """Return the instance as JSON values in the documented format; reading it again gives the same hash."""
    data: dict[str, Any] = {
        "mentees": {
            name: {"ranks": ranks, "places": places}
            for name, ranks, places in zip(
                instance.mentees,
                _tiers(instance.mentee_lists, instance.mentors),
                instance.places.tolist(),
                strict=True,
            )
        },
        "mentors": _owners(
            instance.mentors,
            _tiers(instance.mentor_lists, instance.mentees),
            instance.capacity.tolist(),
            instance.minimum.tolist(),
        ),
        "groups": _groups(instance),
        "forbidden": _pairs(instance, instance.forbidden),
        "fixed": _pairs(instance, instance.fixed),
        **_overlap(instance),
    }
    aims = instance.aims.to_json(instance.mentees) if instance.aims else None
    present = _pairs(instance, instance.present) or None
    optional = {"seed": instance.seed, "commitment": instance.commitment, "aims": aims, "present": present}
    return data | {key: value for key, value in optional.items() if value is not None}


def instance_to_bytes(instance: Instance) -> bytes:
    """Return the instance as a JSON file, the same bytes for the same instance."""
    data = instance_to_json(instance)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _tiers(lists: Lists, names: tuple[str, ...]) -> Iterator[list[list[str]] | None]:
    """For each owner the list of tie groups, None where none was handed in."""
    other = [names[at] for at in lists.other.tolist()]
    rank, indptr = lists.rank.tolist(), lists.indptr.tolist()
    for owner, given in enumerate(lists.given.tolist()):
        if not given:
            yield None
            continue
        tiers: list[list[str]] = []
        for at in range(indptr[owner], indptr[owner + 1]):
            if rank[at] > len(tiers):
                tiers.append([])
            tiers[-1].append(other[at])
        yield tiers


def _owners(
    names: tuple[str, ...], ranks: Iterator[list[list[str]] | None], capacity: list[int], minimum: list[int]
) -> dict[str, Any]:
    rows = zip(names, ranks, capacity, minimum, strict=True)
    return {name: {"ranks": tiers, "capacity": most, "minimum": least} for name, tiers, most, least in rows}


def _groups(instance: Instance) -> dict[str, Any]:
    groups = _owners(
        instance.groups,
        _tiers(instance.group_lists, instance.mentees),
        instance.group_capacity.tolist(),
        instance.group_minimum.tolist(),
    )
    for body in groups.values():
        body["mentors"] = []
    for mentor, group in zip(instance.mentors, instance.group_of.tolist(), strict=True):
        if group >= 0:
            groups[instance.groups[group]]["mentors"].append(mentor)
    return groups


def _pairs(instance: Instance, codes: NDArray[np.int64]) -> list[list[str]]:
    found = (divmod(code, len(instance.mentors)) for code in codes.tolist())
    return [[instance.mentees[mentee], instance.mentors[mentor]] for mentee, mentor in found]


def _overlap(instance: Instance) -> dict[str, Any]:
    overlap = instance.overlap
    if overlap is None:
        return {}
    if overlap.dense is not None:
        values = overlap.dense.astype(np.float64).tolist()
        return {"similarity": {"rows": instance.mentees, "columns": instance.mentors, "values": values}}
    if overlap.vectors is not None:
        left, right = (side.astype(np.int64).tolist() for side in overlap.vectors)
        sides = {
            "mentees": dict(zip(instance.mentees, left, strict=True)),
            "mentors": dict(zip(instance.mentors, right, strict=True)),
        }
        return {"vectors": {**sides, "divisor": overlap.divisor}}
    rows: dict[str, dict[str, float]] = {}
    indptr, column, value = overlap.sparse or ((), (), ())
    for mentee, (start, stop) in enumerate(pairwise(indptr)):
        if start < stop:
            names = [instance.mentors[at] for at in column[start:stop]]
            rows[instance.mentees[mentee]] = dict(zip(names, map(float, value[start:stop]), strict=True))
    return {"similarity": rows}

"""Reads an instance from JSON and says in one line what is wrong with it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from matching.engine.files.reading_aims import read_aims
from matching.engine.files.reading_overlap import read_overlap
from matching.engine.files.strict_json import json_object, strict_json, unknown_keys
from matching.engine.model import limits
from matching.engine.model.errors import InstanceError
from matching.engine.model.instance import Groups, Instance
from matching.engine.model.lists import Lists

TOP_KEYS = {
    "mentees", "mentors", "groups", "forbidden", "fixed", "similarity", "vectors", "seed", "commitment",
    "aims", "present",
}  # fmt: skip
MENTEE_KEYS = {"ranks", "places"}
MENTOR_KEYS = {"ranks", "capacity", "minimum"}
GROUP_KEYS = {"ranks", "capacity", "minimum", "mentors"}
PAIR = 2

Body = Mapping[str, Mapping[str, Any]]


def load_instance(source: str | Path | bytes) -> Instance:
    """Return the instance in a file (a path) or in the bytes of one; a file's key "instance" is followed.

    Raises InstanceError naming the place, also when the file is missing, too large or not JSON.
    """
    data = load_json(source)
    if isinstance(data, dict) and "instance" in data and "mentors" not in data:
        data = data["instance"]
    return parse_instance(data)


def load_json(source: str | Path | bytes) -> Any:
    """Return the JSON values of a file or of bytes. Raises InstanceError for anything that is not strict JSON."""
    name = "input" if isinstance(source, bytes) else str(source)
    raw = source if isinstance(source, bytes) else _read(Path(source))
    if len(raw) > limits.MAX_BYTES:
        raise InstanceError(name, f"{len(raw)} bytes, the limit is {limits.MAX_BYTES}")
    return strict_json(raw, name)


def parse_instance(data: object) -> Instance:
    """Return the instance of JSON values in the documented format. Raises InstanceError naming the place.

    A mentee's "ranks": [] is no list, as null is. A mentor's or a group's is a list with nobody on it: it accepts
    nobody.
    """
    top = json_object("instance", data)
    warnings = unknown_keys("", top, TOP_KEYS)
    mentees = _people("mentees", top.get("mentees"), MENTEE_KEYS, warnings)
    mentors = _people("mentors", top.get("mentors"), MENTOR_KEYS, warnings)
    given = top.get("groups")
    groups = _people("groups", {} if given is None else given, GROUP_KEYS, warnings)
    mentee_at = {name: at for at, name in enumerate(mentees)}
    mentor_at = {name: at for at, name in enumerate(mentors)}
    aims = read_aims(top, mentee_at, warnings)
    return Instance.build(
        mentees=list(mentees),
        mentors=list(mentors),
        groups=Groups(
            names=list(groups),
            of_mentor=_members(groups, mentor_at),
            capacity=_numbers("groups", groups, "capacity", None),
            minimum=_numbers("groups", groups, "minimum", 0),
            lists=_lists("groups", groups, mentee_at),
        ),
        places=_numbers("mentees", mentees, "places", 1),
        capacity=_numbers("mentors", mentors, "capacity", None),
        minimum=_numbers("mentors", mentors, "minimum", 0),
        mentee_lists=_lists("mentees", mentees, mentor_at, empty_is_none=True),
        mentor_lists=_lists("mentors", mentors, mentee_at),
        forbidden=_pairs("forbidden", top, mentee_at, mentor_at),
        fixed=_pairs("fixed", top, mentee_at, mentor_at),
        overlap=read_overlap(top, mentee_at, mentor_at, warnings),
        seed=_optional("seed", top, int),
        commitment=_optional("commitment", top, str),
        input_warnings=warnings,
        aims=aims,
        present=_pairs("present", top, mentee_at, mentor_at),
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > limits.MAX_BYTES:
            raise InstanceError(str(path), f"larger than the limit of {limits.MAX_BYTES} bytes")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, InstanceError):
            raise
        raise InstanceError(str(path), f"cannot be read ({getattr(error, 'strerror', None) or error})") from None


def _people(place: str, value: object, known: set[str], warnings: list[str]) -> dict[str, dict[str, Any]]:
    """The people or groups of one side, sorted by name; unknown keys are added to `warnings`."""
    bodies = json_object(place, value)
    for name, body in bodies.items():
        if not isinstance(body, dict):
            raise InstanceError(f"{place}.{name}", "expected an object")
        if not body.keys() <= known:
            warnings.extend(unknown_keys(f"{place}.{name}.", body, known))
    return dict(sorted(bodies.items()))


def _numbers(place: str, bodies: Body, key: str, default: int | None) -> list[int]:
    numbers = [body.get(key, default) for body in bodies.values()]
    if set(map(type, numbers)) <= {int} and all(0 <= number <= limits.MAX_PLACES for number in numbers):
        return numbers
    for name, number in zip(bodies, numbers, strict=True):
        _check_whole(f"{place}.{name}.{key}", number)
    return numbers


def _lists(place: str, bodies: Body, at: Mapping[str, int], *, empty_is_none: bool = False) -> Lists:
    owner: list[int] = []
    other: list[int] = []
    rank: list[int] = []
    given = np.zeros(len(bodies), np.bool_)
    for i, (name, body) in enumerate(bodies.items()):
        tiers = body.get("ranks")
        if tiers is None or (empty_is_none and tiers == []):
            continue
        given[i] = True
        found = _entries(f"{place}.{name}.ranks", tiers, at)
        other += found
        rank += _ranks(tiers, len(found))
        owner += [i] * len(found)
    if len(other) > limits.MAX_ENTRIES:
        raise InstanceError(place, f"{len(other)} list entries, the limit is {limits.MAX_ENTRIES}")
    return Lists.from_columns(len(bodies), owner, other, rank, given)


def _entries(place: str, tiers: Any, at: Mapping[str, int]) -> list[int]:
    """Indices of everybody listed, in order. Raises InstanceError for what is no list of tie groups."""
    if not isinstance(tiers, list):
        raise InstanceError(place, "expected a list of tie groups")
    for level, tier in enumerate(tiers):
        if type(tier) is not list or not tier:
            raise InstanceError(f"{place}[{level}]", "expected a tie group: a list of at least one name")
    try:
        return [at[name] for tier in tiers for name in tier]
    except (KeyError, TypeError):
        level, spot, name = next(
            (level, spot, name)
            for level, tier in enumerate(tiers)
            for spot, name in enumerate(tier)
            if not (isinstance(name, str) and name in at)
        )
        raise InstanceError(f"{place}[{level}][{spot}]", f"unknown name {limits.abbreviated(name)}") from None


def _ranks(tiers: Sequence[Sequence[str]], entries: int) -> Sequence[int]:
    if len(tiers) == entries:
        return range(1, entries + 1)
    return [level for level, tier in enumerate(tiers, 1) for _ in tier]


def _members(groups: Body, mentor_at: Mapping[str, int]) -> list[int]:
    """For each mentor the index of the group, -1 for none."""
    group_of = [-1] * len(mentor_at)
    for index, (group, body) in enumerate(groups.items()):
        place = f"groups.{group}.mentors"
        members = body.get("mentors")
        if not isinstance(members, list):
            raise InstanceError(place, "expected a list of mentors")
        for spot, name in enumerate(members):
            mentor = mentor_at.get(name) if isinstance(name, str) else None
            if mentor is None:
                raise InstanceError(f"{place}[{spot}]", f"unknown mentor {limits.abbreviated(name)}")
            if group_of[mentor] != -1:
                raise InstanceError(f"{place}[{spot}]", f"mentor {name!r} is in a group already")
            group_of[mentor] = index
    return group_of


def _pairs(
    key: str, top: Mapping[str, Any], mentee_at: Mapping[str, int], mentor_at: Mapping[str, int]
) -> list[tuple[int, int]]:
    pairs = top.get(key)
    if pairs is None:
        return []
    if not isinstance(pairs, list):
        raise InstanceError(key, "expected a list of pairs")
    found = []
    for spot, pair in enumerate(pairs):
        if not (isinstance(pair, list) and len(pair) == PAIR and all(isinstance(name, str) for name in pair)):
            raise InstanceError(f"{key}[{spot}]", "expected a mentee's and a mentor's name")
        mentee, mentor = mentee_at.get(pair[0]), mentor_at.get(pair[1])
        if mentee is None or mentor is None:
            unknown = pair[0] if mentee is None else pair[1]
            raise InstanceError(f"{key}[{spot}]", f"unknown {'mentee' if mentee is None else 'mentor'} {unknown!r}")
        found.append((mentee, mentor))
    return found


def _optional(key: str, top: Mapping[str, Any], kind: type) -> Any:
    value = top.get(key)
    if value is None or type(value) is kind:
        return value
    raise InstanceError(key, f"expected {'a whole number' if kind is int else 'text'}")


def _check_whole(place: str, value: object) -> None:
    if value is None:
        raise InstanceError(place, "is missing")
    if type(value) is not int:
        raise InstanceError(place, f"expected a whole number, got {limits.abbreviated(value)}")
    if value < 0 or value > limits.MAX_PLACES:
        raise InstanceError(place, f"{limits.abbreviated(value)} is not between 0 and {limits.MAX_PLACES}")

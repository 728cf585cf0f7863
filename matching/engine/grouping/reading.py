"""Reads an instance of group formation from JSON and says in one line what is wrong with it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matching.engine.files.reading import load_json
from matching.engine.files.strict_json import json_object, unknown_keys
from matching.engine.grouping.problem import AIMS, SHARE, Aim, GroupingProblem, Mentor, Pair, Values
from matching.engine.model import limits
from matching.engine.model.errors import InstanceError

TOP_KEYS = {"people", "groups", "aims", "mentors", "roles", "differ", "together", "apart", "seed", "commitment"}
SIZE_KEYS = {"count", "minimum", "maximum"}
AIM_KEYS = {"aim", "attribute", "values", "weight", "least", "required"}
MENTOR_KEYS = {"roles", "groups", "values"}
MAX_PEOPLE = 10_000  # people, and mentors
MAX_CELLS = 5_000_000  # people times groups
MAX_WEIGHT = 1_000
MAX_VALUES = 1_000  # of one attribute
MAX_AIMS = 50


def load_grouping(source: str | Path | bytes) -> GroupingProblem:
    """Return the instance in a file (a path) or in the bytes of one.

    Raises InstanceError naming the place, also when the file is missing, too large or not JSON.
    """
    return parse_grouping(load_json(source))


def parse_grouping(data: object) -> GroupingProblem:
    """Return the instance of JSON values in the documented format. Raises InstanceError naming the place."""
    top = json_object("instance", data)
    warnings = unknown_keys("", top, TOP_KEYS)
    people = {name: _values(f"people.{name}", held) for name, held in _named("people", top.get("people")).items()}
    if not people:
        raise InstanceError("people", "is empty")
    count, minimum, maximum = _sizes(top.get("groups"), len(people), warnings)
    roles = _texts("roles", top.get("roles"))
    mentors = _mentors(top.get("mentors"), roles, warnings)
    twice = sorted(people.keys() & mentors.keys())
    if twice:
        raise InstanceError(f"mentors.{twice[0]}", "is one of the people too")
    names = people.keys() | mentors.keys()
    together, apart = (_pairs(key, top.get(key), names) for key in ("together", "apart"))
    both = sorted(set(together) & set(apart))
    if both:
        raise InstanceError("apart", f"the pair {both[0][0]!r}, {both[0][1]!r} must be together too")
    seed, commitment = top.get("seed"), top.get("commitment")
    if seed is not None:
        _whole("seed", seed, 0, limits.MAX_SEED)
    if commitment is not None and not isinstance(commitment, str):
        raise InstanceError("commitment", "expected text")
    limits.check_lottery(seed, commitment)
    return GroupingProblem(
        people, count, minimum, maximum, _aims(top.get("aims"), people, warnings), mentors, roles,
        _texts("differ", top.get("differ")), together, apart, seed, commitment, tuple(warnings),
    )  # fmt: skip


def _sizes(data: object, people: int, warnings: list[str]) -> tuple[int, int, int]:
    """Number of groups, least and most people in one; without bounds the sizes are as even as can be."""
    sizes = json_object("groups", data)
    warnings += unknown_keys("groups.", sizes, SIZE_KEYS)
    count = _whole("groups.count", sizes.get("count"), 1, MAX_PEOPLE)
    if people * count > MAX_CELLS:
        raise InstanceError("groups.count", f"{people} people times {count} groups, the limit is {MAX_CELLS}")
    minimum = _whole("groups.minimum", sizes.get("minimum", max(people // count, 1)), 0, MAX_PEOPLE)
    maximum = _whole("groups.maximum", sizes.get("maximum", -(-people // count)), 1, MAX_PEOPLE)
    if minimum > maximum:
        raise InstanceError("groups.minimum", f"{minimum} is more than the maximum, {maximum}")
    return count, minimum, maximum


def _aims(data: object, people: Mapping[str, Values], warnings: list[str]) -> tuple[Aim, ...]:
    if data is not None and not isinstance(data, list):
        raise InstanceError("aims", "expected a list")
    aims = tuple(_aim(f"aims[{at}]", body, people, warnings) for at, body in enumerate(data or ()))
    if len(aims) > MAX_AIMS:
        raise InstanceError("aims", f"{len(aims)} aims, the limit is {MAX_AIMS}")
    kinds = [(aim.aim, aim.attribute) for aim in aims]
    for at, kind in enumerate(kinds):
        if kind in kinds[:at]:
            raise InstanceError(f"aims[{at}]", f"{kind[0]} {kind[1]!r} is there twice")
    return tuple(sorted(aims, key=lambda aim: (aim.aim, aim.attribute)))


def _aim(place: str, data: object, people: Mapping[str, Values], warnings: list[str]) -> Aim:
    body = json_object(place, data)
    warnings += unknown_keys(f"{place}.", body, AIM_KEYS)
    kind, attribute, required = body.get("aim"), body.get("attribute"), body.get("required", False)
    if kind not in AIMS:
        raise InstanceError(f"{place}.aim", f"expected one of {', '.join(AIMS)}")
    held = {value for values in people.values() for value in values.get(str(attribute), ())}
    if not isinstance(attribute, str) or not held:
        raise InstanceError(f"{place}.attribute", f"nobody has {limits.abbreviated(attribute)}")
    if type(required) is not bool:
        raise InstanceError(f"{place}.required", "expected true or false")
    given = _texts(f"{place}.values", body.get("values"))
    for value in given:
        if value not in held:
            raise InstanceError(f"{place}.values", f"nobody has {value!r}")
    values = given or tuple(sorted(held))
    if len(values) > MAX_VALUES:
        raise InstanceError(f"{place}.values", f"{len(values)} values, the limit is {MAX_VALUES}")
    weight = _whole(f"{place}.weight", body.get("weight", 1), 1, MAX_WEIGHT)
    least = _whole(f"{place}.least", body.get("least", 1), 1, len(values) if kind == SHARE else 1)
    return Aim(kind, attribute, values, weight, least, required)


def _mentors(data: object, roles: tuple[str, ...], warnings: list[str]) -> dict[str, Mentor]:
    mentors = {}
    for name, body in _named("mentors", {} if data is None else data).items():
        place = f"mentors.{name}"
        warnings += unknown_keys(f"{place}.", body, MENTOR_KEYS)
        taken = _texts(f"{place}.roles", body.get("roles"))
        for role in taken:
            if role not in roles:
                raise InstanceError(f"{place}.roles", f"{role!r} is none of the roles")
        groups = _whole(f"{place}.groups", body.get("groups", 1), 0, MAX_PEOPLE)
        held = body.get("values")
        mentors[name] = Mentor(taken, groups, _values(f"{place}.values", {} if held is None else held))
    return mentors


def _values(place: str, data: object) -> dict[str, tuple[str, ...]]:
    """By attribute the values, sorted; one value may stand alone; null and no values at all mean not known."""
    body = json_object(place, data)
    limits.check_names(place, sorted(body))
    listed = {key: [value] if isinstance(value, str) else value for key, value in sorted(body.items())}
    read = {key: _texts(f"{place}.{key}", value) for key, value in listed.items()}
    return {key: values for key, values in read.items() if values}


def _pairs(key: str, data: object, names: set[str]) -> tuple[Pair, ...]:
    if data is not None and not isinstance(data, list):
        raise InstanceError(key, "expected a list of pairs")
    found: set[Pair] = set()
    for spot, pair in enumerate(data or ()):
        place = f"{key}[{spot}]"
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair)):
            raise InstanceError(place, "expected two names")
        for name in pair:
            if name not in names:
                raise InstanceError(place, f"unknown name {limits.abbreviated(name)}")
        if pair[0] == pair[1]:
            raise InstanceError(place, f"{pair[0]!r} is paired with itself")
        found.add((min(pair), max(pair)))
    return tuple(sorted(found))


def _named(place: str, data: object) -> dict[str, dict[str, Any]]:
    bodies = json_object(place, data)
    if len(bodies) > MAX_PEOPLE:
        raise InstanceError(place, f"{len(bodies)} names, the limit is {MAX_PEOPLE}")
    names = sorted(bodies)
    limits.check_names(place, names)
    return {name: json_object(f"{place}.{name}", bodies[name]) for name in names}


def _texts(place: str, data: object) -> tuple[str, ...]:
    """Texts, sorted; null is none."""
    if data is None:
        return ()
    if not isinstance(data, list):
        raise InstanceError(place, "expected a list of texts")
    for spot, text in enumerate(data):
        if not isinstance(text, str):
            raise InstanceError(f"{place}[{spot}]", "expected text")
    texts = sorted(data)
    limits.check_names(place, texts)
    return tuple(texts)


def _whole(place: str, value: object, least: int, most: int) -> int:
    if value is None:
        raise InstanceError(place, "is missing")
    if type(value) is not int:
        raise InstanceError(place, f"expected a whole number, got {limits.abbreviated(value)}")
    if not least <= value <= most:
        raise InstanceError(place, f"{limits.abbreviated(value)} is not between {least} and {most}")
    return value

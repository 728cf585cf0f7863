"""Reads strict JSON: UTF-8, no name twice in one object, no NaN; what is wrong is said with its place."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from matching.engine.model import limits
from matching.engine.model.errors import InstanceError


def strict_json(raw: bytes, name: str) -> Any:
    """Return the JSON values of a file's bytes.

    Raises InstanceError with the place of an error among the values; `name` stands for the whole file.
    """
    error_at: tuple[object, str] | None = None  # the last one: an earlier may be lost to a name that is there twice

    def distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal error_at
        made = dict(pairs)
        if len(made) != len(pairs):
            twice = limits.abbreviated(first_duplicate(key for key, _ in pairs))
            error_at = made, f"the name {twice} is there twice in one object"
        return made

    def constant(word: str) -> float:
        nonlocal error_at
        value = float(word)
        error_at = value, f"{word} is not a number"
        return value

    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=distinct, parse_constant=constant)
    except UnicodeDecodeError as error:
        raise InstanceError(name, f"not UTF-8 text (byte {error.start})") from None
    except json.JSONDecodeError as error:
        raise InstanceError(name, f"broken JSON at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except ValueError:
        raise InstanceError(name, "a number has too many digits") from None
    except RecursionError:
        raise InstanceError(name, "nested too deeply") from None
    if error_at is not None:
        raise InstanceError(_place_of(error_at[0], data) or name, error_at[1])
    return data


def first_duplicate(names: Iterable[str]) -> str | None:
    """Return the first name that has been there before, in linear time; None when all are different."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None


def _place_of(wanted: object, data: Any) -> str:
    """Where the very value stands, "" for the whole; searched without recursion, for data may be nested deeply."""
    place: list[str | int] = []
    inside = [_inside(data)]
    found = data
    while found is not wanted:
        key, found = next(inside[-1], (None, None))
        if key is None:
            inside.pop()
            del place[-1]
        else:
            place.append(key)
            inside.append(_inside(found))
    return _dotted(place)


def _inside(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return iter(value.items())
    return enumerate(value) if isinstance(value, list) else iter(())


def _dotted(place: list[str | int]) -> str:
    parts = (f"[{key}]" if isinstance(key, int) else f".{key[: limits.MAX_NAME]}" for key in place)
    return "".join(parts).removeprefix(".")


def json_object(place: str, value: object) -> dict[str, Any]:
    """Return `value`, which has to be an object. Raises InstanceError naming the place."""
    if not isinstance(value, dict):
        raise InstanceError(place, "is missing" if value is None else "expected an object")
    return value


def unknown_keys(place: str, body: Mapping[str, Any], known: set[str]) -> list[str]:
    """Return a warning for each key of `body` that is not `known`; each begins with `place`."""
    return [f"{place}{key}: unknown key, ignored" for key in body if key not in known]

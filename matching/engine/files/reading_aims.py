"""Reads the aims of an instance."""

from collections.abc import Mapping
from typing import Any

from matching.engine.files.strict_json import json_object, unknown_keys
from matching.engine.model import limits
from matching.engine.model.aims import Aims
from matching.engine.model.errors import InstanceError

AIM_KEYS = {"even", "spread", "together"}
SPREAD_KEYS = {"weight", "values"}
TOGETHER_KEYS = {"weight", "pairs"}
PAIR = 2


def read_aims(top: Mapping[str, Any], mentee_at: Mapping[str, int], warnings: list[str]) -> Aims | None:
    """Return the aims of an instance's JSON values; None where none counts. Raises InstanceError naming the place."""
    given = top.get("aims")
    if given is None:
        return None
    body = json_object("aims", given)
    warnings.extend(unknown_keys("aims.", body, AIM_KEYS))
    spread = _aim(body, "spread", SPREAD_KEYS, warnings)
    together = _aim(body, "together", TOGETHER_KEYS, warnings)
    aims = Aims.build(
        list(mentee_at),
        even=body.get("even", 0),
        spread=spread.get("weight", 0),
        values=_values(spread.get("values"), mentee_at),
        together=together.get("weight", 0),
        wishes=_wishes(together.get("pairs"), mentee_at),
    )
    return aims or None


def _aim(body: Mapping[str, Any], name: str, known: set[str], warnings: list[str]) -> dict[str, Any]:
    """One aim; null and left out are the same."""
    given = body.get(name)
    if given is None:
        return {}
    aim = json_object(f"aims.{name}", given)
    warnings.extend(unknown_keys(f"aims.{name}.", aim, known))
    return aim


def _wishes(given: object, mentee_at: Mapping[str, int]) -> list[tuple[str, str]]:
    place = "aims.together.pairs"
    if given is None:
        return []
    if not isinstance(given, list):
        raise InstanceError(place, "expected a list of pairs")
    for at, pair in enumerate(given):
        known = isinstance(pair, list) and len(pair) == PAIR and all(isinstance(one, str) for one in pair)
        if not known or not mentee_at.keys() >= set(pair):
            raise InstanceError(f"{place}[{at}]", "expected the names of two mentees")
    return [(one, other) for one, other in given]


def _values(given: object, mentee_at: Mapping[str, int]) -> dict[str, str]:
    """By mentee the value; null is not known."""
    place = "aims.spread.values"
    values = {} if given is None else json_object(place, given)
    for mentee, value in values.items():
        if mentee not in mentee_at:
            raise InstanceError(place, f"unknown mentee {limits.abbreviated(mentee)}")
        if value is not None and not (isinstance(value, str) and 0 < len(value) <= limits.MAX_NAME and _is_text(value)):
            raise InstanceError(f"{place}.{mentee}", f"expected a text of at most {limits.MAX_NAME} characters")
    return {mentee: value for mentee, value in values.items() if value is not None}


def _is_text(value: str) -> bool:
    """Can UTF-8 hold it? Half of a surrogate pair is no character."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True

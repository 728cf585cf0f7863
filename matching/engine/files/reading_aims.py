"""Reads the aims of an instance."""

from collections.abc import Mapping
from typing import Any

from matching.engine.files.strict_json import json_object, unknown_keys
from matching.engine.model import limits
from matching.engine.model.aims import Aims
from matching.engine.model.errors import InstanceError

AIM_KEYS = {"even", "spread"}
SPREAD_KEYS = {"weight", "values"}


def read_aims(top: Mapping[str, Any], mentee_at: Mapping[str, int], warnings: list[str]) -> Aims | None:
    """Return the aims of an instance's JSON values; None where none counts. Raises InstanceError naming the place."""
    given = top.get("aims")
    if given is None:
        return None
    body = json_object("aims", given)
    warnings.extend(unknown_keys("aims.", body, AIM_KEYS))
    spread: dict[str, Any] = {} if body.get("spread") is None else json_object("aims.spread", body["spread"])
    warnings.extend(unknown_keys("aims.spread.", spread, SPREAD_KEYS))
    values = _values(spread.get("values"), mentee_at)
    aims = Aims.build(list(mentee_at), even=body.get("even", 0), spread=spread.get("weight", 0), values=values)
    return aims or None


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

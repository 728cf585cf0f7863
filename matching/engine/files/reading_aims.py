"""Reads the aims of an instance."""

from collections.abc import Mapping
from typing import Any

from matching.engine.files.strict_json import json_object, unknown_keys
from matching.engine.model.aims import Aims

AIM_KEYS = {"even"}


def read_aims(top: Mapping[str, Any], warnings: list[str]) -> Aims | None:
    """Return the aims of an instance's JSON values; None where none counts. Raises InstanceError naming the place."""
    given = top.get("aims")
    if given is None:
        return None
    body = json_object("aims", given)
    warnings.extend(unknown_keys("aims.", body, AIM_KEYS))
    aims = Aims(even=body.get("even", 0))
    return aims if aims.to_json() else None

"""What a solver gives back."""

from dataclasses import dataclass
from typing import Any

from matching.engine.model.columns import Ints


@dataclass(frozen=True, eq=False)
class Outcome:
    """A solver's answer in indices.

    mentee, mentor  int32[k]: the pairs, the instance's fixed pairs among them, in any order
    certificate     the solver's proof, JSON values only, with a key "kind"
    """

    mentee: Ints
    mentor: Ints
    certificate: dict[str, Any]

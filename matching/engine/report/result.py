"""The result file: the answer to an instance under one strategy."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from matching.engine.model.errors import InstanceError

KEYS = ("strategy", "pairs", "unmatched", "reasons", "metrics", "certificate", "input_sha256")


@dataclass(frozen=True)
class Result:
    """The answer to an instance under one strategy, in names.

    pairs         sorted (mentee, mentor) names
    unmatched     sorted names of mentees without any mentor
    reasons       by mentee: why this result (see `matching.engine.report.reasons`)
    metrics       see `matching.engine.report.metrics`
    certificate   the proof, the options and the lottery's seed (see `matching.engine.verify`)
    input_sha256  of the instance
    """

    strategy: str
    pairs: tuple[tuple[str, str], ...]
    unmatched: tuple[str, ...]
    reasons: dict[str, Any]
    metrics: dict[str, Any]
    certificate: dict[str, Any]
    input_sha256: str

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {
            "strategy": self.strategy,
            "pairs": [list(pair) for pair in self.pairs],
            "unmatched": list(self.unmatched),
            "reasons": self.reasons,
            "metrics": self.metrics,
            "certificate": self.certificate,
            "input_sha256": self.input_sha256,
        }

    def to_bytes(self) -> bytes:
        """Return the result as a JSON file, the same bytes for the same result."""
        return json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: Any) -> "Result":
        """Return the result that JSON values hold. Raises InstanceError naming the place that is not in the format."""
        if not isinstance(data, dict) or set(data) != set(KEYS):
            raise InstanceError("result", f"expected an object with exactly {', '.join(KEYS)}")
        for key in ("strategy", "input_sha256"):
            _expect(f"result.{key}", data[key], str)
        for key in ("reasons", "metrics", "certificate"):
            _expect(f"result.{key}", data[key], dict)
        for key in ("pairs", "unmatched"):
            _expect(f"result.{key}", data[key], list)
        for at, pair in enumerate(data["pairs"]):
            if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(name, str) for name in pair)):
                raise InstanceError(f"result.pairs[{at}]", "expected two names")
        for at, name in enumerate(data["unmatched"]):
            _expect(f"result.unmatched[{at}]", name, str)
        pairs = tuple((mentee, mentor) for mentee, mentor in data["pairs"])
        return cls(**{**data, "pairs": pairs, "unmatched": tuple(data["unmatched"])})


def with_checksum(certificate: dict[str, Any]) -> dict[str, Any]:
    """Return the certificate with the SHA-256 of its canonical JSON under "sha256", which shows damage at once."""
    body = {key: value for key, value in certificate.items() if key != "sha256"}
    text = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return {**body, "sha256": hashlib.sha256(text.encode()).hexdigest()}


def _expect(place: str, value: object, kind: type) -> None:
    if not isinstance(value, kind):
        raise InstanceError(place, f"expected {kind.__name__}, got {type(value).__name__}")

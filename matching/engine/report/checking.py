"""Hands an instance and a result to the verifier, as the files that anybody would give it."""

from matching.engine.files.writing import instance_to_bytes
from matching.engine.model.instance import Instance
from matching.engine.report.result import Result
from matching.engine.verify import verify as verify_contents


def verify(instance: Instance, result: Result) -> tuple[str, ...]:
    """Return every reason why the result cannot stand, in words; none when all holds. See `matching.engine.verify`."""
    try:
        written = result.to_bytes()
    except RecursionError:
        return ("result: nested too deeply",)
    return verify_contents(instance_to_bytes(instance), written)

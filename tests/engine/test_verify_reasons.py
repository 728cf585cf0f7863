"""What the verifier says: every reason, in one line each, by JSON type and by exactly the documented keys."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from matching.engine import STRATEGIES, Instance, Options, Result, parse_instance, solve, verify
from matching.engine.report.result import with_checksum

Data = dict[str, Any]
ONE = {"mentees": {"m": {"ranks": [["a"]]}}, "mentors": {"a": {"capacity": 1}}}
OPEN = {"mentees": {"m": {}}, "mentors": {"a": {"capacity": 1}}}


def put(data: Data, where: tuple[Any, ...], value: Any) -> None:
    """Put the value at a place given by its keys."""
    spot: Any = data
    for step in where[:-1]:
        spot = spot[step]
    spot[where[-1]] = value


def violations_after(made: Data, strategy: str, change: Callable[[Data], None], **options: Any) -> tuple[str, ...]:
    """What is said of a result in which one thing was changed and the certificate with_checksum anew."""
    instance = parse_instance(made)
    data = json.loads(solve(instance, strategy=strategy, options=Options(**options)).to_bytes())
    assert verify(instance, Result.from_json(data)) == ()
    change(data)
    data["certificate"] = with_checksum(data["certificate"])
    return verify(instance, Result.from_json(data))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (("metrics", "matched"), True),
        (("metrics", "pairs"), 1.0),
        (("metrics", "median_rank"), 1),
        (("metrics", "load"), [False, 1]),
        (("reasons", "m", "mentors"), [["a", True, "list"]]),
        (("reasons", "m", "mentors"), [["a", 1.0, "list"]]),
        (("certificate", "scale"), True),
        (("certificate", "scale"), 1.0),
        (("certificate", "objective"), "generous"),
        (("certificate", "note"), "audited"),
        (("certificate", "placed_later"), ""),
        (("certificate", "placed_later"), {}),
        (("certificate", "lottery", "seed"), False),
        (("certificate", "duals", 0, "mentee"), [1.0]),
    ],
)
def test_values_are_compared_by_type_and_keys_exactly(where: tuple[Any, ...], value: Any) -> None:
    assert violations_after(ONE, "choice-best", lambda data: put(data, where, value))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_metric_that_is_null_is_neither_left_out_nor_made_up(strategy: str) -> None:
    assert solve(parse_instance(ONE), strategy=strategy).metrics["mean_overlap"] is None
    left_out = violations_after(ONE, strategy, lambda data: data["metrics"].pop("mean_overlap"))
    assert left_out == ("metrics: not true of mean_overlap",)
    made_up = violations_after(ONE, strategy, lambda data: data["metrics"].update(audited=None))
    assert made_up == ("metrics: not true of audited",)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_key_of_a_certificate_is_needed(strategy: str) -> None:
    result = solve(parse_instance(ONE), strategy=strategy)
    for key in result.certificate.keys() - {"sha256"}:
        assert violations_after(ONE, strategy, lambda data, key=key: data["certificate"].pop(key)), key  # type: ignore[misc]


@pytest.mark.parametrize("strategy", ["survey", "balanced"])
def test_the_objective_is_that_of_the_strategy(strategy: str) -> None:
    assert violations_after(ONE, strategy, lambda data: data["certificate"].update(objective="total-rank"))


def test_pairs_placed_after_the_rest_are_lists_of_two_names() -> None:
    def change(data: Data) -> None:
        assert data["certificate"]["placed_later"] == [["m", "a"]]
        data["certificate"]["placed_later"] = ["ma"]

    assert "certificate.placed_later[0]: expected a pair of known names" in violations_after(
        OPEN, "choice-stable", change, unplaced="similarity"
    )


def test_a_value_nested_deeply_in_the_certificate_is_a_reason_in_one_line() -> None:
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    instance = parse_instance(ONE)
    for strategy in STRATEGIES:
        result = solve(instance, strategy=strategy)
        for key in (*result.certificate, "note"):
            forged = Result(**{**vars(result), "certificate": {**result.certificate, key: nested}})
            assert all(violation and "\n" not in violation for violation in verify(instance, forged) or [""]), key


def spoilt(instance: Instance) -> Data:
    data: Data = json.loads(solve(instance, strategy="choice-best").to_bytes())
    data["input_sha256"] = "0" * 64
    data["metrics"]["matched"] = 9
    data["certificate"]["note"] = "audited"
    return data


@pytest.mark.parametrize(
    ("where", "value", "reason"),
    [
        (("pairs",), [["m", "a"], ["x", "a"]], "pairs[1]: expected a pair of known names"),
        (("certificate", "duals", 0, "mentee"), [], "certificate.duals[0].mentee: expected 1 whole numbers"),
        (("certificate", "lottery"), [], "certificate.lottery: expected seed, nonce and commitment"),
        (("certificate", "placed_later"), None, "certificate.placed_later: expected a list of pairs"),
    ],
)
def test_what_cannot_be_read_hides_no_other_reason(where: tuple[Any, ...], value: Any, reason: str) -> None:
    instance = parse_instance(ONE)
    data = spoilt(instance)
    put(data, where, value)
    said = verify(instance, Result.from_json(data))
    assert reason in said
    for start in ("input_sha256 is", "certificate: its sha256", "certificate: expected kind", "metrics: not true of"):
        assert any(violation.startswith(start) for violation in said), start


def test_options_that_cannot_be_read_leave_hash_seal_and_names_to_say() -> None:
    instance = parse_instance(ONE)
    data = spoilt(instance)
    data["certificate"]["options"] = None
    data["unmatched"] = ["m"]
    said = verify(instance, Result.from_json(data))
    assert len(said) == 5
    assert [violation.split(":")[0].split(" ")[0] for violation in said].count("certificate") == 2


def test_more_faults_than_are_shown_are_counted() -> None:
    made = {"mentees": {f"m{at:02}": {} for at in range(30)}, "mentors": {"a": {"capacity": 1}}}

    def change(data: Data) -> None:
        data["pairs"] += [["x", "a"]] * 30
        for reason in data["reasons"].values():
            reason["why"] = "because"

    said = violations_after(made, "choice-stable", change)
    assert "pairs: 10 more are no pairs of known names" in said
    assert any(
        violation.startswith("reasons: not true of m00") and violation.endswith("and 10 more") for violation in said
    )

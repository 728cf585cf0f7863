"""The verifier accepts what the strategies find, and nothing else."""

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import chain
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.engine import STRATEGIES, Infeasible, Instance, Options, Result, parse_instance, solve, verify
from matching.engine.model.draws import commitment
from matching.engine.model.match import Match
from matching.engine.model.options import OBJECTIVES
from matching.engine.report.metrics import metrics
from matching.engine.report.reasons import reasons
from matching.engine.report.result import with_checksum
from tests.engine.rounds import Round, every_matching, index_pairs, rounds

ANY_OPTIONS = st.builds(
    Options,
    objective=st.sampled_from(OBJECTIVES),
    priority=st.sampled_from([None, "similarity", "lottery"]),
    unplaced=st.sampled_from(["unmatched", "similarity"]),
    ignore_lists=st.booleans(),
    rank_weight=st.integers(0, 3),
)


def solved(made: Round, strategy: str, options: Options) -> tuple[Instance, Result]:
    instance = parse_instance(made)
    try:
        return instance, solve(instance, strategy=strategy, options=options)
    except Infeasible:
        assume(False)
        raise


def described(instance: Instance, result: Result, pairs: frozenset[tuple[int, int]]) -> Result:
    """A forgery: other pairs under the same certificate, with everything said about them made to fit."""
    options = Options.from_json(result.certificate["options"])
    priority = options.priority_for(instance)
    named = sorted((instance.mentees[mentee], instance.mentors[mentor]) for mentee, mentor in pairs)
    match = Match.of_names(instance, named)
    return Result(
        strategy=result.strategy,
        pairs=tuple(named),
        unmatched=tuple(sorted(set(instance.mentees) - {mentee for mentee, _ in named})),
        reasons=reasons(match, result.strategy, priority),
        metrics=metrics(match, priority),
        certificate=result.certificate,
        input_sha256=result.input_sha256,
    )


Change = tuple[tuple[Any, ...], Any]


def mutations(data: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """The result's JSON with one thing changed, for every kind of thing."""
    for path, value in chain(pair_changes(data), statement_changes(data), certificate_changes(data["certificate"])):
        copy = deepcopy(data)
        spot = copy
        for step in path[:-1]:
            spot = spot[step]
        spot[path[-1]] = value
        yield path, copy


def pair_changes(data: dict[str, Any]) -> Iterator[Change]:
    mentors = sorted({mentor for _, mentor in data["pairs"]} | {"a0"})
    for at, (mentee, mentor) in enumerate(data["pairs"]):
        yield ("pairs",), data["pairs"][:at] + data["pairs"][at + 1 :]
        yield from ((("pairs", at), [mentee, other]) for other in mentors if other != mentor)
    yield ("unmatched",), [*data["unmatched"], "m0"]


def statement_changes(data: dict[str, Any]) -> Iterator[Change]:
    yield ("input_sha256",), "0" * 64
    yield ("strategy",), "lottery" if data["strategy"] != "lottery" else "choice-stable"
    for name, reason in data["reasons"].items():
        yield ("reasons", name, "why"), "because"
        yield ("reasons", name, "higher"), [*reason["higher"], ["a0", "full", "ranking"]]
    for name, figure in data["metrics"].items():
        yield ("metrics", name), (figure + 1) if isinstance(figure, int | float) else "none"


def certificate_changes(certificate: dict[str, Any]) -> Iterator[Change]:
    lottery = certificate["lottery"]
    yield ("certificate", "lottery", "seed"), lottery["seed"] + 1
    yield ("certificate", "lottery", "nonce"), lottery["nonce"] + "x"
    yield ("certificate", "lottery", "commitment"), "0" * 64
    for level, duals in enumerate(certificate.get("duals", ())):
        for side, values in duals.items():
            yield from ((("certificate", "duals", level, side, at), value + 1) for at, value in enumerate(values))
    yield from ((("certificate", key), "other") for key in certificate)


@pytest.mark.parametrize("strategy", STRATEGIES)
@settings(max_examples=60)
@given(made=rounds(), options=ANY_OPTIONS)
def test_every_solve_is_accepted_also_when_read_again(strategy: str, made: Round, options: Options) -> None:
    instance, result = solved(made, strategy, options)
    assert verify(instance, result) == ()
    assert verify(instance, Result.from_json(json.loads(result.to_bytes()))) == ()


@pytest.mark.parametrize("strategy", STRATEGIES)
@settings(max_examples=20)
@given(made=rounds(most_mentees=3), options=ANY_OPTIONS)
def test_every_mutation_is_rejected(strategy: str, made: Round, options: Options) -> None:
    instance, result = solved(made, strategy, options)
    for what, data in mutations(json.loads(result.to_bytes())):
        assert verify(instance, Result.from_json(data)), what


@pytest.mark.parametrize(
    ("strategy", "options"),
    [
        ("choice-stable", Options()),
        ("lottery", Options()),
        *(("choice-best", Options(objective=objective)) for objective in OBJECTIVES),
        ("survey", Options()),
        ("balanced", Options()),
    ],
)
@settings(max_examples=50)
@given(made=rounds(most_mentees=3))
def test_other_pairs_are_rejected_however_good_and_well_described(strategy: str, options: Options, made: Round) -> None:
    for body in made["mentees"].values():
        body["ranks"] = body["ranks"] or [["a0"]]
    instance, result = solved(made, strategy, options)
    own = index_pairs(instance, result)
    for pairs in every_matching(instance):
        assert bool(verify(instance, described(instance, result, pairs))) != (pairs == own)


@given(rounds())
def test_the_seed_must_open_the_published_commitment(made: Round) -> None:
    made["commitment"] = commitment(4, "salt")
    instance = parse_instance(made)
    result = solve(instance, strategy="lottery", seed=4, nonce="salt")
    assert verify(instance, result) == ()
    another = solve(parse_instance({**made, "commitment": None}), strategy="lottery", seed=5)
    forged = Result(**{**vars(another), "input_sha256": instance.input_sha256})
    assert any("published" in violation for violation in verify(instance, forged))


def test_a_blocking_pair_is_named() -> None:
    instance = parse_instance(
        {
            "mentees": {"kim": {"ranks": [["a"], ["b"]]}, "lee": {"ranks": [["a"], ["b"]]}},
            "mentors": {"a": {"capacity": 1, "ranks": [["kim"], ["lee"]]}, "b": {"capacity": 1}},
        }
    )
    result = solve(instance, strategy="choice-stable")
    violations = verify(instance, described(instance, result, frozenset({(0, 1), (1, 0)})))
    assert "kim with a: blocks: both would rather have each other" in violations


def test_a_stable_matching_that_serves_the_mentors_better_is_rejected() -> None:
    instance = parse_instance(
        {
            "mentees": {"kim": {"ranks": [["a"], ["b"]]}, "lee": {"ranks": [["b"], ["a"]]}},
            "mentors": {
                "a": {"capacity": 1, "ranks": [["lee"], ["kim"]]},
                "b": {"capacity": 1, "ranks": [["kim"], ["lee"]]},
            },
        }
    )
    result = solve(instance, strategy="choice-stable")
    violations = verify(instance, described(instance, result, frozenset({(0, 1), (1, 0)})))
    assert [violation for violation in violations if "not the best" in violation] == list(violations)


def test_a_sealed_certificate_with_a_dual_value_that_does_not_fit_is_rejected() -> None:
    instance = parse_instance({"mentees": {"m": {"ranks": [["a"]]}}, "mentors": {"a": {"capacity": 2}}})
    result = solve(instance, strategy="choice-best")
    certificate = deepcopy(result.certificate)
    certificate["duals"][0]["mentor"][0] = 1
    forged = Result(**{**vars(result), "certificate": with_checksum(certificate)})
    assert any("dual value" in violation for violation in verify(instance, forged))

"""What is said to be placed after the rest may neither be fixed nor stand in for a minimum load."""

import pytest
from hypothesis import given, settings

from matching.engine import STRATEGIES, Instance, Options, Result, parse_instance, solve, verify
from matching.engine.model.match import Match
from matching.engine.report.metrics import metrics
from matching.engine.report.reasons import reasons
from matching.engine.report.result import with_checksum
from tests.engine.rounds import Round, rounds
from tests.engine.test_verify import solved

AFTER = Options(unplaced="similarity")


def restated(instance: Instance, result: Result, after: list[tuple[str, str]]) -> Result:
    """The same pairs, others of them said to be placed after the rest; all else fits."""
    match = Match(instance, Match.of_names(instance, result.pairs).codes, Match.of_names(instance, after).codes)
    priority = AFTER.priority_for(instance)
    return Result(
        strategy=result.strategy,
        pairs=result.pairs,
        unmatched=result.unmatched,
        reasons=reasons(match, result.strategy, priority),
        metrics=metrics(match, priority),
        certificate=with_checksum({**result.certificate, "placed_later": [list(pair) for pair in sorted(after)]}),
        input_sha256=result.input_sha256,
    )


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("ranks", [[["a"]], [["b"]]])
def test_a_fixed_pair_is_not_placed_after_the_rest(strategy: str, ranks: list[list[str]]) -> None:
    instance = parse_instance(
        {
            "mentees": {"m": {"ranks": ranks}},
            "mentors": {"a": {"capacity": 1}, "b": {"capacity": 0}},
            "fixed": [["m", "a"]],
        }
    )
    result = solve(instance, strategy=strategy, options=AFTER)
    forged = restated(instance, result, [("m", "a")])
    assert forged.metrics["placed_later"] == 1
    assert "m with a: said to be placed after the rest, but fixed before it" in verify(instance, forged)


@pytest.mark.parametrize("strategy", STRATEGIES)
@settings(max_examples=30)
@given(made=rounds(most_mentees=4))
def test_no_pair_can_be_said_to_be_placed_earlier_or_later_than_it_was(strategy: str, made: Round) -> None:
    instance, result = solved(made, strategy, AFTER)
    after = {(mentee, mentor) for mentee, mentor in result.certificate["placed_later"]}
    for pair in result.pairs:
        assert verify(instance, restated(instance, result, sorted(after ^ {pair}))), pair


def test_pairs_placed_after_the_rest_meet_no_minimum() -> None:
    """The strategy itself had to make the pair, though its similarity is negative."""
    instance = parse_instance(
        {
            "mentees": {"m": {}},
            "mentors": {"a": {"capacity": 1, "minimum": 1}},
            "similarity": {"m": {"a": -1}},
        }
    )
    result = solve(instance, strategy="survey", options=AFTER)
    duals = [{"mentee": [0], "mentor": [0], "group": []}] * len(result.certificate["levels"])
    forged = restated(
        instance, Result(**{**vars(result), "certificate": {**result.certificate, "duals": duals}}), [("m", "a")]
    )
    assert verify(instance, forged) == ("mentor a: 0 pairs, the minimum is 1",)

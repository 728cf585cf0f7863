"""Public instances with known answers, when MATCHING_INSTANCES names the folder that holds them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from matching.engine import STRATEGIES, Instance, Options, Result, load_instance, solve, verify

FOLDER = os.environ.get("MATCHING_INSTANCES")
FILES = sorted(Path(FOLDER).glob("*.json")) if FOLDER else []
OBJECTIVES = {"greedy_max": "greedy", "generous_max": "generous", "min_cost_max": "total-rank"}

pytestmark = pytest.mark.skipif(FOLDER is None, reason="MATCHING_INSTANCES names no folder of instances")
every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def expected(path: Path) -> dict[str, Any]:
    found = json.loads(path.read_text())["expected"]
    assert isinstance(found, dict)
    return found


def checked(instance: Instance, strategy: str, options: Options | None = None) -> Result:
    result = solve(instance, strategy=strategy, options=options)
    assert verify(instance, result) == ()
    return result


def test_there_are_instances() -> None:
    assert FILES


@every_file
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_is_proven_and_keeps_forbidden_pairs_apart(path: Path, strategy: str) -> None:
    instance = load_instance(path)
    result = checked(instance, strategy, Options(unplaced="similarity"))
    forbidden = {tuple(pair) for pair in json.loads(path.read_text())["instance"].get("forbidden", [])}
    assert not forbidden & set(result.pairs)


@every_file
def test_the_mentee_optimal_stable_matching(path: Path) -> None:
    answer = expected(path)
    if "mentee_optimal" in answer:
        result = checked(load_instance(path), "choice-stable")
        assert dict(result.pairs) == answer["mentee_optimal"]
        assert set(result.unmatched) >= set(answer.get("unmatched", []))


@every_file
def test_the_profiles_of_rank_optimal_matchings(path: Path) -> None:
    answer, instance = expected(path), load_instance(path)
    for name in OBJECTIVES.keys() & answer.keys():
        metrics = checked(instance, "choice-best", Options(objective=OBJECTIVES[name])).metrics
        assert metrics["total_rank"] == answer[name]["cost"]
        if name != "min_cost_max":
            assert metrics["profile"] == answer[name]["profile"]


@every_file
def test_the_student_optimal_allocation_to_projects(path: Path) -> None:
    answer = expected(path).get("student_optimal")
    if answer is not None:
        assert dict(checked(load_instance(path), "choice-stable").pairs) == answer

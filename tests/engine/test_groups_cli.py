"""The commands `groups` and `verify-groups`: files in and out, exit codes, one line for what is wrong."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from matching.engine.cli import main

CIRCLE = {
    "people": {f"p{at}": {"year": str(at % 2)} for at in range(6)},
    "groups": {"count": 2},
    "aims": [{"aim": "spread", "attribute": "year"}],
}
VERIFIER = "matching/engine/verify_groups.py"


@pytest.fixture
def circle(tmp_path: Path) -> Path:
    path = tmp_path / "circle.json"
    path.write_text(json.dumps(CIRCLE))
    return path


def test_groups_are_written_to_a_file_and_verified(circle: Path, capfd: pytest.CaptureFixture[str]) -> None:
    output = circle.with_name("result.json")
    assert main(["groups", str(circle), "--output", str(output), "--seed", "4"]) == 0
    assert capfd.readouterr() == ("", "")
    assert json.loads(output.read_text())["lottery"]["seed"] == 4
    assert main(["verify-groups", str(circle), str(output)]) == 0
    assert capfd.readouterr().out == "verified: all holds\n"


def test_without_a_file_they_are_printed_the_same_again(circle: Path, capfd: pytest.CaptureFixture[str]) -> None:
    printed = []
    for _ in range(2):
        assert main(["groups", str(circle)]) == 0
        printed.append(capfd.readouterr().out)
    assert printed[0] == printed[1]
    assert json.loads(printed[0])["objective"]["total"] == 0


def test_progress_is_told_on_standard_error(circle: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["groups", str(circle), "--progress"]) == 0
    assert "misses 0, at least 0 in any case" in capfd.readouterr().err


def test_the_verifier_runs_alone_without_any_package(circle: Path) -> None:
    output = circle.with_name("result.json")
    main(["groups", str(circle), "--output", str(output)])
    command = [sys.executable, "-I", "-S", VERIFIER, str(circle), str(output)]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"verified: all holds\n"
    output.write_text(output.read_text().replace('"gap":0', '"gap":1'))
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 2)
    assert subprocess.run([*command[:-1], str(circle / "no")], check=False, capture_output=True).returncode == 2
    assert subprocess.run(command[:-1], check=False, capture_output=True).returncode == 2


@pytest.mark.parametrize(
    ("change", "arguments", "code", "line"),
    [
        ({"groups": {}}, [], 2, "groups.count: is missing"),
        ({}, ["--limit", "-1"], 2, "limit: must lie between 0 and 1000000"),
        ({}, ["--limit", "nan"], 2, "limit: must lie between 0 and 1000000"),
        ({}, ["--workers", "0"], 2, "workers: must lie between 1 and 64"),
        ({}, ["--seed", "-1"], 2, "seed: must lie between 0 and 9223372036854775807"),
        ({"groups": {"count": 2, "maximum": 2}}, [], 2, "groups.minimum: 3 is more than the maximum, 2"),
        ({"groups": {"count": 7}}, [], 3, "infeasible: 7 groups of at least 1 need 7 people, there are 6"),
        ({"apart": [["p0", "p1"], ["p0", "p2"], ["p1", "p2"]]}, [], 3, "infeasible: cannot be met together: p0 and p1"),
    ],
)
def test_what_is_wrong_gives_one_line(
    circle: Path, capfd: pytest.CaptureFixture[str], change: object, arguments: list[str], code: int, line: str
) -> None:
    circle.write_text(json.dumps({**CIRCLE, **change}))  # type: ignore[dict-item]
    assert main(["groups", str(circle), *arguments]) == code
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(line)
    assert err.count("\n") == 1


def test_undecided_is_exit_4(circle: Path, capfd: pytest.CaptureFixture[str]) -> None:
    aims = [{"aim": "gather", "attribute": "year", "required": True}]
    people = {f"p{at}": {"year": str(at)} for at in range(6)}
    circle.write_text(json.dumps({**CIRCLE, "people": people, "aims": aims}))
    assert main(["groups", str(circle), "--limit", "0", "--effort", "0"]) == 4
    assert capfd.readouterr().err.startswith("undecided: ")


def test_output_that_cannot_be_written_is_exit_74(circle: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["groups", str(circle), "--output", str(circle / "below" / "a" / "file")]) == 74
    assert "cannot be written" in capfd.readouterr().err

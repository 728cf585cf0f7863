"""The command: exit codes, one line for what is wrong, no Django."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matching.engine.cli import main

ROUND = {
    "mentees": {"kim": {"ranks": [["a"], ["b"]]}, "lee": {"ranks": [["a"]]}},
    "mentors": {"a": {"capacity": 1}, "b": {"capacity": 1}},
}
MODULE = [sys.executable, "-m", "matching.engine"]
Write = Any


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(data: object, name: str = "instance.json") -> str:
        path = tmp_path / name
        path.write_text(data if isinstance(data, str) else json.dumps(data))
        return str(path)

    return to_file


def solve(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["solve", *arguments])
    out, err = capfd.readouterr()
    return code, out, err


def test_it_solves_and_verifies(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = solve(capfd, write(ROUND), "--strategy", "choice-best", "--seed", "3")
    assert (code, err) == (0, "")
    assert json.loads(out)["pairs"] == [["kim", "b"], ["lee", "a"]]
    assert main(["verify", write(ROUND), write(out, "result.json")]) == 0
    assert capfd.readouterr().out == "verified: all holds\n"


def test_aims_are_read_from_the_instance_and_said_to_be_left_aside(
    write: Write, capfd: pytest.CaptureFixture[str]
) -> None:
    with_aims = ROUND | {"mentors": {"a": {"capacity": 2}, "b": {"capacity": 1}}, "aims": {"even": 2}}
    code, out, err = solve(capfd, write(with_aims), "--strategy", "balanced")
    assert (code, err) == (0, "")
    assert json.loads(out)["pairs"] == [["kim", "b"], ["lee", "a"]]
    assert json.loads(out)["metrics"]["crowding"] == 0
    assert main(["verify", write(with_aims), write(out, "result.json")]) == 0
    assert solve(capfd, write(with_aims), "--strategy", "choice-best")[2] == (
        "warning: aims: choice-best does not look at them, only balanced does\n"
    )


def test_a_tampered_result_fails_with_every_reason(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    _, out, _ = solve(capfd, write(ROUND), "--strategy", "choice-best")
    result = json.loads(out)
    result["metrics"]["matched"] = 9
    result["reasons"]["kim"]["why"] = "luck"
    assert main(["verify", write(ROUND), write(result, "result.json")]) == 1
    assert capfd.readouterr().err.splitlines() == ["metrics: not true of matched", "reasons: not true of kim"]


@pytest.mark.parametrize("result", ["{}", "no JSON", '{"pairs": 3}'])
def test_what_is_no_result_does_not_hold(write: Write, capfd: pytest.CaptureFixture[str], result: str) -> None:
    assert main(["verify", write(ROUND), write(result, "result.json")]) == 1
    assert len(capfd.readouterr().err.splitlines()) == 1


def test_bad_input_gives_one_line_and_exit_2(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    bad = {**ROUND, "mentors": {"a": {"capacity": -1}, "b": {"capacity": 1}}}
    code, out, err = solve(capfd, write(bad), "--strategy", "lottery")
    assert (code, out) == (2, "")
    assert err == "mentors.a.capacity: -1 is not between 0 and 1000000000\n"


@pytest.mark.parametrize("arguments", [["--seed", "-1"], ["--similarity-weight", "-4"]])
def test_bad_settings_exit_2(write: Write, capfd: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    code, _, err = solve(capfd, write(ROUND), "--strategy", "lottery", *arguments)
    assert code == 2
    assert len(err.splitlines()) == 1


def test_infeasible_demands_give_the_reason_and_exit_3(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    hard = {**ROUND, "mentors": {"a": {"capacity": 3, "minimum": 3}, "b": {"capacity": 1}}}
    code, out, err = solve(capfd, write(hard), "--strategy", "choice-best")
    assert (code, out) == (3, "")
    assert err.startswith("infeasible: ")
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("strategy", ["choice-stable", "lottery", "choice-best", "survey", "balanced"])
def test_more_fixed_pairs_than_places_are_infeasible(
    write: Write, capfd: pytest.CaptureFixture[str], strategy: str
) -> None:
    code, _, err = solve(capfd, write({**ROUND, "fixed": [["kim", "a"], ["lee", "a"]]}), "--strategy", strategy)
    assert code == 3
    assert len(err.splitlines()) == 1
    assert "a" in err


def test_a_name_with_a_line_break_still_gives_one_line(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    made = {"mentees": {"k\nim": {"ranks": [["a"]]}}, "mentors": {"a": {"capacity": 1, "ranks": []}}}
    code, _, err = solve(capfd, write(made), "--strategy", "lottery")
    assert code == 0
    assert err == "warning: k im lists a, but a does not list k im: pair dropped\n"


def test_the_command_needs_no_django(write: Write) -> None:
    script = (
        "import sys; from matching.engine.cli import main; "
        f"code = main(['solve', {write(ROUND)!r}, '--strategy', 'choice-stable']); "
        "sys.exit(code or any(name.split('.')[0] in ('django', 'ortools', 'scipy') for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["strategy"] == "choice-stable"


def test_it_runs_as_a_module(write: Write) -> None:
    command = [*MODULE, "solve", write(ROUND), "--strategy", "lottery", "--seed", "4"]
    first, second = (subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2))
    assert first == second


@pytest.mark.parametrize("command", ["solve", "verify"])
@pytest.mark.parametrize("output", ["full", "closed pipe", "closed"])
def test_output_that_cannot_be_written_gives_one_line_and_exit_74(write: Write, command: str, output: str) -> None:
    arguments = [write(ROUND), "--strategy", "lottery"]
    if command == "verify":
        result = subprocess.run([*MODULE, "solve", *arguments], capture_output=True, check=True).stdout
        arguments = [arguments[0], write(result.decode(), "result.json")]
    if output == "closed pipe":
        reading, out = os.pipe()
        os.close(reading)
    else:
        out = os.open("/dev/full", os.O_WRONLY)
    shell = ["sh", "-c", 'exec "$@" >&-', "sh"] if output == "closed" else []
    done = subprocess.run([*shell, *MODULE, command, *arguments], stdout=out, stderr=subprocess.PIPE, check=False)
    os.close(out)
    assert done.returncode == 74
    [line] = done.stderr.decode().splitlines()
    assert line.startswith("standard output: cannot be written (")


def test_the_exit_code_stands_where_nobody_can_be_told(write: Write) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [*MODULE, "solve", write({}), "--strategy", "lottery"]
        assert subprocess.run(command, stderr=full, check=False).returncode == 2


def test_a_nonce_that_is_no_text_is_bad_input(write: Write) -> None:
    command = [*MODULE, "solve", write(ROUND), "--strategy", "lottery", "--nonce", b"\xff"]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"nonce: holds a broken character (half of a surrogate pair)\n"

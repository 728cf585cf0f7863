"""The verifier as anybody runs it: one file, an interpreter without a single package, two files of JSON."""

import ast
import json
import subprocess
import sys
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import STRATEGIES, Options, load_instance, parse_instance, solve
from matching.engine.files.writing import instance_to_bytes
from matching.engine.verify import Unreadable, Vectors, main, verify, verify_files
from tests.engine.test_reading import WRONG
from tests.engine.test_strict_json import BROKEN

FILE = Path(__file__).parents[2] / "matching" / "engine" / "verify.py"
ROUND: dict[str, Any] = {
    "mentees": {"kim": {"ranks": [["a"], ["b"]]}, "lee": {"ranks": [["a", "b"]]}, "zoë": {}},
    "mentors": {"a": {"capacity": 1}, "b": {"capacity": 2, "ranks": [["lee"], ["kim"]]}, "c": {"capacity": 1}},
    "groups": {"g": {"mentors": ["a", "b"], "capacity": 2}},
    "similarity": {"kim": {"a": 0.5}, "zoë": {"c": 0.25}},
    "seed": 7,
}
SIMILARITIES: dict[str, dict[str, Any]] = {
    "none": {},
    "pairs": {"similarity": {"zoë": {"c": 1, "a": -0.3}, "kim": {"b": 0.1, "a": 0.1}}},
    "matrix": {"similarity": {"rows": ["zoë", "kim"], "columns": ["c", "a"], "values": [[0.7, 1], [-2, 0.1]]}},
    "vectors": {
        "vectors": {"mentees": {"kim": [1, 0, -2]}, "mentors": {"b": [3.0, 1, 1], "c": [0, 5, 1]}, "divisor": 7}
    },
    "empty vectors": {"vectors": {"mentees": {"kim": []}, "mentors": {}}},
    "vectors with -0.0": {"vectors": {"mentees": {"kim": [-0.0, 1.0]}, "mentors": {"a": [1, -0.0]}}},
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A round and its result."""
    instance, result = tmp_path / "instance.json", tmp_path / "result.json"
    instance.write_text(json.dumps(ROUND))
    result.write_bytes(solve(parse_instance(ROUND), strategy="choice-best").to_bytes())
    return instance, result


def bare(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(FILE), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_bare_interpreter_checks_every_strategy(files: tuple[Path, Path], strategy: str) -> None:
    options = Options(unplaced="similarity")
    files[1].write_bytes(solve(parse_instance(ROUND), strategy=strategy, options=options).to_bytes())
    done = bare(*files)
    assert (done.returncode, done.stdout, done.stderr) == (0, "verified: all holds\n", "")


def test_every_reason_is_printed_and_the_exit_code_is_1(files: tuple[Path, Path]) -> None:
    data = json.loads(files[1].read_text())
    data["metrics"]["matched"] = 9
    data["reasons"]["zoë"]["why"] = "luck"
    files[1].write_text(json.dumps(data))
    done = bare(*files, env={"PYTHONIOENCODING": "ascii"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == ["metrics: not true of matched", "reasons: not true of zoë"]


@pytest.mark.parametrize("broken", ["", "[]", "{}", '{"pairs": NaN}', '{"pairs": [], "pairs": []}', None])
def test_what_is_no_result_does_not_hold(files: tuple[Path, Path], broken: str | None) -> None:
    if broken is None:
        files[1].unlink()
    else:
        files[1].write_text(broken)
    assert len(verify_files(*map(str, files))) == 1
    assert main([str(path) for path in files]) == 1


def test_a_bad_instance_and_a_bad_command_exit_2(files: tuple[Path, Path]) -> None:
    files[0].write_text("{")
    done = bare(*files)
    assert done.returncode == 2
    assert done.stderr == f"{files[0]}: broken JSON at line 1, column 2: " + done.stderr.partition("column 2: ")[2]
    assert bare(files[1]).returncode == bare("none.json", files[1]).returncode == 2


def test_an_answer_that_cannot_be_written_is_not_taken_for_another(files: tuple[Path, Path]) -> None:
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-I", "-S", *map(str, (FILE, *files))]
        assert subprocess.run(command, stdout=full, stderr=subprocess.DEVNULL, check=False).returncode == 74
        files[1].write_text("{}")
        assert subprocess.run(command, stderr=full, check=False).returncode == 1


def test_it_needs_python_3_9_and_its_library_alone() -> None:
    tree = ast.parse(FILE.read_text(), feature_version=(3, 9))
    assert not any(isinstance(node, ast.Match) for node in ast.walk(tree))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)


@pytest.mark.parametrize(("data", "line"), WRONG, ids=[line for _, line in WRONG])
def test_it_refuses_every_instance_that_the_solvers_refuse(data: Any, line: str) -> None:
    with pytest.raises(Unreadable) as caught:
        verify(json.dumps(data).encode(), b"{}")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(line.split(":")[0].split("[")[0].split(".")[0])


@pytest.mark.parametrize("raw", [raw for raw, _ in BROKEN], ids=[line for _, line in BROKEN])
def test_it_refuses_every_file_that_the_solvers_refuse(raw: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        verify(raw, b"{}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("strategy", STRATEGIES)
@pytest.mark.parametrize("extra", SIMILARITIES.values(), ids=SIMILARITIES)
def test_similarities_in_every_form_are_the_same_to_the_last_bit(strategy: str, extra: dict[str, Any]) -> None:
    made = {key: value for key, value in ROUND.items() if key != "similarity"} | extra
    for raw in (json.dumps({"instance": made}).encode(), instance_to_bytes(parse_instance(made))):
        result = solve(load_instance(raw), strategy=strategy, options=Options(unplaced="similarity"))
        assert verify(raw, result.to_bytes()) == ()


@given(st.lists(st.lists(st.integers(-900, 900), min_size=3, max_size=3), min_size=1, max_size=12), st.integers(1, 999))
def test_products_of_all_at_once_are_those_of_each_alone(rows: list[list[int]], divisor: int) -> None:
    vectors = Vectors([array("i", row) for row in rows], [array("i", row) for row in rows], divisor)
    everybody = range(len(rows))
    for at in everybody:
        assert vectors.of_pairs(at, everybody) == [vectors.of_pair(at, other) for other in everybody]

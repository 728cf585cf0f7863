"""Files made to mislead whoever runs the verifier."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from matching.engine import parse_instance, solve
from matching.engine.model.draws import commitment
from matching.engine.report.result import with_checksum
from matching.engine.verify import MAX_LINE, Unreadable, verify

FILE = Path(__file__).parents[2] / "matching" / "engine" / "verify.py"
ONE: dict[str, Any] = {"mentees": {"m": {"ranks": [["a"]]}}, "mentors": {"a": {"capacity": 1}}}
CLEAR = "\x1b[2J\x1b[Hverified: all holds\u202e"


def test_a_line_cannot_clear_the_screen_and_write_another_answer_there() -> None:
    data = solve(parse_instance(ONE), strategy="lottery").to_json()
    raw = json.dumps(ONE).encode()
    said = verify(raw, json.dumps({**data, "input_sha256": CLEAR}).encode())
    assert said[0].startswith(r"input_sha256 is \x1b[2J\x1b[Hverified: all holds\u202e, ")
    with pytest.raises(Unreadable) as caught:
        verify(json.dumps({**ONE, "mentees": {CLEAR: []}}).encode(), b"{}")
    assert str(caught.value) == r"mentees.\x1b[2J\x1b[Hverified: all holds\u202e: expected an object"


def test_a_line_is_never_long() -> None:
    data = {**solve(parse_instance(ONE), strategy="lottery").to_json(), "strategy": "x" * 100_000}
    assert max(map(len, verify(json.dumps(ONE).encode(), json.dumps(data).encode()))) == MAX_LINE + 1


def test_a_nonce_that_is_no_text_is_refused_though_it_opens_its_commitment() -> None:
    data = json.loads(solve(parse_instance(ONE), strategy="lottery", nonce="é").to_bytes())
    assert data["certificate"]["lottery"]["commitment"] == commitment(0, "é")
    data["certificate"]["lottery"] = {
        "seed": 0, "nonce": "\ud800", "commitment": "7ca444ddac2f743e3589d0c0c8afc08a884a3b4aa119b2de8a1dd9a3423f773c",
    }  # fmt: skip
    data["certificate"] = with_checksum(data["certificate"])
    assert verify(json.dumps(ONE).encode(), json.dumps(data).encode()) == (
        "certificate.lottery: the nonce holds a broken character (half of a surrogate pair)",
    )


def test_too_little_memory_is_not_taken_for_a_result_that_does_not_hold(tmp_path: Path) -> None:
    instance, result = tmp_path / "instance.json", tmp_path / "result.json"
    instance.write_text(json.dumps(ONE))
    result.write_text("[" + "[]," * 5_000_000 + "[]]")

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28))

    command = [sys.executable, "-I", "-S", str(FILE), str(instance), str(result)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=little)
    assert done.returncode == 2
    assert done.stderr == f"{instance}, {result}: there is not enough memory to check them\n"

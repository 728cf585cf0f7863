"""The verifier catches every defect that is put into the solvers: see `defects` and `fixed_rounds`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from matching.engine import Infeasible, Options, load_instance, solve
from matching.engine.verify import verify
from tests.engine.defects import DEFECTS
from tests.engine.fixed_rounds import cases

ROOT = Path(__file__).parents[2]
ENGINE = ROOT / "matching" / "engine"
ALL = [(name, file, *texts) for file, defects in DEFECTS.items() for name, texts in defects.items()]


def test_each_defect_has_a_name_of_its_own_and_one_place_in_the_engine() -> None:
    names = [name for name, *_ in ALL]
    assert len(names) == len(set(names)) >= 60
    counts = {name: (ENGINE / file).read_text().count(old) for name, file, old, _ in ALL}
    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_without_a_defect_every_result_holds() -> None:
    held = set()
    for case in cases():
        raw = json.dumps(case.made).encode()
        try:
            result = solve(load_instance(raw), strategy=case.strategy, options=Options(**case.options))
        except Infeasible:
            continue
        assert verify(raw, result.to_bytes()) == (), case.name
        held.add(case.name)
    assert len(held) >= 120


def test_every_defect_is_caught(tmp_path: Path) -> None:
    copy = tmp_path / "matching"
    shutil.copytree(ENGINE, copy / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "__init__.py").touch()
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.mutants", str(tmp_path)],
        cwd=ROOT, input=json.dumps(ALL), capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = dict(map(json.loads, done.stdout.splitlines()))
    survivors = [f"{file}: {name}" for name, file, *_ in ALL if not said[name]]
    if survivors:
        pytest.fail("the verifier does not catch:\n" + "\n".join(survivors))

"""Solves the fixed rounds with one defect after the other: python -m tests.engine.mutants FOLDER < DEFECTS.json

FOLDER holds a copy of the engine as the package `matching.engine`. The defects are [name, file, old, new]. Each is put
into the copy and tried in a process of its own, forked from this one, which has loaded the libraries. For each a line
of JSON is printed: the name, and what the verifier says of the first result that it refuses, or nothing.
"""

import compileall
import json
import os
import py_compile
import signal
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module, util
from pathlib import Path
from typing import Any

from tests.engine.fixed_rounds import Case, cases

LIMIT = 90  # seconds for one defect; a busy machine needs some for a slow one
VERIFIER = Path(__file__).parents[2] / "matching" / "engine" / "verify.py"
LIBRARIES = (
    "numpy",
    "ortools.graph.python.max_flow",
    "ortools.graph.python.min_cost_flow",
    "ortools.sat.python.cp_model",
    "scipy.sparse.csgraph",
    "hashlib",
    "dataclasses",
)
_CHECKED = py_compile.PycInvalidationMode.CHECKED_HASH  # a file is changed and put back within one tick of the clock

Verify = Callable[[bytes, bytes], tuple[str, ...]]
Tried = list[tuple[Case, bytes]]


def main(folder: str) -> None:
    """Try every defect of standard input."""
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    for library in LIBRARIES:
        import_module(library)
    # Else each of the many processes compiles the whole engine for itself.
    compileall.compile_dir(folder, quiet=1, invalidation_mode=_CHECKED)
    verify, tried = _verifier(), [(case, json.dumps(case.made).encode()) for case in cases()]
    for name, file, old, new in json.load(sys.stdin):
        path = Path(folder, "matching", "engine", file)
        sound = path.read_text()
        _put(path, sound.replace(old, new))
        said = _apart(partial(_first_refused, verify, tried))
        _put(path, sound)
        tried = _shown_first(tried, said)
        sys.stdout.write(json.dumps([name, said]) + "\n")
        sys.stdout.flush()


def _shown_first(tried: Tried, said: str) -> Tried:
    """The same cases, first the one on which a defect has just shown: the next defect is alike, and shows there too."""
    return sorted(tried, key=lambda each: not said.startswith(f"{each[0].name}, "))


def _verifier() -> Verify:
    """The verifier, loaded from its file under another name than the copy's."""
    spec = util.spec_from_file_location("verifier", VERIFIER)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(VERIFIER)
    module = sys.modules[spec.name] = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    verify: Verify = module.verify
    return verify


def _put(path: Path, text: str) -> None:
    path.write_text(text)
    py_compile.compile(str(path), doraise=True, invalidation_mode=_CHECKED)


def _apart(work: Callable[[], str]) -> str:
    """What the work says in a forked process; nothing when that is killed for taking too long."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(LIMIT)
        os.write(writing, work().encode("utf-8", "backslashreplace")[:4000])
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def _first_refused(verify: Verify, tried: Tried) -> str:
    """Where a result is refused for the first time, and why; a solver that stops with an error is not refused."""
    engine = import_module("matching.engine")
    for case, raw in tried:
        try:
            instance = engine.load_instance(raw)
            result = engine.solve(instance, strategy=case.strategy, options=engine.Options(**case.options)).to_bytes()
        except Exception:  # noqa: BLE001, S112 - a defect may end in any
            continue
        violations: Any = verify(raw, result)
        if violations:
            return f"{case.name}, {case.strategy}: {violations[0]}"
    return ""


if __name__ == "__main__":
    main(*sys.argv[1:])

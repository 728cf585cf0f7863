"""Starts each measurement as a process of its own, with a limit.

Standard library only: a child's peak memory counts from its parent's, so the parent stays small.
"""

import json
import os
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Timer
from typing import Any

HOME = Path("var/bench")
VERIFIER = Path("matching/engine/verify.py")
FOREIGN = {"matching": "matching==1.4.3", "algmatch": "algmatch==1.5.2", "networkx": "networkx==3.6.1"}
CELL = "benchmarks.matching.cell"


class NotInstalled(Exception):
    """A package that is compared with ours could not be had."""


@dataclass(frozen=True)
class Cell:
    """One measurement: what was found, or in a few words why there is nothing."""

    mentees: int
    found: dict[str, Any] | None
    missing: str = ""


def measured(what: str, mentees: int, limit: float) -> Cell:
    """One solver at one size, in a fresh process that may take `limit` seconds."""
    try:
        command = _foreign(what, mentees) if what in FOREIGN else [sys.executable, "-m", CELL, what, str(mentees)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return Cell(mentees, None, f"> {limit:.0f} s")
    except NotInstalled:
        return Cell(mentees, None, "not installed: no package index at hand")
    if done.returncode:
        error = done.stderr.strip().splitlines()[-1:] or [f"ended by signal {-done.returncode}"]
        return Cell(mentees, None, error[0].split(":")[0])
    return Cell(mentees, json.loads(done.stdout))


def checked(strategy: str, mentees: int, limit: float) -> Cell:
    """The verifier on one result: its file, in a bare interpreter, from reading both files to the answer."""
    folder = HOME / f"{strategy.replace(' ', '-')}-{mentees}"
    command = [sys.executable, "-m", CELL, f"files {strategy}", str(mentees), str(folder)]
    pairs = int(subprocess.run(command, capture_output=True, check=True).stdout)
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", str(VERIFIER), str(folder / "instance.json"), str(folder / "result.json")],
        stdout=subprocess.DEVNULL,
    )
    stopping = Timer(limit, process.kill)
    stopping.start()
    _, status, usage = os.wait4(process.pid, 0)  # of this child alone
    seconds = time.perf_counter() - start
    stopping.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode < 0:
        return Cell(mentees, None, f"> {limit:.0f} s")
    if process.returncode:
        return Cell(mentees, None, "refused: see above")
    processor = usage.ru_utime + usage.ru_stime
    return Cell(mentees, {"seconds": seconds, "processor": processor, "peak": usage.ru_maxrss / 1024, "pairs": pairs})


def _foreign(package: str, mentees: int) -> list[str]:
    script = Path(__file__).with_name("foreign.py")
    return [_environment(package), str(script), package, str(_round_file(mentees))]


@cache
def _environment(package: str) -> str:
    """The interpreter of the package's own environment, made on first use."""
    home = HOME / package
    python = home / "bin" / "python"
    marker = home / FOREIGN[package]
    if not marker.exists():
        venv.create(home, with_pip=True, clear=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", FOREIGN[package]]
        if subprocess.run(install, check=False, capture_output=True).returncode:
            raise NotInstalled(package)
        marker.touch()
    return str(python)


@cache
def _round_file(mentees: int) -> Path:
    """The round as lists, in a file that all packages read."""
    HOME.mkdir(parents=True, exist_ok=True)
    path = HOME / f"round-{mentees}.json"
    subprocess.run([sys.executable, "-m", CELL, "round", str(mentees), str(path)], check=True, capture_output=True)
    return path

"""Starts each measurement as a process of its own, with a limit.

Standard library only: a child's peak memory counts from its parent's, so the parent stays small.
"""

import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HOME = Path("var/bench")
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

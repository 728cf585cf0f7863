"""One measurement in a process of its own: python -m benchmarks.matching.cell WHAT MENTEES

Or, with WHAT = "round", writes the round as lists for the packages that run elsewhere: ... round MENTEES FILE
Or, with WHAT = "files STRATEGY", writes instance and result and prints the number of pairs: ... MENTEES FOLDER
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.matching import ours, peers
from benchmarks.matching.measure import report
from benchmarks.matching.rounds import Round, round_of

FILES = "files "
GIB = 2**30
MOST_MEMORY = 10 * GIB  # of address space: a solver that wants more says so instead of troubling the machine

ON_ROUNDS: dict[str, Callable[[Round], dict[str, Any]]] = {
    "similarity": ours.similarity,
    "OR-tools": peers.ortools_rank,
    "HiGHS": peers.highs_rank,
    "OR-tools, all arcs": peers.ortools_similarity,
    "OR-tools, one dimension": peers.ortools_one_dimension,
    "textbook draw": peers.textbook_lottery_of_all,
    "scipy, places as columns": peers.scipy_similarity,
    "scipy cdist": peers.scipy_distances,
}
ON_LISTS: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "textbook heaps": peers.textbook_stable,
    "textbook loop": peers.textbook_lottery,
}


def main(what: str, mentees: str, path: str = "") -> None:
    """Measure one solver, or write one round, alone or with a result."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    measured = round_of(int(mentees))
    if what == "round":
        Path(path).write_text(json.dumps(measured.plain()))
    elif what.startswith(FILES):
        sys.stdout.write(str(ours.write(what.removeprefix(FILES), measured, Path(path))))
    elif what in ON_ROUNDS:
        report(lambda: ON_ROUNDS[what](measured))
    elif what in ON_LISTS:
        plain = measured.plain()
        report(lambda: ON_LISTS[what](plain))
    else:
        report(ours.runner(what, measured))


if __name__ == "__main__":
    main(*sys.argv[1:])

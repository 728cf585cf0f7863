"""python -m benchmarks.matching [--sizes 100 1000 …] [--limit SECONDS] [--only STRATEGY …] | --groups [--limit SECONDS]

For every strategy: building the instance and solving it with reasons and metrics; then the verifier, which reads
instance and result from files; beside them other people's solvers alone, on the same instance in the same run.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.matching import groups, table
from benchmarks.matching.cells import Cell, checked, measured

SIZES = (100, 1_000, 10_000, 50_000, 200_000)
LIMIT = 120.0
GROUPS_LIMIT = 60.0


@dataclass(frozen=True)
class Section:
    """A strategy: what it is asked, and its peers, each up to a size that their memory allows.

    checkable  the largest size that the verifier, plain Python, is given: less where all pairs count
    """

    meaning: str
    peers: dict[str, int]
    largest: int = SIZES[-1]
    checkable: int = SIZES[-1]


Cells = dict[int, Cell]
Measure = Callable[[str, int, float], Cell]

ANY = SIZES[-1]
SECTIONS = {
    "choice-stable": Section(
        "stable, mentors rank their applicants by similarity",
        {"textbook heaps": ANY, "matching": ANY, "algmatch": ANY},
    ),
    "choice-best": Section("largest size, then least total rank", {"OR-tools": ANY, "HiGHS": ANY, "networkx": ANY}),
    "choice-best greedy": Section("largest size, then rank-maximal", {}),
    "choice-best generous": Section("largest size, then fewest at the worst rank", {}),
    "survey": Section(
        "greatest total similarity over all pairs",
        {"OR-tools, all arcs": 10_000, "scipy, places as columns": 10_000},
        checkable=10_000,
    ),
    "survey in one dimension": Section(
        "the same where similarity is the product of one number of each",
        {"OR-tools, one dimension": 4_000},
        largest=4_000,
        checkable=1_000,
    ),
    "survey in lists": Section("greatest total similarity within the lists", {}),
    "lottery": Section("serial order", {"textbook loop": ANY}),
    "lottery without lists": Section(
        "serial order, everybody takes anybody", {"textbook draw": 50_000}, largest=50_000, checkable=1_000
    ),
    "balanced": Section("most pairs, then the blend of similarity and rank", {}),
    "similarity": Section("the matrix of all similarities", {"scipy cdist": 10_000}, largest=10_000, checkable=0),
}


def main() -> None:
    """Print the table."""
    asked = _arguments()
    if asked.groups:
        groups.measure(min(asked.limit, GROUPS_LIMIT))
        return
    table.note(
        "Rounds of n mentees and n/4 mentors of capacity 4; ten ranks each; one mentor in eight very popular.\n"
        "Ours: build + solve with reasons and metrics. Verifier: read both files and check. Peers: solving alone."
    )
    for name in asked.only:
        _measure(name, SECTIONS[name], asked.sizes, asked.limit)


def _measure(name: str, section: Section, sizes: list[int], limit: float) -> None:
    table.heading(name, section.meaning)
    ours = _series("ours", measured, name, [size for size in sizes if size <= section.largest], limit, {})
    if section.largest == SIZES[-1]:
        table.million(list(ours.values()))
    _series("verifier", checked, name, [size for size in sizes if size <= section.checkable], limit, ours)
    for peer, largest in section.peers.items():
        _series(peer, measured, peer, [size for size in sizes if size <= largest], limit, ours)


def _series(who: str, measure: Measure, what: str, sizes: list[int], limit: float, ours: Cells) -> Cells:
    """One solver, or the verifier, at growing sizes, until it fails or takes too long."""
    cells: Cells = {}
    for size in sizes:
        cells[size] = measure(what, size, limit)
        table.line(who, cells[size], ours.get(size))
        if cells[size].found is None:
            break
    return cells


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description="Measure the matching engine.")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), help="mentees in a round")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds that one measurement may take")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="strategies to measure")
    parser.add_argument("--groups", action="store_true", help="measure the forming of groups, and nothing else")
    return parser.parse_args()


if __name__ == "__main__":
    main()

"""Our strategies: build the instance, solve with reasons and metrics, write both for the verifier."""

import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.matching.rounds import Round, one_dimensional, ranked, unranked
from matching.engine import Instance, Options, solve
from matching.engine.files.writing import instance_to_bytes

HEAVY = ("ortools.graph.python.min_cost_flow", "ortools.graph.python.max_flow", "scipy.sparse.csgraph")

STRATEGIES: dict[str, tuple[str, Options, Callable[[Round], Instance]]] = {
    "choice-stable": ("choice-stable", Options(), ranked),
    "choice-best": ("choice-best", Options(), ranked),
    "choice-best greedy": ("choice-best", Options(objective="greedy"), ranked),
    "choice-best generous": ("choice-best", Options(objective="generous"), ranked),
    "survey": ("survey", Options(), unranked),
    "survey in one dimension": ("survey", Options(), one_dimensional),
    "survey in lists": ("survey", Options(), ranked),
    "lottery": ("lottery", Options(), ranked),
    "lottery without lists": ("lottery", Options(), unranked),
    "balanced": ("balanced", Options(), ranked),
}


def runner(name: str, measured: Round) -> Callable[[], dict[str, Any]]:
    """A run that times building and solving apart. The libraries are loaded beforehand."""
    strategy, options, build = STRATEGIES[name]
    for module in HEAVY:
        import_module(module)
    build(measured)  # what is reckoned once for a round is no part of building

    def run() -> dict[str, Any]:
        start = time.perf_counter()
        instance = build(measured)
        built = time.perf_counter()
        result = solve(instance, strategy=strategy, options=options)
        solved = time.perf_counter()
        return {"parts": {"build": built - start, "solve": solved - built}, "pairs": len(result.pairs)}

    return run


def write(name: str, measured: Round, folder: Path) -> int:
    """Write instance.json and result.json into the folder; returns the number of pairs."""
    strategy, options, build = STRATEGIES[name]
    instance = build(measured)
    result = solve(instance, strategy=strategy, options=options)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "instance.json").write_bytes(instance_to_bytes(instance))
    (folder / "result.json").write_bytes(result.to_bytes())
    return len(result.pairs)


def similarity(measured: Round) -> dict[str, Any]:
    """The whole similarity matrix as one product."""
    matrix = measured.overlap.rows(0, measured.shape[0])
    return {"pairs": matrix.size}

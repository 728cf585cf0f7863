"""Runs something a few times and says how long it took and how much memory it needed. Standard library only."""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

RUNS = 5
ENOUGH = 2.0  # seconds after which no further run is begun


def report(run: Callable[[], dict[str, Any]]) -> None:
    """Print, as one line of JSON, what the fastest run returned, its seconds by the clock and of processor time,
    and this process's peak MiB.
    """
    runs: list[dict[str, Any]] = []
    begun = time.perf_counter()
    while not runs or (len(runs) < RUNS and time.perf_counter() - begun < ENOUGH):
        start, worked = time.perf_counter(), time.process_time()
        found = run()
        seconds, processor = time.perf_counter() - start, time.process_time() - worked
        runs.append({**found, "seconds": seconds, "processor": processor})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    best = min(runs, key=lambda found: found["seconds"])
    sys.stdout.write(json.dumps({**best, "peak": peak}) + "\n")

"""How the cost of each page grows with the school."""

import json
import math
import sys
from pathlib import Path


def print_growth(small: Path, large: Path, times: float) -> None:
    """Print the power of the school's size by which each page grows: 0 is not at all, 1 is with the school.

    Args:
        small: figures of the pages in a school, as `tests.bench.pages` keeps them.
        large: figures in a school that has so many `times` as many people.
        times: above 1.
    """
    before, after = (json.loads(file.read_text()) for file in (small, large))
    sys.stdout.write(f"{f'growth to {times:g} times':26}{'':9}{'CPU':>9}{'':9}{'queries':>9}{'rows':>8}\n")
    for page, figures in before.items():
        cpu, queries, rows = (
            math.log(max(after[page][kind], 1) / max(figures[kind], 1)) / math.log(times)
            for kind in ("cpu", "queries", "rows")
        )
        sys.stdout.write(f"{page:26}{'':9}{cpu:9.2f}{'':9}{queries:9.2f}{rows:8.2f}\n")
    sys.stdout.write("\n")

"""Prints what was measured, and what a million would take."""

import math
import sys

from benchmarks.matching.cells import Cell

MILLION = 1_000_000
TELLING = 10_000  # mentees from which on growth says something about a million
HEADING = f"{'':28}{'mentees':>10}{'seconds':>11}{'processor':>11}{'peak MiB':>10}{'pairs':>13}{'of ours':>9}"


def heading(title: str, meaning: str) -> None:
    """The first lines of a section."""
    _say(f"\n{title}: {meaning}")
    _say(HEADING)


def line(who: str, cell: Cell, ours: Cell | None) -> None:
    """One measurement; beside a peer's, how many times our seconds it took."""
    start = f"  {who:26}{cell.mentees:>10,}"
    if cell.found is None:
        _say(f"{start}  {cell.missing}")
        return
    found = cell.found
    ratio = f"{found['seconds'] / ours.found['seconds']:>8.2g}×" if ours and ours.found else ""
    _say(
        f"{start}{found['seconds']:>11.3f}{found['processor']:>11.3f}"
        f"{found['peak']:>10,.0f}{found['pairs']:>13,}{ratio}{_parts(found.get('parts', {}))}"
    )


def million(cells: list[Cell]) -> None:
    """What the growth between the two largest sizes that were finished makes of a million mentees."""
    known = [(cell.mentees, cell.found) for cell in cells if cell.found]
    if len(known) < 2 or known[-1][0] < TELLING:
        return
    (less, before), (more, after) = known[-2:]
    guesses = []
    for key in ("seconds", "peak"):
        power = max(math.log(after[key] / before[key]) / math.log(more / less), 0)
        guesses.append(after[key] * (MILLION / more) ** power)
    _say(f"  {'extrapolated':26}{MILLION:>10,}{guesses[0]:>11,.0f}{'':11}{guesses[1]:>10,.0f}")


def note(text: str) -> None:
    """A remark between sections."""
    _say(text)


def _parts(parts: dict[str, float]) -> str:
    return "".join(f"   {name} {seconds:.3f}" for name, seconds in parts.items())


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()

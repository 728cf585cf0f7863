"""Who gains and who loses from one proposal to another: a picture of bands, and the table behind it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from django.utils.translation import gettext as _

from matching.queries.moves import NOBODY, UNLISTED, Move

_FIRST, _NEXT, _LOWER, _UNLISTED, _NOBODY = range(5)
_THIRD = 3
_PEOPLE_HEIGHT = 300
_GAP = 16
_LEAST_SLOT = 34
_HEADING = 34


@dataclass(frozen=True, slots=True)
class Band:
    """One group of mentees, on both sides. Pixels as text, the same in every language.

    Attributes:
        label: which choice they get; before, after: how many they are on either side.
        top: of both bars; left, right: their heights; number_at, label_at: baselines of the texts.
    """

    label: str
    before: int
    after: int
    top: str
    left: str
    right: str
    number_at: str
    label_at: str


@dataclass(frozen=True, slots=True)
class Stream:
    """Mentees who go from one group to another: `kind` is gain, loss or same; `path` is drawn from 0 to 100 across."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: from one group to each."""

    label: str
    counts: list[int]
    total: int


@dataclass(frozen=True, slots=True)
class Moves:
    """Everything the picture says.

    Attributes:
        found, lost: mentees who get a mentor, or do without, only in the second proposal.
        higher, lower: those who have one in both, and a higher or a lower choice in the second.
        same: those with neither.
        height: of the picture in pixels.
    """

    found: int
    lost: int
    higher: int
    lower: int
    same: int
    bands: list[Band]
    streams: list[Stream]
    rows: list[Row]
    height: int

    @property
    def gain(self) -> int:
        """Mentees who are better off with the second proposal."""
        return self.found + self.higher

    @property
    def lose(self) -> int:
        """Mentees who are worse off with the second proposal."""
        return self.lost + self.lower


def draw(moves: Sequence[Move]) -> Moves:
    """Count and draw the moves of mentees between two proposals."""
    counts = Counter((_group(move.before), _group(move.after)) for move in moves)
    groups = [group for group in range(5) if any(group in pair for pair in counts)]
    tops, height = _tops(groups, counts, len(moves))
    kinds = Counter(_kind(move) for move in moves)
    return Moves(
        found=kinds["found"],
        lost=kinds["lost"],
        higher=kinds["higher"],
        lower=kinds["lower"],
        same=kinds["same"],
        bands=[_band(group, counts, tops[group], len(moves)) for group in groups],
        streams=_streams(groups, counts, tops, len(moves)),
        rows=[_row(group, groups, counts) for group in groups],
        height=height,
    )


def _group(place: int) -> int:
    if place >= UNLISTED:
        return _NOBODY if place == NOBODY else _UNLISTED
    return _FIRST if place == 1 else _NEXT if place <= _THIRD else _LOWER


def _labels() -> dict[int, str]:
    return {
        _FIRST: _("First choice"),
        _NEXT: _("Second or third"),
        _LOWER: _("Lower choice"),
        _UNLISTED: _("Not on the list"),
        _NOBODY: _("No mentor yet"),
    }


def _kind(move: Move) -> str:
    if move.before == move.after:
        return "same"
    if NOBODY in move:
        return "found" if move.before == NOBODY else "lost"
    return "higher" if move.after < move.before else "lower"


def _sides(group: int, counts: Counter[tuple[int, int]]) -> tuple[int, int]:
    """How many mentees the group has before and after."""
    before = sum(count for (start, _end), count in counts.items() if start == group)
    return before, sum(count for (_start, end), count in counts.items() if end == group)


def _tops(groups: list[int], counts: Counter[tuple[int, int]], people: int) -> tuple[dict[int, float], int]:
    """Where each group begins, and where the last one ends."""
    at, tops = float(_HEADING), {}
    for group in groups:
        tops[group] = at
        at += max(_LEAST_SLOT, max(_sides(group, counts)) * _unit(people)) + _GAP
    return tops, round(at)


def _unit(people: int) -> float:
    """Pixels a mentee."""
    return _PEOPLE_HEIGHT / people if people else 0.0


def _band(group: int, counts: Counter[tuple[int, int]], top: float, people: int) -> Band:
    before, after = _sides(group, counts)
    unit = _unit(people)
    middle = top + max(_LEAST_SLOT, max(before, after) * unit) / 2
    return Band(
        _labels()[group],
        before,
        after,
        top=f"{top:.1f}",
        left=f"{before * unit:.1f}",
        right=f"{after * unit:.1f}",
        number_at=f"{middle - 3:.1f}",
        label_at=f"{middle + 11:.1f}",
    )


def _streams(groups: list[int], counts: Counter[tuple[int, int]], tops: dict[int, float], people: int) -> list[Stream]:
    """Streams leave a group in the order of where they go, and arrive in the order of where they come from."""
    left, right, drawn = dict(tops), dict(tops), []
    for start, end in product(groups, groups):
        tall = counts[start, end] * _unit(people)
        if not tall:
            continue
        kind = "same" if start == end else "gain" if end < start else "loss"
        drawn.append(Stream(kind, _path(left[start], right[end], tall)))
        left[start] += tall
        right[end] += tall
    return sorted(drawn, key=lambda stream: stream.kind != "same")


def _path(left: float, right: float, tall: float) -> str:
    return (
        f"M0 {left:.1f}C45 {left:.1f} 55 {right:.1f} 100 {right:.1f}V{right + tall:.1f}"
        f"C55 {right + tall:.1f} 45 {left + tall:.1f} 0 {left + tall:.1f}Z"
    )


def _row(group: int, groups: list[int], counts: Counter[tuple[int, int]]) -> Row:
    cells = [counts[group, end] for end in groups]
    return Row(_labels()[group], cells, sum(cells))

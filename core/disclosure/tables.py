"""Counts in rows and columns, without the cells that would tell of few people.

A cell of fewer than k people is left out (primary suppression). Row, column and grand totals would give it away, so
others are left out with it (secondary suppression), until nothing that is shown, added or subtracted, tells of fewer
than k people. Where the columns are what people answered, a row in which all, or all but one, gave the same answer
tells what each of them said, and is left out as well, however many there are.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.disclosure.audit import derivable, sum_of
from core.disclosure.grouping import smallest_together
from core.disclosure.releases import may_release
from core.disclosure.thresholds import checked

_Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as it may be shown; None for what is left out.

    Attributes:
        cells: the counts.
        rows, columns: their totals.
        total: of everything.
    """

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


def suppress(counts: Sequence[Sequence[int]], *, least: int, answers: bool = False) -> ShownTable:
    """Return the table of `counts`, without what tells of fewer than `least` people.

    A table of one row or one column is a one-way table.

    Args:
        counts: rows of counts, all of one length.
        least: the fewest people who protect each other.
        answers: whether the columns are what the people of a row have answered.

    Raises:
        ThresholdTooLow: `least` protects nobody.
    """
    full = _with_totals(counts)
    people = _people(full, checked(least), answers=answers)
    hidden = {(i, j) for i, row in enumerate(people) for j, size in enumerate(row) if 0 < size < least}
    hidden |= _totals_together(full, least)
    while (leak := _leak(full, hidden, people, least)) is not None:
        hidden.add(_partner(full, hidden, leak))
    kept = [[None if (i, j) in hidden else count for j, count in enumerate(row)] for i, row in enumerate(full)]
    return ShownTable(
        cells=tuple(tuple(row[:-1]) for row in kept[:-1]),
        rows=tuple(row[-1] for row in kept[:-1]),
        columns=tuple(kept[-1][:-1]),
        total=kept[-1][-1],
    )


def suppress_row(counts: Sequence[int], *, least: int) -> tuple[list[int | None], int | None]:
    """Return the counts of a one-way table, and its total, without what tells of fewer than `least` people."""
    table = suppress([counts], least=least)
    return list(table.cells[0]), table.total


def may_renew_row(before: Sequence[int], now: Sequence[int], *, least: int) -> bool:
    """Whether a one-way table may be shown anew, with `before` known: the difference of the two is a table as well.

    It tells of those who came in between, so each of its counts that can be read is 0 or `least` people, and it does
    not say that all of them, or all but one, are alike. Nothing that was shown goes.
    """
    if not may_release(sum(now), released=sum(before), least=least):
        return False
    (known, _total), (next_known, _total) = suppress_row(before, least=least), suppress_row(now, least=least)
    if any(old and new is None for old, new in zip(known, next_known, strict=True)):
        return False
    fresh = sum(now) - sum(before)
    told = [new - old for old, new in zip(known, next_known, strict=True) if old is not None and new is not None]
    few = any(count != 0 and count < least for count in (*told, fresh - sum(told)))
    return not any(before) or not any(told) or not (few or max(told) >= fresh - 1)


def _with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _people(full: Sequence[Sequence[int]], least: int, *, answers: bool) -> list[list[int]]:
    """How many people each place tells of; too few where it would tell what each of a row has answered."""
    people = [list(row) for row in full]
    for row, (*cells, total) in zip(people[:-1], full[:-1], strict=True):
        if answers and total and max(cells, default=0) >= total - 1:
            row[:-1] = [least - 1] * len(cells)
    return people


def _totals_together(full: Sequence[Sequence[int]], least: int) -> set[_Place]:
    """The totals of rows and of columns are one-way tables of their own: which of them are left out."""
    height, width = len(full) - 1, len(full[0]) - 1
    rows = {(i, width): full[i][width] for i in range(height) if full[i][width]}
    columns = {(height, j): full[height][j] for j in range(width) if full[height][j]}
    return {place for totals in (rows, columns) for place in smallest_together(totals, least=least)}


def _lines(full: Sequence[Sequence[int]], hidden: set[_Place]) -> Iterator[tuple[list[_Place], _Place]]:
    """The cells behind each total that is shown, and its place."""
    height, width = len(full) - 1, len(full[0]) - 1
    yield from (([(i, j) for j in range(width)], (i, width)) for i in range(height) if (i, width) not in hidden)
    yield from (([(i, j) for i in range(height)], (height, j)) for j in range(width) if (height, j) not in hidden)
    if (height, width) not in hidden:
        yield [(i, j) for i in range(height) for j in range(width)], (height, width)


def _leak(
    full: Sequence[Sequence[int]], hidden: set[_Place], people: Sequence[Sequence[int]], least: int
) -> _Place | None:
    """Return a hidden cell that the totals give away: by itself, or with others that are fewer than `least`."""
    figures = []
    for cells, (i, j) in _lines(full, hidden):
        known = sum(full[x][y] for x, y in cells if (x, y) not in hidden)
        figures.append(sum_of((place for place in cells if place in hidden), full[i][j] - known))
    sizes = {(i, j): people[i][j] for i, j in hidden}
    leaks = derivable(figures, least=least, sizes=sizes, between=(0, full[-1][-1]))
    return min((place for place in hidden if leaks and place in leaks[0].members), default=None)


def _partner(full: Sequence[Sequence[int]], hidden: set[_Place], leak: _Place) -> _Place:
    """Return what is left out next: a count beside one that is left out alone, else beside `leak`, else a total."""
    lines = list(_lines(full, hidden))
    alone = [cells for cells, _total in lines if sum(place in hidden for place in cells) == 1]
    beside = [place for cells in alone for place in cells if place not in hidden]
    if beside:  # closing two lines with one cell leaves out the fewest
        often = Counter(beside)
        return min(often, key=lambda place: (not _at(full, place), -often[place], _at(full, place), place))
    cells, total = min(
        (line for line in lines if leak in line[0]), key=lambda line: sum(place in hidden for place in line[0])
    )
    beside = [place for place in cells if place not in hidden]
    return min(beside, key=lambda place: (not _at(full, place), _at(full, place), place), default=total)


def _at(full: Sequence[Sequence[int]], place: _Place) -> int:
    return full[place[0]][place[1]]

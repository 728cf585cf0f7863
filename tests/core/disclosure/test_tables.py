"""Tables and releases of which nothing comes out, as linear programs find that know nothing of how they were made."""

from itertools import product
from random import Random

import pytest

from core.disclosure.audit import Shown, derivable, sum_of
from core.disclosure.grouping import smallest_together, steps_together
from core.disclosure.releases import NOTHING, Release, Scale, may_release, renewed
from core.disclosure.tables import ShownTable, suppress, suppress_row
from core.disclosure.thresholds import ThresholdTooLow
from tests.core.disclosure.feasible import feasible

LIKERT, YES_NO = Scale(1, 5), Scale(0, 1)


def _figures(table: ShownTable) -> list[Shown]:
    """Everything that a reader of `table` knows of its cells."""
    height, width = len(table.rows), len(table.columns)
    lines = [([(i, j)], table.cells[i][j]) for i, j in product(range(height), range(width))]
    lines += [([(i, j) for j in range(width)], table.rows[i]) for i in range(height)]
    lines += [([(i, j) for i in range(height)], table.columns[j]) for j in range(width)]
    lines.append((list(product(range(height), range(width))), table.total))
    return [sum_of(places, total) for places, total in lines if total is not None]


def test_no_table_gives_away_a_cell_that_it_leaves_out() -> None:
    random = Random(7)
    for _table in range(30):
        height, width, k = random.randint(1, 4), random.randint(2, 4), random.choice((3, 5))
        counts = [[random.choice((0, 1, 2, 4, 7, 12, 30)) for _column in range(width)] for _row in range(height)]
        table = suppress(counts, least=k)
        total, shown = sum(map(sum, counts)), _figures(table)
        assert not [count for row in table.cells for count in row if count is not None and 0 < count < k], counts
        for i, j in product(range(height), range(width)):
            if table.cells[i][j] is None:
                low, high = feasible(shown, [(i, j)], (0, total)) if shown else (0, total)
                assert high - low > 0.5, (counts, table)
        for i, row in enumerate(counts):
            if 0 < sum(row) < k:
                low, high = feasible(shown, [(i, j) for j in range(width)], (0, total)) if shown else (0, total)
                assert high - low > 0.5, (counts, table)


def test_a_table_keeps_what_it_can() -> None:
    assert suppress([[9, 2, 8], [7, 6, 20]], least=5).cells == ((None, None, 8), (None, None, 20))
    assert suppress([[9, 12], [7, 6]], least=5).cells == ((9, 12), (7, 6))
    assert suppress_row([2, 7, 9], least=5) == ([None, None, 9], 18)
    assert suppress_row([1, 1], least=5) == ([None, None], None)
    alike = suppress([[8, 0], [7, 1], [6, 6], [9, 5]], least=5, answers=True)
    assert alike.cells[:2] == ((None, None), (None, None))
    assert alike.cells[2:] == ((6, 6), (9, 5))
    assert alike.rows == (8, 8, 12, 14)


def test_small_groups_and_steps_are_shown_together() -> None:
    assert smallest_together({"a": 2, "b": 9, "c": 20}, least=5) == ["a", "b"]
    assert smallest_together({"a": 6, "b": 9}, least=5) == []
    assert steps_together([0, 1, 2, 9, 6], least=5) == [(0, 3, 12), (4, 4, 6)]
    assert steps_together([6, 0, 0, 9, 2], least=5) == [(0, 0, 6), (1, 4, 11)]
    assert steps_together([0, 0, 3, 4, 0], least=5) == []


def test_no_figure_is_of_fewer_than_three() -> None:
    for least in (2, 1, 0, -1):
        with pytest.raises(ThresholdTooLow, match="Use at least 3"):
            may_release(99, released=0, least=least)
        with pytest.raises(ThresholdTooLow):
            suppress([[9]], least=least)


@pytest.mark.parametrize("scale", [LIKERT, YES_NO])
def test_releases_one_after_the_other_tell_of_nobody_not_even_to_one_of_them(scale: Scale) -> None:
    """Everybody extreme, nearly everybody, at random; the reader knows an answer of their own, and all releases."""
    random = Random(11)
    worlds = [[scale.highest] * 30, [scale.lowest] * 30, [scale.highest] * 29 + [scale.lowest]]
    worlds += [random.choices((scale.lowest, scale.highest, scale.highest), k=30) for _world in range(6)]
    for answers in worlds:
        random.shuffle(answers)
        release, shown = NOTHING, []
        for many in range(1, len(answers) + 1):
            before, release = release, renewed(release, answers[:many], scale=scale, least=5)
            if release is not before:
                assert release.answers - before.answers >= 5
                assert release.low <= sum(answers[:many]) <= release.high
                shown.append(Shown(dict.fromkeys(range(many), 1.0), release.low, release.high))
        for own in (0, 12, 29):
            known = [*shown, sum_of([own], answers[own])]
            assert derivable(shown, least=5, between=(scale.lowest, scale.highest)) == []
            for other in {0, 3, 7, 14, 22, 29} - {own}:
                low, high = feasible(known, [other], (scale.lowest, scale.highest))
                assert high - low > 0.5, (answers, shown)


def test_most_means_are_shown_exactly() -> None:
    assert renewed(NOTHING, [3, 4, 4, 5, 3], scale=LIKERT, least=5) == Release(5, 19, 19)
    high = renewed(NOTHING, [5, 5, 4, 5, 5], scale=LIKERT, least=5)
    assert (high.least_mean, high.most_mean) == (4.0, 5.0)
    assert renewed(high, [5, 5, 4, 5, 5, 3, 4, 2, 3, 4], scale=LIKERT, least=5) == Release(10, 40, 40)


def test_the_audit_finds_what_differences_and_ranges_tell() -> None:
    everybody, group, but_one = set(range(20)), set(range(8)), set(range(7))
    assert derivable([sum_of(everybody, 70), sum_of(group, 30)], least=5) == []
    found = derivable([sum_of(everybody, 70), sum_of(group, 30), sum_of(but_one, 27)], least=5)
    assert [(one.members, one.low, one.high) for one in found] == [(frozenset({7}), 3, 3)]
    found = derivable([sum_of(everybody, 70), sum_of(set(range(17)), 60)], least=5)
    assert [(one.members, one.low) for one in found] == [(frozenset({17, 18, 19}), 10)]
    # Two of one part and two of another: neither follows alone, their sum does.
    parts = [sum_of({0, 1, *range(4, 12)}, 40), sum_of({2, 3, *range(12, 20)}, 30), sum_of(range(4, 20), 60)]
    assert [one.members for one in derivable(parts, least=5)] == [frozenset(range(4))]
    assert len(derivable([sum_of(range(6), 30)], least=5, between=(1, 5))) == 6

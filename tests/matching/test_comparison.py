"""The comparison of proposals: what is best is marked where they differ, and histograms share one scale."""

from typing import Any, cast

from matching.models import Proposal
from matching.models.stored import Metrics
from matching.presentation.comparison import Multiples, compare, loads_reached, ranks_reached


def _metrics(**more: Any) -> Metrics:
    figures: Metrics = {
        "enrolled": 6,
        "rankers": 4,
        "matched": 5,
        "rankers_matched": 4,
        "unranked_matched": 1,
        "first_choice": 2,
        "top_three": 3,
        "mean_rank": 1.5,
        "median_rank": 1.0,
        "outside_lists": 1,
        "blocking_pairs": 0,
        "mean_overlap": 0.25,
        "idle": 1,
        "full": 2,
        "profile": [2, 1, 1],
        "load": [1, 1, 2],
        "minimums_missed": [],
    }
    return cast(Metrics, {**figures, **more})


def _proposals(*metrics: Metrics) -> list[Proposal]:
    return [Proposal(metrics=one) for one in metrics]


def _bars(multiples: Multiples) -> list[list[tuple[str, int, float]]]:
    return [[(bar.label, bar.count, bar.width) for bar in one.bars] for one in multiples.histograms]


def test_the_best_figure_is_marked_where_they_differ() -> None:
    rows = {row.label: row.cells for row in compare([_metrics(), _metrics(first_choice=3, mean_rank=2.0)])}
    assert [(cell.text, cell.best) for cell in rows["First choice"]] == [("2 (50%)", False), ("3 (75%)", True)]
    assert [(cell.text, cell.best) for cell in rows["Mean rank, if on the list"]] == [("1.5", True), ("2.0", False)]
    assert not any(cell.best for cell in rows["Median rank"])


def test_figures_that_look_the_same_are_not_set_apart() -> None:
    rows = {row.label: row.cells for row in compare([_metrics(mean_rank=1.51), _metrics(mean_rank=1.52)])}
    assert not any(cell.best for cell in rows["Mean rank, if on the list"])


def test_a_figure_that_is_not_there_is_a_dash_and_never_the_best() -> None:
    rows = {row.label: row.cells for row in compare([_metrics(mean_rank=None), _metrics(mean_rank=4.0)])}
    assert [cell.text for cell in rows["Mean rank, if on the list"]] == ["–", "4.0"]
    assert not any(cell.best for cell in rows["Mean rank, if on the list"])


def test_nobody_who_ranked_is_no_division_by_nothing() -> None:
    rows = {row.label: row.cells for row in compare([_metrics(rankers=0, first_choice=0)])}
    assert rows["First choice"][0].text == "0 (0%)"


def test_histograms_of_ranks_share_one_scale() -> None:
    multiples = ranks_reached(_proposals(_metrics(), _metrics(profile=[4], outside_lists=0, matched=6)))
    assert multiples.largest == 4
    assert _bars(multiples) == [
        [("1st", 2, 50), ("2nd", 1, 25), ("3rd", 1, 25), ("not listed", 1, 25), ("no place", 1, 25)],
        [("1st", 4, 100), ("not listed", 0, 0), ("no place", 0, 0)],
    ]


def test_histograms_of_loads_have_a_line_for_every_load_and_leave_out_mentors_without_a_place() -> None:
    multiples = loads_reached(_proposals(_metrics(load=[9, 4], idle=0), _metrics(load=[9, 2, 1], idle=1)))
    assert _bars(multiples) == [
        [("0", 0, 0), ("1", 4, 100), ("2", 0, 0)],
        [("0", 1, 25), ("1", 2, 50), ("2", 1, 25)],
    ]


def test_without_proposals_there_is_nothing_to_draw() -> None:
    assert ranks_reached([]) == loads_reached([]) == Multiples([], 0)
    assert compare([]) == []

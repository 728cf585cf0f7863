"""Figures: what they claim, what they hide, and that screen and typesetter can draw all of them."""

import json
from pathlib import Path
from typing import Any

import pytest
import typst
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from core.charts.dot_plots import DotPlot, DotRow, Reference
from core.charts.drawings import Rect
from core.charts.figures import Figure
from core.charts.histograms import Bar, Histogram
from core.charts.lines import Lines, Series
from core.charts.slopes import Change, Slope, SlopeRow
from core.charts.stacked_bars import StackedBars, StackRow, scale_parts
from core.charts.typesetting import typeset_data
from core.charts.values import Estimate, Scale, Value, Withheld, scale_from_zero

_LIKERT, _FEW = Scale(1, 5, 1), Withheld(5)


def _histogram(*counts: int | Withheld) -> Histogram:
    bars = [Bar(f"{at}.", count) for at, count in enumerate(counts, 1)]
    return Histogram(key="choices", title="Choices", bars=bars, of_what="Choice", counted="Mentees")


def _years(*values: Value) -> Lines:
    times = [str(2024 + at) for at in range(len(values))]
    scale = Scale(0, 1, percent=True)
    return Lines(
        key="years", title="Answers", times=times, series=[Series("Compass", values)], scale=scale, of_what="Year"
    )


def _dots(*values: Value) -> DotPlot:
    rows = [DotRow(name, [value]) for name, value in zip("ABC", values, strict=False)]
    return DotPlot(
        key="dots", title="Satisfied", rows=rows, scale=_LIKERT, of_what="Item", reference=Reference(4, "All")
    )


def _likert(*rows: StackRow) -> StackedBars:
    parts = scale_parts(["No", "Rather not", "So-so", "Rather", "Yes"])
    return StackedBars(key="likert", title="Items", rows=rows, parts=parts, of_what="Item", favorable=["Rather", "Yes"])


def _slope(*rows: SlopeRow) -> Slope:
    return Slope(key="change", title="Changes", rows=rows, scale=_LIKERT, times=("Before", "After"), of_what="Item")


_GREW = SlopeRow("Clarity", Change(Estimate(2.9), Estimate(3.5), Estimate(0.6, 0.4, 0.8, 71)))
_UNCLEAR = SlopeRow("Burnout", Change(Estimate(2.8), Estimate(2.6), Estimate(-0.2, -0.5, 0.1, 68)))


@pytest.mark.parametrize(
    ("figure", "finding"),
    [
        (_histogram(57, 22, 31), "The most frequent is “1.”: 57 of 110 (52%)."),
        (_histogram(57, 22, _FEW), "The most frequent is “1.”: 57."),
        (_histogram(9, 9), "The most frequent are “1.” and “2.”, with 9 each."),
        (_histogram(), "Nothing to count yet."),
        (_years(Estimate(0.5, 0.4, 0.6), Estimate(0.8, 0.7, 0.9)), "Compass rose from 50% in 2024 to 80% in 2025."),
        (_years(Estimate(0.8), Estimate(0.5)), "Compass fell from 80% in 2024 to 50% in 2025."),
        (
            _years(Estimate(0.5, 0.4, 0.6), Estimate(0.6, 0.5, 0.7)),
            "Compass: no clear change from 2024 to 2025; the intervals overlap.",
        ),
        (_years(Estimate(0.912), Estimate(0.908)), "Compass: 91% in 2025, as in 2024."),
        (_years(Estimate(0.5), _FEW), "Compass: too few numbers to compare."),
        (_dots(Estimate(4.5, 4.3, 4.7), Estimate(3.9, 3.7, 4.1)), "“A” is highest (4.5), “B” lowest (3.9)."),
        (_dots(Estimate(4.5, 4.0, 5.0), Estimate(3.9, 3.4, 4.4)), "No clear difference: the intervals overlap."),
        (_dots(Estimate(4.5, 4.3, 4.7), _FEW), "Too few answers to compare."),
        (_likert(StackRow("Listens", [0, 0, 2, 4, 4]), StackRow("Helps", _FEW)), "“Listens”: Rather, Yes 80%."),
        (_slope(_GREW, _UNCLEAR), "Rose: Clarity. No clear change: Burnout."),
        (_slope(SlopeRow("Belonging", _FEW)), "Too few people answered both times."),
    ],
)
def test_a_finding_claims_no_more_than_the_numbers_do(figure: Figure, finding: str) -> None:
    assert figure.headline == finding


@pytest.mark.parametrize(
    "figure",
    [
        _histogram(57, 22, _FEW),
        _years(Estimate(0.5), _FEW),
        _dots(Estimate(4), _FEW),
        _slope(_GREW, SlopeRow("B", _FEW)),
    ],
)
def test_what_is_withheld_is_hatched_and_said_and_no_total_tells_it(figure: Figure) -> None:
    shapes = [shape for panel in figure.drawing.panels for shape in panel.shapes]
    assert sum(isinstance(shape, Rect) and shape.look == "withheld" for shape in shapes) == 1
    cells = [cell for row in figure.table.rows for cell in row]
    assert cells.count("fewer than 5") == 1
    assert "Share" not in figure.table.head
    assert "Hatched: too few people to show a number." in figure.notes


@pytest.mark.parametrize(
    ("scale", "texts"),
    [
        (_LIKERT, ["1", "2", "3", "4", "5"]),
        (Scale(-1, 1, 1, signed=True), ["−1.0", "−0.5", "0.0", "+0.5", "+1.0"]),
        (Scale(0, 1, percent=True), ["0%", "20%", "40%", "60%", "80%", "100%"]),
        (scale_from_zero([Estimate(110)]), ["0", "20", "40", "60", "80", "100", "120"]),
        (scale_from_zero([Estimate(3)]), ["0", "1", "2", "3"]),
        (scale_from_zero([]), ["0", "1"]),
    ],
)
def test_an_axis_has_round_numbers(scale: Scale, texts: list[str]) -> None:
    assert [text for _value, text in scale.ticks] == texts


def test_every_figure_is_drawn_on_the_page_and_by_the_typesetter() -> None:
    figures = [
        _histogram(57, 0, _FEW), _years(Estimate(0.5, 0.4, 0.6), _FEW, None, Estimate(0.8)),
        _dots(Estimate(4.5, 4.3, 4.7, 84), None),
        _likert(StackRow("Listens", [1, 2, 3, 4, 0], 2), StackRow("Helps", _FEW)),
        _slope(_GREW, _UNCLEAR, SlopeRow("Belonging", _FEW)), _likert(StackRow("Nobody", [0, 0, 0, 0, 0])),
    ]  # fmt: skip
    page = "".join(Template("{% load charts %}{% chart figure %}").render(Context({"figure": one})) for one in figures)
    assert page.count('role="img"') == page.count("<table") == len(figures)
    assert " style=" not in page
    templates = Path(settings.BASE_DIR) / "templates"
    source: Any = (
        '#import "/charts/charts.typ": figure-of\n#set document(title: "Figures")\n#heading(level: 1)[Figures]\n'
        "#heading(level: 2)[All]\n#for one in json(bytes(sys.inputs.data)) { figure-of(one) }"
    )
    data = json.dumps([typeset_data(figure) for figure in figures])
    pdf = typst.compile(source.encode(), root=templates, sys_inputs={"data": data}, pdf_standards="ua-1", format="pdf")
    assert pdf.startswith(b"%PDF")


def test_where_words_run_from_the_right_a_bar_begins_there() -> None:
    with translation.override("he"):
        page = Template("{% load charts %}{% chart figure %}").render(Context({"figure": _histogram(4, 1)}))
    assert 'x="75.00%"' in page

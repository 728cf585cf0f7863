"""Proposals side by side: the rows of the comparison, and the histograms of ranks and loads."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from matching.models import Proposal
from matching.models.stored import Metrics

_Count = tuple[str, int, bool]
Figure = Literal[
    "matched", "rankers_matched", "first_choice", "top_three", "mean_rank", "median_rank", "outside_lists",
    "unranked_matched", "blocking_pairs", "mean_overlap", "idle", "full", "complete",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is shown, and whether it is the best of its row."""

    text: str
    best: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One measure over all proposals."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a histogram; width in per cent of the common scale. What lies outside is drawn paler."""

    label: str
    count: int
    width: float
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Histogram:
    """What people get in one proposal."""

    proposal: Proposal
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Multiples:
    """One histogram a proposal, and the largest count, which is the end of their common scale."""

    histograms: list[Histogram]
    largest: int


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a row is read from the metrics; `best` picks the best value, None where none is."""

    label: str
    value: Callable[[Metrics], float | None]
    show: Callable[[Metrics, float], str]
    best: Callable[[Sequence[float]], float] | None


def _whole(_metrics: Metrics, value: float) -> str:
    return str(int(value))


def _share(metrics: Metrics, value: float) -> str:
    """Count first, then per cent of the rankers."""
    percent = round(100 * value / metrics["rankers"]) if metrics["rankers"] else 0
    return _("%(count)s (%(percent)s%%)") % {"count": int(value), "percent": percent}


def _decimal(digits: int) -> Callable[[Metrics, float], str]:
    return lambda _metrics, value: f"{value:.{digits}f}"


def _measures(metrics: Metrics) -> list[_Measure]:
    rankers = metrics["rankers"]
    unranked = metrics["enrolled"] - rankers
    key = _reader
    two_each = metrics.get("places_each", 1) > 1
    both = [_Measure(_("Mentees with two mentors"), key("complete"), _whole, max)] if two_each else []
    present = metrics.get("present", 0)
    label = _("Earlier pairs kept, of %(n)s") % {"n": present}
    kept = [_Measure(label, lambda own: own.get("kept"), _whole, max)] if present else []
    return [
        _Measure(_("Matched, of %(n)s enrolled") % {"n": metrics["enrolled"]}, key("matched"), _whole, max),
        _Measure(_("Matched, of %(n)s who ranked") % {"n": rankers}, key("rankers_matched"), _whole, max),
        *both,
        *kept,
        _Measure(_("First choice"), key("first_choice"), _share, max),
        _Measure(_("In the top three"), key("top_three"), _share, max),
        _Measure(_("Mean rank, if on the list"), key("mean_rank"), _decimal(1), min),
        _Measure(_("Median rank"), key("median_rank"), _decimal(1), min),
        _Measure(_("Not on the mentee’s list"), key("outside_lists"), _whole, min),
        _Measure(_("Unranked mentees placed, of %(n)s") % {"n": unranked}, key("unranked_matched"), _whole, max),
        _Measure(_("Blocking pairs"), key("blocking_pairs"), _whole, min),
        _Measure(_("Interest overlap, mean of 0–1"), key("mean_overlap"), _decimal(2), max),
        _Measure(_("Mentors without a mentee"), key("idle"), _whole, min),
        _Measure(_("Mentors with every place used"), key("full"), _whole, None),
        _Measure(_("Most mentees with one mentor"), lambda metrics: len(metrics["load"]) - 1, _whole, None),
        _Measure(_("Minimum loads missed"), lambda metrics: len(metrics["minimums_missed"]), _whole, min),
        *_measures_of_aims(metrics),
    ]


def _measures_of_aims(metrics: Metrics) -> Iterator[_Measure]:
    """One for each aim of the round. What was computed without aims has no such figure."""
    if "crowding" in metrics:
        yield _Measure(_("Times two mentees share a mentor"), lambda own: own.get("crowding"), _whole, min)
    if "alike" in metrics:
        yield _Measure(_("Times two mentees of a mentor are alike"), lambda own: own.get("alike"), _whole, min)
    if "together" in metrics:
        label = _("Shared mentors for those who want the same one (wishes: %(n)s)") % {"n": metrics["wishes"]}
        yield _Measure(label, lambda own: own.get("together"), _whole, max)


def _reader(key: Figure) -> Callable[[Metrics], float | None]:
    return lambda metrics: metrics[key]


def comparison(proposals: Sequence[Proposal]) -> list[Row]:
    """One row for each measure; the best figure is marked where the proposals differ."""
    return compare([proposal.metrics for proposal in proposals])


def compare(ready: list[Metrics]) -> list[Row]:
    """The rows of `comparison`, from metrics."""
    return [_row(measure, ready) for measure in _measures(ready[0])] if ready else []


def _row(measure: _Measure, ready: list[Metrics]) -> Row:
    shown = {}
    texts = []
    for metrics in ready:
        value = measure.value(metrics)
        texts.append("–" if value is None else measure.show(metrics, value))
        if value is not None:
            shown[value] = texts[-1]
    differ = measure.best is not None and len(set(shown.values())) > 1
    best = shown[measure.best(list(shown))] if measure.best and differ else None
    return Row(measure.label, [Cell(text, text == best) for text in texts])


def ranks_reached(proposals: Sequence[Proposal]) -> Multiples:
    """How many mentees get which choice."""
    return _multiples(proposals, _ranks)


def loads_reached(proposals: Sequence[Proposal]) -> Multiples:
    """How many mentors get how many mentees."""
    most = max((len(proposal.metrics["load"]) for proposal in proposals), default=0)
    return _multiples(proposals, lambda metrics: _loads(metrics, most))


def _multiples(proposals: Sequence[Proposal], count: Callable[[Metrics], list[_Count]]) -> Multiples:
    counted = [(proposal, count(proposal.metrics)) for proposal in proposals]
    largest = max((number for _proposal, bars in counted for _label, number, _outside in bars), default=0)
    scale = 100 / largest if largest else 0.0
    histograms = [
        Histogram(proposal, [Bar(label, number, number * scale, outside) for label, number, outside in bars])
        for proposal, bars in counted
    ]
    return Multiples(histograms, largest)


def _ranks(metrics: Metrics) -> list[_Count]:
    bars = [(ordinal(rank), count, False) for rank, count in enumerate(metrics["profile"], 1)]
    bars.append((_("not listed"), metrics["outside_lists"], True))
    bars.append((_("no place"), metrics["enrolled"] - metrics["matched"], True))
    return bars


def _loads(metrics: Metrics, most: int) -> list[_Count]:
    load = [metrics["idle"], *metrics["load"][1:]] + [0] * (most - len(metrics["load"]))
    return [(str(mentees), mentors, not mentees) for mentees, mentors in enumerate(load)]


def ordinal(rank: int) -> str:
    """“1st”, “2nd” … in the reader's language."""
    words = {1: _("1st"), 2: _("2nd"), 3: _("3rd")}
    return words.get(rank, _("%(rank)sth") % {"rank": rank})

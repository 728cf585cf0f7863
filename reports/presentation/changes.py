"""Figures of change: the same people before and after a year."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.dot_plots import DotPlot, DotRow, Reference
from core.charts.figures import Figure
from core.charts.slopes import Change, Slope, SlopeRow
from core.charts.values import Estimate, Scale
from reports.models.outcomes import ChangeOutcome, ScoreOutcome

# A score, how those who answered twice changed, and their means before and after.
_Known = tuple[ScoreOutcome, ChangeOutcome]


def change_figures(key: str, scores: Sequence[ScoreOutcome]) -> Iterator[Figure]:
    """Yield the changes: as slopes where both means may be known, one for each scale, else as points."""
    known = [(score, score["change"]) for score in scores if score["change"]]
    sloping: dict[tuple[float, float], list[_Known]] = defaultdict(list)
    for score, change in known:
        if "before" in change:
            low, high = score["scale"]
            sloping[low, high].append((score, change))
    for number, ((low, high), changes) in enumerate(sloping.items(), 1):
        yield _slopes(f"{key}-{number}", changes, Scale(low, high, decimals=1))
    if alone := [(score, change) for score, change in known if "before" not in change]:
        yield _points(key, alone)


def _slopes(key: str, changes: Sequence[_Known], scale: Scale) -> Slope:
    return Slope(
        key=key,
        title=_("The same people before and after the year: means from %(low)s to %(high)s")
        % {"low": scale.text(scale.low, 0), "high": scale.text(scale.high, 0)},
        finding=_finding(changes),
        caption=_caption(changes),
        rows=[
            SlopeRow(score["name"], Change(Estimate(change["before"]), Estimate(change["after"]), _estimate(change)))
            for score, change in changes
        ],
        scale=scale,
        times=(_("before"), _("after")),
        of_what=_("What was asked"),
    )


def _points(key: str, changes: Sequence[_Known]) -> DotPlot:
    widest = max(1.0, *(max(abs(change["low"]), abs(change["high"])) for _score, change in changes))
    return DotPlot(
        key=key,
        title=_("The same people before and after the year: mean change"),
        finding=_finding(changes),
        caption=_caption(changes),
        rows=[DotRow(score["name"], [_estimate(change)]) for score, change in changes],
        scale=Scale(-widest, widest, decimals=1, signed=True),
        reference=Reference(0, _("no change")),
        of_what=_("What was asked"),
    )


def _estimate(change: ChangeOutcome) -> Estimate:
    return Estimate(change["change"], change["low"], change["high"], change["n"])


def _finding(changes: Sequence[_Known]) -> str:
    rose = [score["name"] for score, change in changes if change["low"] > 0]
    fell = [score["name"] for score, change in changes if change["high"] < 0]
    same = [score["name"] for score, _change in changes if score["name"] not in (*rose, *fell)]
    said = [
        _("Higher after the year: %(names)s.") % {"names": ", ".join(rose)} if rose else "",
        _("Lower after the year: %(names)s.") % {"names": ", ".join(fell)} if fell else "",
        _("No clear change: %(names)s.") % {"names": ", ".join(same)} if same else "",
    ]
    return " ".join(filter(None, said))


def _caption(changes: Sequence[_Known]) -> str:
    said = [_("There’s no comparison group, so this says nothing about causes.")]
    if left_out := max(change["left_out"] for _score, change in changes):
        words = ngettext(
            "%(n)s person answered only once and isn’t counted.",
            "%(n)s people answered only once and aren’t counted.",
            left_out,
        )
        said.append(words % {"n": left_out})
    signed = Scale(0, 1, decimals=2, signed=True)
    effects = [
        f"{score['name']} {signed.text(change['effect'])}" for score, change in changes if change["effect"] is not None
    ]
    if effects:
        said.append(_("Hedges’ g: %(effects)s.") % {"effects": ", ".join(effects)})
    if len(changes) > 1:
        words = _("%(n)s changes side by side: about 1 in 20 would differ by chance alone.")
        said.append(words % {"n": len(changes)})
    return " ".join(said)

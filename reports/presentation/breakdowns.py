"""One breakdown at a time, of those that are declared here: whoever adds them up learns of nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.charts.dot_plots import DotPlot, DotRow
from core.charts.values import Estimate, Scale, Value
from pairs.models import Origin
from reports.models.figures import CycleFigures, PartFigures
from reports.presentation.words import sessions_words
from reports.queries.answered import WHO_PEOPLE_ARE
from reports.queries.expected import GROUPS, PAIRS

_LEAST_EXPECTED = 1


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A way to tell pairs apart: its name in the address, and its words."""

    key: str
    label: str | Promise


BREAKDOWNS = (
    Breakdown("origin", gettext_lazy("How pairs came about")),
    Breakdown("format", gettext_lazy("Format")),
    Breakdown("role", gettext_lazy("Role")),
    Breakdown(WHO_PEOPLE_ARE, gettext_lazy("What people say of themselves")),
)


def breakdown_named(key: str | None) -> Breakdown:
    """Return the breakdown of this name, else the first."""
    return next((each for each in BREAKDOWNS if each.key == key), BREAKDOWNS[0])


def breakdown_chart(breakdown: Breakdown, figures: CycleFigures, *, least: int) -> DotPlot | None:
    """Return how many of the expected sessions each kind of pair held; None where two kinds can’t be compared.

    Args:
        breakdown: what tells pairs apart.
        figures: of the year.
        least: kinds of fewer pairs are not compared.
    """
    parts = {"origin": figures["by_origin"], "format": figures["by_format"]}.get(breakdown.key, [])
    known = [part for part in parts if part["expected"] >= _LEAST_EXPECTED and part["pairs"] >= least]
    if len(known) < 2:
        return None
    shares = [part["held"] / part["expected"] for part in known]
    return DotPlot(
        key="breakdown",
        title=_("Sessions held, of those expected"),
        finding=_finding(known),
        caption=_(
            "Kinds with fewer than %(least)s pairs or groups are left out. Pairs differ in other ways too, so this "
            "says nothing about causes."
        )
        % {"least": least},
        rows=[DotRow(_row_name(part), [_value(part)]) for part in known],
        scale=Scale(0, max(1.0, *shares), percent=True),
        of_what=str(breakdown.label),
    )


def _value(part: PartFigures) -> Value:
    return Estimate(part["held"] / part["expected"])


def comparisons_words(n: int) -> str:
    """Return how many groups stand beside another one, and what that means for those that seem to differ."""
    return ngettext(
        "%(n)s comparison. Groups differ in other ways too, so this says nothing about causes.",
        "%(n)s comparisons side by side: about 1 in 20 would differ by chance alone. Groups differ in other ways too, "
        "so this says nothing about causes.",
        n,
    ) % {"n": n}


def kind_name(kind: str) -> str:
    """Return what a kind of pairs is called."""
    formats = {PAIRS: _("One-on-one"), GROUPS: _("Groups")}
    return formats.get(kind) or (str(Origin(kind).label) if kind in Origin.values else kind)


def _row_name(part: PartFigures) -> str:
    return _("%(kind)s (%(n)s)") % {"kind": kind_name(part["kind"]), "n": part["pairs"]}


def _finding(parts: Sequence[PartFigures]) -> str:
    said = [
        _("%(kind)s: sessions held %(share)s")
        % {"kind": kind_name(part["kind"]), "share": sessions_words(part["held"], part["expected"])}
        for part in parts
    ]
    return "; ".join(said) + "."

"""Figures of matching: whom people got from their lists, what methods gave, how pairs came about."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.figures import Figure
from core.charts.histograms import Bar, Histogram
from core.charts.stacked_bars import Part, StackedBars, StackRow
from core.charts.values import Withheld
from matching.models import Strategy
from pairs.models import Origin
from reports.models.figures import MatchFigures, MethodFigures
from reports.presentation.words import ordinal, share_words

_THREE = 3


def pairing_figures(match: MatchFigures, *, least: int) -> Iterator[Figure]:
    """Yield the figures of matching; nothing of lists where nobody ranked.

    Args:
        match: of the year.
        least: of fewer lists than that nothing is shown.
    """
    if match["rankers"]:
        yield _choices(match, least=least)
    compared = [method for method in match["methods"] if method["rankers"] >= least]
    if len(compared) > 1:
        yield _methods(compared)
    if len(match["origins"]) > 1 or match["informal"]:
        yield _origins(match)


def first_three(match: MatchFigures) -> int:
    """Return how many rankers have one of their first three."""
    return sum(match["profile"][:_THREE])


def _choices(match: MatchFigures, *, least: int) -> Histogram:
    shown = match["rankers"] >= least
    unmatched = match["rankers"] - match["rankers_matched"]
    counts = [(ordinal(rank), count, False) for rank, count in enumerate(match["profile"], 1)]
    counts += [(_("not on the list"), match["off_list"], True), (_("no mentor"), unmatched, True)]
    bars = [Bar(label, count if shown else Withheld(least), outside) for label, count, outside in counts]
    return Histogram(
        key="choices",
        title=_("Mentees who handed in a list, by where their mentor stood on it"),
        finding=_choices_finding(match) if shown else "",
        caption=_unranked(match),
        bars=bars,
        of_what=_("Mentor"),
        counted=_("Mentees"),
    )


def _choices_finding(match: MatchFigures) -> str:
    first = match["profile"][0] if match["profile"] else 0
    return _("%(first)s got their first choice, %(three)s one of their first three.") % {
        "first": share_words(first, match["rankers"]),
        "three": share_words(first_three(match), match["rankers"]),
    }


def _unranked(match: MatchFigures) -> str:
    unranked = match["enrolled"] - match["rankers"]
    if not unranked:
        return _("Everybody ranked.")
    if not match["unranked_matched"]:
        none = ngettext(
            "One mentee ranked nobody, has no mentor and isn’t in the chart.",
            "%(n)s mentees ranked nobody, have no mentor and aren’t in the chart.",
            unranked,
        )
        return none % {"n": unranked}
    words = ngettext(
        "One mentee ranked nobody and isn’t in the chart: %(n)s of them has a mentor.",
        "%(all)s mentees ranked nobody and aren’t in the chart: %(n)s of them have a mentor.",
        unranked,
    )
    return words % {"all": unranked, "n": match["unranked_matched"]}


def _methods(methods: Sequence[MethodFigures]) -> StackedBars:
    """What each method gives, the published one first."""
    first = sorted(methods, key=lambda method: (method["round"], not method["published"]))
    return StackedBars(
        key="methods",
        title=_("What each method would have given with the same lists"),
        finding=_methods_finding(first),
        caption=_(
            "A method that ignores lists can pair more people, and with mentors whom they didn’t ask for. Who was "
            "matched outside the round isn’t counted here."
        ),
        rows=[StackRow(_method_name(method), _outcomes(method)) for method in first],
        parts=[
            Part(_("First choice"), "part-high-2"),
            Part(_("Second or third"), "part-high-1"),
            Part(_("Another mentor"), "part-mid"),
            Part(_("No mentor"), "part-low-1"),
        ],
        of_what=_("Method"),
    )


def _method_name(method: MethodFigures) -> str:
    name = str(Strategy(method["method"]).label)
    return _("%(method)s, published") % {"method": name} if method["published"] else name


def _outcomes(method: MethodFigures) -> list[int]:
    first, three = method["first_choice"], method["top_three"]
    return [first, three - first, method["matched"] - three, method["enrolled"] - method["matched"]]


def _methods_finding(methods: Sequence[MethodFigures]) -> str:
    published = next((method for method in methods if method["published"]), methods[0])
    others = [method["top_three"] for method in methods if method is not published]
    words = _(
        "The published method gave %(n)s mentees one of their first three; the others would have done so for "
        "%(low)s to %(high)s."
    )
    return words % {
        "n": published["top_three"],
        "low": min(others),
        "high": max(others),
    }


def _origins(match: MatchFigures) -> Histogram:
    origins = sorted(match["origins"].items(), key=lambda each: -each[1])
    beside = [Bar(str(Origin.INFORMAL.label), match["informal"], outside=True)] if match["informal"] else []
    return Histogram(
        key="origins",
        title=_("Pairs by how they came about"),
        finding=_origins_finding(match) if beside else "",
        caption=_(
            "Pairs that found each other are those of the whole school that went on in this year, from its informal "
            "register. They take no place in a program."
        ),
        bars=[*(Bar(str(Origin(origin).label), count) for origin, count in origins), *beside],
        of_what=_("Origin"),
        counted=_("Pairs"),
    )


def _origins_finding(match: MatchFigures) -> str:
    return _("Pairs in the program: %(formal)s. Beside them, pairs that found each other: %(informal)s.") % {
        "formal": sum(match["origins"].values()),
        "informal": match["informal"],
    }

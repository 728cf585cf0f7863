"""What people said at the end of their years, by what tells their pairs apart: over years, and over programs.

Nothing is counted here: the means are those that were released of each year, so to see them beside each other adds
nothing to what is known.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from core.charts.dot_plots import DotPlot, DotRow
from core.charts.values import Estimate, Scale, Value
from programs.models import Cycle
from reports.models import OutcomeRelease
from reports.models.outcomes import GroupOutcome
from reports.presentation.breakdowns import BREAKDOWNS, Breakdown, comparisons_words, kind_name
from reports.presentation.words import share_words
from surveys.models import Phase

# What tells pairs apart, not people.
OF_PAIRS = tuple(each for each in BREAKDOWNS if each.key in ("origin", "format"))
# As many groups as a chart can tell apart.
_SERIES = 3
_Row = tuple[str, dict[str, GroupOutcome]]


def experience_figures(
    releases: Sequence[OutcomeRelease], by: Breakdown, *, name_of: Callable[[Cycle], str]
) -> Iterator[DotPlot]:
    """Yield a chart for each score that two years have or more, in which at least two kinds can be told apart.

    What was asked before a year as well is told by its change, not by where people who differ stand at the end.

    Args:
        releases: in the order of the rows, with wave, survey, cycle and program.
        by: what tells pairs apart, as staff know it.
        name_of: what the row of a year is called.
    """
    ends = [each for each in releases if each.wave.version.survey.phase == Phase.END]
    asked = [score for each in ends for score in each.outcomes["scores"]]
    changing = {score["key"] for score in asked if score["change"]}
    scores = {score["key"]: score for score in asked if score["key"] not in changing}
    for key, score in scores.items() if by in OF_PAIRS else ():
        rows = [row for each in ends if (row := _row(each, key, by, name_of))[1]]
        people = Counter[str]()
        for _name, groups in rows:
            people.update({kind: group["value"]["n"] for kind, group in groups.items()})
        if len(rows) > 1 and len(people) > 1:
            kinds = [kind for kind, _n in people.most_common(_SERIES)]
            low, high = score["scale"]
            yield _chart(key, score["name"], Scale(low, high, decimals=1), rows, kinds, by)


def _row(release: OutcomeRelease, key: str, by: Breakdown, name_of: Callable[[Cycle], str]) -> _Row:
    """A year, and kind → its mean; kinds that were released as one are of no kind alone."""
    groups = [g for score in release.outcomes["scores"] if score["key"] == key for g in score["by"].get(by.key, ())]
    alone = {group["kinds"][0]: group for group in groups if len(group["kinds"]) == 1 and group["kinds"][0]}
    return name_of(release.wave.cycle), alone


def _chart(key: str, name: str, scale: Scale, rows: Sequence[_Row], kinds: Sequence[str], by: Breakdown) -> DotPlot:
    return DotPlot(
        key=f"experience-{by.key}-{key}",
        title=_("%(name)s at the end of the year, by %(breakdown)s")
        % {"name": name, "breakdown": str(by.label).lower()},
        caption=_caption(rows, kinds),
        rows=[DotRow(year, [_value(groups.get(kind)) for kind in kinds]) for year, groups in rows],
        scale=scale,
        series=[kind_name(kind) for kind in kinds],
        of_what=_("Year"),
    )


def _value(group: GroupOutcome | None) -> Value:
    value = group and group["value"]
    return Estimate(value["mean"], value["low"], value["high"], value["n"]) if value else None


def _caption(rows: Sequence[_Row], kinds: Sequence[str]) -> str:
    """What a dash is, how many comparisons there are, and how many of each group answered."""
    answered = [
        f"{year}: " + ", ".join(f"{kind_name(kind)} {_response(groups[kind])}" for kind in kinds if kind in groups)
        for year, groups in rows
    ]
    compared = sum(len(groups.keys() & set(kinds)) - 1 for _year, groups in rows if groups.keys() & set(kinds))
    said = [_("A dash means there were none, or too few to show on their own.")]
    said += [comparisons_words(compared)] if compared else []
    return " ".join([*said, _("Answered: %(groups)s.") % {"groups": "; ".join(answered)}])


def _response(group: GroupOutcome) -> str:
    return share_words(group["value"]["n"], group["asked"] or 0)

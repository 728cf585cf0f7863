"""How the checks came out over the years, as a figure: a bar for each year, with a part for each mark.

Only checks of which the facts tell in more than one year are in it, so that years can be compared.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.charts.stacked_bars import StackedBars, StackRow, state_parts
from programs.models import Cycle
from programs.presentation.health import Mark, ShownCheck

_MARKS = (Mark.GOOD, Mark.PARTIAL, Mark.LACKING)


def trend_of(checks: Sequence[ShownCheck], years: Sequence[Cycle]) -> StackedBars | None:
    """Return the figure of `checks` over `years`, the oldest first, as they stand in `ShownCheck.years`.

    None where no check can be judged in more than one year.
    """
    compared = [each for each in checks if sum(found is not None for found in each.years) > 1]
    if not compared:
        return None
    rows = [(year.name, _counts(compared, at)) for at, year in enumerate(years)]
    told = [
        _("%(good)s of %(all)s in %(year)s") % {"good": counts[0], "all": sum(counts), "year": name}
        for name, counts in rows
    ]
    return StackedBars(
        key="trend",
        finding=_("Good: %(years)s.") % {"years": ", ".join(told)},
        title=_("Checks that are good, of those that can be judged in more than one year."),
        rows=[StackRow(name, counts) for name, counts in rows],
        parts=state_parts([_("Good"), _("Partly"), _("Lacking")]),
        of_what=_("Year"),
    )


def _counts(checks: Sequence[ShownCheck], at: int) -> list[int]:
    marks = [found.mark for each in checks if (found := each.years[at])]
    return [marks.count(mark) for mark in _MARKS]

"""The milestones of a year's pairs as a picture with its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.charts.histograms import Bar, Histogram
from pairs.models import Mentorship
from pairs.presentation.milestones import MilestoneCount, milestone_counts
from programs.models import Cycle


@dataclass(frozen=True, slots=True)
class MilestonePicture:
    """How many pairs have come to each milestone, of how many altogether: the figure, and rows of count and percent."""

    pairs: int
    figure: Histogram
    rows: Sequence[tuple[MilestoneCount, int]]


def milestone_picture(cycle: Cycle, pairs: QuerySet[Mentorship]) -> MilestonePicture:
    """Return the picture of a year's pairs. One query."""
    whole, counts = milestone_counts(cycle, pairs)
    finding = ngettext(
        "%(n)s pair goes on or has completed the year.", "%(n)s pairs go on or have completed the year.", whole
    )
    figure = Histogram(
        key="milestones",
        title=_("How many pairs have come to which milestone."),
        finding=finding % {"n": whole},
        bars=[Bar(str(each.title), each.number) for each in counts],
        of_what=_("Milestone"),
        counted=_("Pairs"),
        whole=whole,
        most=whole,
    )
    return MilestonePicture(whole, figure, [(each, round(100 * each.number / max(1, whole))) for each in counts])

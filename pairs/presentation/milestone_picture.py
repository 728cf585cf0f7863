"""The milestones of a year's pairs as a picture with its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from pairs.models import Mentorship
from pairs.presentation.milestones import MilestoneCount, milestone_counts
from programs.models import Cycle

# Of a row: its height, and where label, bar and number stand in it; of the widest bar its share. In pixels and percent.
_ROW, _LABEL_AT, _BAR_AT, _NUMBER_AT, _WIDEST = 40, 12, 18, 28, 88.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A milestone as a bar: its numbers, how wide it is in percent, and where it stands in pixels."""

    count: MilestoneCount
    share: int
    width: float
    label_at: int
    bar_at: int
    number_at: int


@dataclass(frozen=True, slots=True)
class MilestonePicture:
    """A bar for each milestone, of how many pairs altogether."""

    pairs: int
    bars: Sequence[Bar]

    @property
    def height(self) -> int:
        """In pixels."""
        return _ROW * len(self.bars)


def milestone_picture(cycle: Cycle, pairs: QuerySet[Mentorship]) -> MilestonePicture:
    """Return the picture of a year's pairs. One query."""
    whole, counts = milestone_counts(cycle, pairs)
    return MilestonePicture(whole, [_bar(place, count, whole) for place, count in enumerate(counts)])


def _bar(place: int, count: MilestoneCount, whole: int) -> Bar:
    top, part = _ROW * place, count.number / max(1, whole)
    return Bar(count, round(100 * part), _WIDEST * part, top + _LABEL_AT, top + _BAR_AT, top + _NUMBER_AT)

"""What protects people, and how far pairs have come."""

from collections.abc import Sequence
from datetime import datetime

from pairs.models import Conflict, Mentorship
from pairs.presentation.milestones import milestone_counts
from people.models import Enrollment
from people.queries.acknowledged import acknowledged_in
from programs.models import Cycle, Program
from reports.models.figures import MilestoneFigures, PracticeFigures, Share

_AGREEMENT = "agreement"


def milestone_figures(cycle: Cycle, pairs: Sequence[Mentorship]) -> MilestoneFigures:
    """Count the pairs that have come to each milestone. One query.

    Args:
        cycle: the year, with its program.
        pairs: its formal pairs.
    """
    whole, counts = milestone_counts(cycle, Mentorship.objects.filter(pk__in=[pair.pk for pair in pairs]))
    return {"pairs": whole, "reached": {each.key: each.number for each in counts}}


def practice_figures(cycle: Cycle, milestones: MilestoneFigures, *, now: datetime) -> PracticeFigures:
    """Count acknowledgments, conflicts on file and signed agreements. Three queries.

    Args:
        cycle: the year, with its program.
        milestones: of its pairs.
        now: the instant; conflicts that were over when the year ended are not counted.
    """
    program = cycle.program
    part, whole = acknowledged_in(program, [cycle]).get(cycle.pk, (0, 0))
    mentees = Enrollment.objects.took_part().filter(cycle=cycle).values("mentee")
    known = Conflict.objects.filter(mentee__in=mentees, institution=program.institution_id)
    signed = milestones["reached"].get(_AGREEMENT)
    agreements: Share | None = None if signed is None else {"part": signed, "whole": milestones["pairs"]}
    return {
        "acknowledged": {"part": part, "whole": whole},
        "conflicts": known.not_over(min(cycle.local_day(now), cycle.ends_on)).count(),
        "conflicts_block": program.conflict_policy == Program.ConflictPolicy.BLOCK,
        "agreements": agreements,
    }

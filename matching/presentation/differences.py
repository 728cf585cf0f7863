"""Pairs on which two proposals differ."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import User
from matching.models import Proposal, ProposedPair
from matching.queries.readers import rank_for
from people.models import Enrollment, MentorParticipation


@dataclass(frozen=True, slots=True)
class Side:
    """One pair that a proposal gives a mentee: participation (None: nobody), rank on the list, overlap."""

    participation: MentorParticipation | None
    rank: int | None
    overlap: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A mentee to whom the two proposals give different mentors."""

    enrollment: Enrollment
    first: list[Side]
    second: list[Side]

    @property
    def overlap_change(self) -> str:
        """“+0.25” or “−0.10”: the second's overlap minus the first's; a mentee without a mentor shares nothing."""
        if all(side.overlap is None for side in (*self.first, *self.second)):
            return "–"
        first, second = (sum(side.overlap or 0 for side in sides) for sides in (self.first, self.second))
        change = round(second - first, 2)
        return f"{change:+.2f}".replace("-", "−") if change else "0.00"


def load_differences(first: Proposal, second: Proposal, ids: list[int], *, reader: User) -> list[Difference]:
    """The differences of these enrollments, in their order, with the people they name. Four queries.

    At which place `reader` stands on a list is left out.
    """
    enrollments = Enrollment.objects.select_related("mentee").in_bulk(ids)
    sides = [_sides(proposal, ids, reader) for proposal in (first, second)]
    return [Difference(enrollments[pk], sides[0][pk], sides[1][pk]) for pk in ids]


def _sides(proposal: Proposal, ids: list[int], reader: User) -> dict[int, list[Side]]:
    pairs = ProposedPair.objects.filter(proposal=proposal, enrollment__in=ids).select_related("participation__mentor")
    sides: dict[int, list[Side]] = defaultdict(list)
    for pair in pairs.order_by("place"):
        sides[pair.enrollment_id].append(Side(pair.participation, rank_for(reader, pair), pair.overlap))
    return sides

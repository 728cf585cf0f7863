"""Pairs on which two proposals differ."""

from dataclasses import dataclass

from django.db.models import Q

from matching.models import Proposal, ProposedPair
from programs.models import Enrollment, MentorParticipation


@dataclass(frozen=True, slots=True)
class Side:
    """What one proposal gives a mentee: participation (None: nobody), rank on the list, overlap."""

    participation: MentorParticipation | None
    rank: int | None
    overlap: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A mentee to whom the two proposals give different mentors."""

    enrollment: Enrollment
    first: Side
    second: Side

    @property
    def overlap_change(self) -> str:
        """“+0.25” or “−0.10”: the second's overlap minus the first's; a mentee without a mentor shares nothing."""
        if self.first.overlap is None and self.second.overlap is None:
            return "–"
        change = round((self.second.overlap or 0) - (self.first.overlap or 0), 2)
        return f"{change:+.2f}".replace("-", "−") if change else "0.00"


def differing(first: Proposal, second: Proposal, *, search: str = "") -> list[int]:
    """Enrollment ids on which the two proposals differ, by family name; `search` is part of a name on either side."""
    left, right = _mentors(first), _mentors(second)
    ids = [pk for pk in left if left[pk] != right.get(pk)]
    if not search.strip():
        return ids
    cycle = first.round.cycle
    mentees = set(cycle.enrollments.filter(_named("mentee", search)).values_list("pk", flat=True))
    mentors = set(cycle.participations.filter(_named("mentor", search)).values_list("pk", flat=True))
    return [pk for pk in ids if pk in mentees or left[pk] in mentors or right.get(pk) in mentors]


def _named(person: str, search: str) -> Q:
    """Every word of the search is part of the given or the family name."""
    found = Q()
    for word in search.split():
        found &= Q(**{f"{person}__given_name__icontains": word}) | Q(**{f"{person}__family_name__icontains": word})
    return found


def _mentors(proposal: Proposal) -> dict[int, int | None]:
    """The participation of each enrollment, in the order of the mentees' names."""
    rows = ProposedPair.objects.filter(proposal=proposal).order_by(
        "enrollment__mentee__family_name", "enrollment__mentee__given_name", "pk"
    )
    return dict(rows.values_list("enrollment_id", "participation_id"))


def load_differences(first: Proposal, second: Proposal, ids: list[int]) -> list[Difference]:
    """The differences of these enrollments, in their order, with the people they name. Four queries."""
    enrollments = Enrollment.objects.select_related("mentee").in_bulk(ids)
    sides = [_sides(proposal, ids) for proposal in (first, second)]
    return [Difference(enrollments[pk], sides[0][pk], sides[1][pk]) for pk in ids]


def _sides(proposal: Proposal, ids: list[int]) -> dict[int, Side]:
    pairs = ProposedPair.objects.filter(proposal=proposal, enrollment__in=ids).select_related("participation__mentor")
    return {pair.enrollment_id: Side(pair.participation, pair.rank, pair.overlap) for pair in pairs}

"""Where two proposals differ."""

from core.search import found
from matching.models import Proposal, ProposedPair


def differing_enrollments(first: Proposal, second: Proposal, *, search: str = "") -> list[int]:
    """Enrollment ids on which the two proposals differ, by family name; `search` finds names on either side."""
    left, right = _mentors(first), _mentors(second)
    ids = [pk for pk in left if left[pk] != right.get(pk)]
    if not search.strip():
        return ids
    cycle = first.round.cycle
    of_mentee = ("mentee__given_name", "mentee__family_name", "mentee__email", "cohort")
    of_mentor = ("mentor__given_name", "mentor__family_name", "mentor__email", "department")
    mentees = set(found(search, cycle.enrollments.values_list("pk", *of_mentee)))
    mentors = set(found(search, cycle.participations.values_list("pk", *of_mentor)))
    return [pk for pk in ids if pk in mentees or left[pk] in mentors or right.get(pk) in mentors]


def _mentors(proposal: Proposal) -> dict[int, int | None]:
    """The participation of each enrollment, in the order of the mentees' names."""
    rows = ProposedPair.objects.filter(proposal=proposal).order_by(
        "enrollment__mentee__sort_name", "enrollment__mentee__given_name", "pk"
    )
    return dict(rows.values_list("enrollment_id", "participation_id"))

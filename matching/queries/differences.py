"""Where two proposals differ."""

from core.search import found
from matching.models import Proposal, ProposedPair
from people.queries.words import MENTEE_WORDS, MENTOR_WORDS


def differing_enrollments(first: Proposal, second: Proposal, *, search: str = "") -> list[int]:
    """Enrollment ids on which the two proposals differ, by family name; `search` finds names on either side."""
    left, right = _mentors(first), _mentors(second)
    ids = [pk for pk in left if left[pk] != right.get(pk, set())]
    if not search.strip():
        return ids
    cycle = first.round.cycle
    mentees = set(found(search, cycle.enrollments.values_list("pk", *MENTEE_WORDS)))
    mentors = set(found(search, cycle.participations.values_list("pk", *MENTOR_WORDS)))
    return [pk for pk in ids if pk in mentees or mentors & (left[pk] | right.get(pk, set()))]


def _mentors(proposal: Proposal) -> dict[int, set[int]]:
    """The participations of each enrollment, in the order of the mentees' names."""
    rows = ProposedPair.objects.filter(proposal=proposal).order_by(
        "enrollment__mentee__sort_name", "enrollment__mentee__given_name", "pk"
    )
    found: dict[int, set[int]] = {}
    for enrollment, participation in rows.values_list("enrollment_id", "participation_id"):
        found.setdefault(enrollment, set()).update({participation} if participation else ())
    return found

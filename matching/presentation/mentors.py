"""The mentors of a cycle as one mentee sees them: each with the reason."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from matching.presentation.explanations import Explanation, explain_mentors
from matching.queries.mentors import ineligibility_by_mentor, read_mentors
from matching.queries.preferences import Ranking
from pairs.queries.conflicts import disclosed_mentors
from people.models import Enrollment, MentorParticipation


@dataclass(frozen=True, slots=True)
class MentorRow:
    """A mentor on a mentee's page.

    Attributes:
        why: the overlap in words.
        rank: on the mentee's list, if the mentor is there.
        ineligibility: why the mentor cannot be ranked: an `IneligibilityReason`, "away", "out", or nothing.
        disclosed: a conflict stands between the two and the program warns instead of ruling the pairing out.
    """

    participation: MentorParticipation
    why: Explanation
    rank: int | None
    shortlisted: bool
    ineligibility: str
    disclosed: bool


def mentor_rows(
    enrollment: Enrollment,
    pks: Sequence[int],
    *,
    ranking: Ranking,
    shortlist: Collection[int],
    now: datetime,
) -> list[MentorRow]:
    """The mentors of one page, in the order of `pks`."""
    mentors = read_mentors(enrollment, pks, now=now)
    why = explain_mentors(enrollment, list(mentors.values()))
    barred = ineligibility_by_mentor(enrollment, mentors.values(), now=now)
    disclosed = disclosed_mentors(enrollment, day=enrollment.cycle.local_day(now))
    ranks = {item.participation_id: item.rank for item in ranking.items}
    return [
        MentorRow(
            participation=mentor,
            why=why[mentor.pk],
            rank=ranks.get(mentor.pk),
            shortlisted=mentor.pk in shortlist,
            ineligibility=barred.get(mentor.pk, ""),
            disclosed=mentor.mentor_id in disclosed,
        )
        for mentor in (mentors[pk] for pk in pks)
    ]

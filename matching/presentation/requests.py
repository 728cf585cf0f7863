"""A mentee's requests and the mentors whom they can ask, in words and rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from matching.models import MentorRequest
from matching.presentation.explanations import (
    Explanation,
    explain_mentors,
    explain_pair,
    explain_pair_to_mentor,
)
from matching.queries.mentors import (
    by_overlap,
    ineligibility_by_mentor,
    lines_of,
    read_mentors,
    ready_mentors,
    search_mentors,
)
from people.models import Enrollment, MentorParticipation


@dataclass(frozen=True, slots=True)
class MentorToAsk:
    """A mentor on the page of a mentee who asks.

    Attributes:
        why: the overlap in words.
        request: the mentee's last request to this mentor, or None.
        ineligibility: why the mentor cannot be asked: an `IneligibilityReason`, "away", or nothing.
    """

    participation: MentorParticipation
    why: Explanation
    request: MentorRequest | None
    ineligibility: str

    @property
    def can_be_asked(self) -> bool:
        """Whether nothing stands between the two; a request that was taken back can be made again."""
        again = self.request is None or self.request.state == MentorRequest.State.WITHDRAWN
        return again and not self.ineligibility


def mentors_to_ask(enrollment: Enrollment, *, search: str = "") -> list[int]:
    """Primary keys of the mentors of the year: those with a free place first, then most overlap with the mentee."""
    found = search_mentors(ready_mentors(enrollment), search)
    return by_overlap(enrollment, lines_of(found), free_first=True)


def rows_to_ask(
    enrollment: Enrollment,
    pks: Sequence[int],
    *,
    mine: Sequence[MentorRequest],
    now: datetime,
) -> list[MentorToAsk]:
    """The mentors of one page, in the order of `pks`; `mine` are the mentee's requests, oldest first."""
    mentors = read_mentors(enrollment, pks, now=now)
    why = explain_mentors(enrollment, list(mentors.values()))
    barred = ineligibility_by_mentor(enrollment, mentors.values(), now=now)
    asked = {one.participation_id: one for one in mine}
    return [
        MentorToAsk(
            participation=mentor,
            why=why[mentor.pk],
            request=asked.get(mentor.pk),
            ineligibility=barred.get(mentor.pk, ""),
        )
        for mentor in (mentors[pk] for pk in pks)
    ]


def live_request(enrollment: Enrollment, participation: MentorParticipation) -> MentorRequest | None:
    """What the mentee has asked of this mentor and waits for, or None."""
    rows = MentorRequest.objects.live().filter(enrollment=enrollment, participation=participation)
    return rows.defer("note").first()


def requests_of(enrollment: Enrollment) -> list[MentorRequest]:
    """The mentee's requests, oldest first, with their mentors."""
    rows = MentorRequest.objects.filter(enrollment=enrollment).select_related("participation__mentor")
    return list(rows.defer("note").order_by("made_at", "pk"))


def explain_request(asked: MentorRequest, *, to_mentee: bool) -> Explanation:
    """Why the two of a request overlap, in words for one of them."""
    enrollment, participation = asked.enrollment, asked.participation
    return (explain_pair if to_mentee else explain_pair_to_mentor)(enrollment, participation)

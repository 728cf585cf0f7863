"""A mentee's requests and the mentors whom they can ask, in words and rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, prefetch_related_objects

from core.search import Search
from matching.models import MentorRequest
from matching.presentation.explanations import (
    OF_A_MENTOR,
    Explanation,
    explain,
    explain_pair,
    explain_pair_to_mentor,
    features_of_mentee,
    features_of_mentor,
)
from matching.queries.mentors import by_overlap, ineligibility_by_mentor, ready_mentors, search_mentors
from matching.queries.overlap import OverlapInput
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


def mentors_to_ask(enrollment: Enrollment, overlap_input: OverlapInput, *, search: str = "") -> list[int]:
    """Primary keys of the mentors of the year: those with a free place first, then most overlap with the mentee."""
    mentors = ready_mentors(enrollment)
    found = search_mentors(mentors, search) if Search(search) else mentors
    full = set(found.filter(places_taken__gte=F("capacity")).order_by().values_list("pk", flat=True))
    return sorted(by_overlap(enrollment, found, overlap_input), key=lambda pk: pk in full)


def rows_to_ask(
    enrollment: Enrollment,
    pks: Sequence[int],
    overlap_input: OverlapInput,
    *,
    mine: Sequence[MentorRequest],
    now: datetime,
) -> list[MentorToAsk]:
    """The mentors of one page, in the order of `pks`; `mine` are the mentee's requests, oldest first."""
    related = MentorParticipation.objects.select_related("mentor").prefetch_related(*OF_A_MENTOR)
    mentors = related.in_bulk(pks)
    mentee = features_of_mentee(enrollment)
    barred = ineligibility_by_mentor(enrollment, mentors.values(), now=now)
    asked = {one.participation_id: one for one in mine}
    distinctive = overlap_input.distinctive_languages
    return [
        MentorToAsk(
            participation=mentor,
            why=explain(mentee, features_of_mentor(mentor), name=mentor.mentor.formal_name, distinctive=distinctive),
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
    """Why the two of a request overlap, in words for one of them; what both have is read together."""
    enrollment, participation = asked.enrollment, asked.participation
    prefetch_related_objects([enrollment.mentee, participation.mentor], "interests__term", "languages")
    return (explain_pair if to_mentee else explain_pair_to_mentor)(enrollment, participation)

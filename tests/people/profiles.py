"""Saving profiles where a test is about something else than what the person says."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from people.models import Enrollment, MentorParticipation
from people.queries.form_values import ParticipationFields
from people.services.profiles import save_mentee_profile, save_mentor_profile
from programs.models import InterestTerm


def tell(
    enrollment: Enrollment,
    *,
    now: datetime,
    interests: Sequence[InterestTerm] = (),
    support: Sequence[str] = (),
    introduction: str = "",
) -> Enrollment:
    """Save what a mentee hopes for; name and languages stay as they are."""
    languages = list(enrollment.mentee.languages.all())
    return save_mentee_profile(
        enrollment,
        person={},
        languages=languages,
        interests=interests,
        support=list(support),
        introduction=introduction,
        meeting_times=[],
        now=now,
    )


def offer(
    participation: MentorParticipation,
    *,
    now: datetime,
    fields: ParticipationFields,
    support: Mapping[str, str],
) -> MentorParticipation:
    """Save what a mentor offers, without interests; name and languages stay as they are."""
    languages = list(participation.mentor.languages.all())
    return save_mentor_profile(
        participation, person={}, languages=languages, fields=fields, support=support, interests=[], now=now
    )

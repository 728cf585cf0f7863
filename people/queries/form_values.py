"""What the forms of several rows show: a mentor's offer, a mentee's hopes, the help contacts of a program."""

from typing import Any

from core.revisions import stored_fields
from people.models import Enrollment, MentorParticipation, PersonalInterest

OFFER = ("capacity", "minimum", "usual_times", "in_person", "by_video", "by_audio")


def participation_values(participation: MentorParticipation) -> dict[str, Any]:
    """Return what a mentor offers: the fields of `OFFER`, function → words, and interests by primary key."""
    return stored_fields(participation, OFFER) | {
        "support": dict(participation.support_offers.values_list("function", "note")),
        "interests": _interests(participation.mentor_id),
    }


def enrollment_values(enrollment: Enrollment) -> dict[str, Any]:
    """Return what a mentee tells: kinds of support by priority, interests by primary key, and the introduction."""
    return {
        "introduction": enrollment.introduction,
        "support": list(enrollment.support_needs.values_list("function", flat=True)),
        "interests": _interests(enrollment.mentee_id),
    }


def _interests(user_pk: int) -> list[int]:
    return sorted(PersonalInterest.objects.filter(user=user_pk).values_list("term", flat=True))

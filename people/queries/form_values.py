"""What forms over several rows show, as it is stored: what a mentor offers, and what a mentee tells."""

from typing import Any, TypedDict

from accounts.models import User
from accounts.queries import NAME_FIELDS, TIME_ZONE, profile_values
from core.revisions import stored_fields
from people.models import Enrollment, MentorParticipation, PersonalInterest
from programs.models import Program


class ParticipationFields(TypedDict):
    """The columns of a participation that its mentor fills in."""

    capacity: int
    minimum: int
    meeting_times: list[str]
    usual_times: str
    in_person: bool
    by_video: bool
    by_audio: bool


class ParticipationValues(ParticipationFields):
    """What a mentor offers: `support` is function → words, `interests` are primary keys of terms."""

    support: dict[str, str]
    interests: list[int]


class EnrollmentValues(TypedDict):
    """What a mentee tells: `support` are functions by priority, `interests` are primary keys of terms.

    `meeting_times` are codes of parts of the week.
    """

    introduction: str
    meeting_times: list[str]
    support: list[str]
    interests: list[int]


def participation_values(participation: MentorParticipation) -> ParticipationValues:
    """Return what a mentor offers."""
    return ParticipationValues(
        capacity=participation.capacity,
        minimum=participation.minimum,
        meeting_times=participation.meeting_times,
        usual_times=participation.usual_times,
        in_person=participation.in_person,
        by_video=participation.by_video,
        by_audio=participation.by_audio,
        support=dict(participation.support_offers.values_list("function", "note")),
        interests=_interests(participation.mentor_id, participation.cycle.program),
    )


def enrollment_values(enrollment: Enrollment) -> EnrollmentValues:
    """Return what a mentee tells."""
    return EnrollmentValues(
        introduction=enrollment.introduction,
        meeting_times=enrollment.meeting_times,
        support=list(enrollment.support_needs.values_list("function", flat=True)),
        interests=_interests(enrollment.mentee_id, enrollment.cycle.program),
    )


# What nobody would read of a mentee.
_OF_MENTORS = ("about", "ask_me_about", "working_style", "wish_known")


def mentor_profile_values(participation: MentorParticipation) -> dict[str, Any]:
    """Return what a mentor says of themselves, the time zone apart, and what they offer in a year."""
    person = profile_values(participation.mentor)
    asked = {name: value for name, value in person.items() if name != TIME_ZONE}
    return {**asked, **participation_values(participation)}


def mentee_profile_values(enrollment: Enrollment) -> dict[str, Any]:
    """Return what a mentee or peer says of themselves, the time zone apart, and what they hope for in a year."""
    person = profile_values(enrollment.mentee)
    read = {name: value for name, value in person.items() if name not in (*_OF_MENTORS, TIME_ZONE)}
    return {**read, **enrollment_values(enrollment)}


def _interests(user_pk: int, program: Program) -> list[int]:
    return sorted(PersonalInterest.objects.of_program(program).filter(user=user_pk).values_list("term", flat=True))


def person_values(person: User, enrollment: Enrollment | None) -> dict[str, str]:
    """Return what a school corrects: names and address of a person, and a mentee's group."""
    values = stored_fields(person, (*NAME_FIELDS, "email"))
    return values | ({"cohort": enrollment.cohort} if enrollment else {})

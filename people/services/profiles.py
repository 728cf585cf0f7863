"""One save for what somebody says of themselves and for their part in a year, all of it or nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Language
from accounts.services.profiles import update_profile
from core.revisions import refuse_stale
from people.models import Enrollment, MentorParticipation, SupportNeed, SupportOffer
from people.queries.form_values import ParticipationFields, mentee_profile_values, mentor_profile_values
from people.services.enrollments import (
    begin_to_take_part,
    lock_interests,
    locked_enrollment,
    require_telling,
    set_interests,
)
from people.services.participations import (
    locked_participation,
    refuse_small_capacity,
    require_taking_part,
    update_readiness,
)
from people.signals import enrollment_completed
from programs.models import InterestTerm


@transaction.atomic
def save_mentor_profile(
    participation: MentorParticipation,
    *,
    person: Mapping[str, Any],
    languages: list[Language],
    fields: ParticipationFields,
    support: Mapping[str, str],
    interests: Iterable[InterestTerm],
    now: datetime,
    began_from: str = "",
) -> MentorParticipation:
    """Save a mentor’s profile and what they offer in a year; it may make them ready.

    Args:
        participation: of the mentor who writes.
        person: values of `PROFILE_FIELDS`, validated by the form.
        languages: all languages that the mentor speaks.
        fields: capacity, minimum, modes and usual times, validated by the form.
        support: function → in which way, a few words or empty.
        interests: all interests of the person, which hold in every program of the school.
        now: the instant.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: something else was saved since the form was opened.
        PlacesInUse: the capacity would fall below the places that are taken.
        WrongState: the mentor does not take part.
    """
    participation = locked_participation(participation)
    participation.mentor = lock_interests(participation.mentor_id)
    require_taking_part(participation)
    interests = list(interests)
    wanted = {**person, "languages": languages, **fields, "support": support, "interests": _keys(interests)}
    refuse_stale(began_from, stored=mentor_profile_values(participation), wanted=wanted)
    update_profile(participation.mentor, fields=person, languages=languages)
    refuse_small_capacity(participation, fields["capacity"])
    for name, value in fields.items():
        setattr(participation, name, value)
    participation.save(update_fields=list(fields))
    _set_support_offers(participation, support)
    set_interests(participation.mentor, program=participation.cycle.program, interests=interests)
    return update_readiness(participation, now=now)


def _set_support_offers(participation: MentorParticipation, support: Mapping[str, str]) -> None:
    participation.support_offers.all().delete()
    SupportOffer.objects.bulk_create(
        SupportOffer(participation=participation, function=function, note=note) for function, note in support.items()
    )


@transaction.atomic
def save_mentee_profile(
    enrollment: Enrollment,
    *,
    person: Mapping[str, Any],
    languages: list[Language],
    support: list[str],
    interests: Iterable[InterestTerm],
    introduction: str,
    meeting_times: list[str],
    now: datetime,
    began_from: str = "",
) -> Enrollment:
    """Save the profile of a mentee or peer and what they hope for in a year; they take part from then on.

    Those who know of rounds are told by a signal.

    Args:
        enrollment: begun by its mentee.
        person: values of those of `PROFILE_FIELDS` that mentees are asked, validated by the form.
        languages: all languages that the person speaks.
        support: the functions asked for, the most important first.
        interests: all interests of the person, which hold in every program of the school.
        introduction: a few words for mentors; may be empty.
        meeting_times: codes of the parts of the week in which they can usually meet; may be empty.
        now: the instant of enrollment; after ranking has closed it counts as late.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: something else was saved since the form was opened.
        NotAcknowledged: the handbook in force has not been acknowledged.
        WrongState: the enrollment has ended, or the cycle takes nobody in now.
    """
    enrollment = locked_enrollment(enrollment)
    require_telling(enrollment)
    interests = list(interests)
    said = {"introduction": introduction, "meeting_times": meeting_times}
    wanted = {**person, "languages": languages, **said, "support": support, "interests": _keys(interests)}
    refuse_stale(began_from, stored=mentee_profile_values(enrollment), wanted=wanted)
    update_profile(enrollment.mentee, fields=person, languages=languages)
    first_time = enrollment.state in Enrollment.UNFINISHED
    if first_time:
        begin_to_take_part(enrollment, now=now)
    for name, value in said.items():
        setattr(enrollment, name, value)
    enrollment.save(update_fields=["state", "enrolled_at", "late", *said])
    _set_support_needs(enrollment, support)
    set_interests(enrollment.mentee, program=enrollment.cycle.program, interests=interests)
    if first_time:
        enrollment_completed.send(sender=Enrollment, enrollment=enrollment, now=now)
    return enrollment


def _set_support_needs(enrollment: Enrollment, functions: list[str]) -> None:
    enrollment.support_needs.all().delete()
    SupportNeed.objects.bulk_create(
        SupportNeed(enrollment=enrollment, function=function, priority=priority)
        for priority, function in enumerate(functions, start=1)
    )


def _keys(interests: Iterable[InterestTerm]) -> set[int]:
    return {term.pk for term in interests}

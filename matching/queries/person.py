"""The lists and offers of one person, as a coordinator may know of them."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects

from accounts.models import User
from matching.models import MatchRound, MentorAbsence, Offer, PreferenceList, RoundAbsence
from people.models import Enrollment, MentorParticipation
from people.queries.person import PersonInProgram


def offers_with(who: PersonInProgram, reader: User) -> QuerySet[Offer]:
    """Return the offers made to the person in the program that `reader` may see, without reasons."""
    own = Q(enrollment__in=[each.pk for each in who.enrollments])
    own |= Q(participation__in=[each.pk for each in who.participations])
    related = ("enrollment__mentee", "participation__mentor")
    return Offer.objects.visible_to(reader).filter(own).select_related(*related)


def read_rounds(who: PersonInProgram, reader: User) -> None:
    """Prefetch the `rounds` of the person's years in one query.

    Each says whether the person `handed_in` a list that `reader` may know of, whether they are out of it as a mentee
    (`is_out`) or as a mentor (`is_mentor_out`), and whether `reader` mentors in the year (`is_own`).
    """
    own = [each.pk for each in who.enrollments]
    lists = PreferenceList.objects.visible_to(reader).handed_in().filter(round=OuterRef("pk"), enrollment__in=own)
    absent = RoundAbsence.objects.filter(round=OuterRef("pk"), enrollment__in=own)
    mentoring = MentorParticipation.objects.not_declined().filter(mentor=reader, cycle=OuterRef("cycle"))
    as_mentor = [each.pk for each in who.participations]
    not_mentoring = MentorAbsence.objects.filter(round=OuterRef("pk"), participation__in=as_mentor)
    rounds = MatchRound.objects.annotate(
        handed_in=Exists(lists),
        is_out=Exists(absent),
        is_mentor_out=Exists(not_mentoring),
        is_own=Exists(mentoring),
    )
    prefetch_related_objects([each.cycle for each in who.records], Prefetch("rounds", rounds))


def rounds_with_lists(who: PersonInProgram) -> list[MatchRound]:
    """Return the main rounds whose lists are closed and that took one from the person; `read_rounds` has read them.

    Those of a year in which the reader mentors are left out.
    """
    closed = (*MatchRound.LISTS_CLOSED, MatchRound.State.PUBLISHED)
    return [
        each
        for enrollment in who.enrollments
        for each in enrollment.cycle.rounds.all()
        if each.kind == MatchRound.Kind.MAIN
        and each.state in closed
        and enrollment.enrolled_at is not None
        and each.closes_at > enrollment.enrolled_at
        and not each.is_own  # type: ignore[attr-defined]
    ]


def rounds_to_be_in(who: PersonInProgram) -> list[tuple[Enrollment | MentorParticipation, MatchRound]]:
    """Return the rounds of `read_rounds` that take lists, each with the record by which the person can be in it: they
    look for a mentor, or are ready to be one.
    """
    records: list[Enrollment | MentorParticipation] = [
        *(each for each in who.enrollments if each.state in Enrollment.AWAITING_MATCH),
        *(each for each in who.participations if each.state == MentorParticipation.State.READY),
    ]
    rounds = ((record, each) for record in records for each in record.cycle.rounds.all())
    return [(record, each) for record, each in rounds if each.state in MatchRound.LISTS_CHANGE]

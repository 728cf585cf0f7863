"""The lists and offers of one person, as a coordinator may know of them."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet

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


def rounds_with_lists(who: PersonInProgram, reader: User) -> QuerySet[MatchRound]:
    """Return the main rounds whose lists are closed and that took one from the person.

    Those of a year in which `reader` mentors are left out.
    """
    own = [each for each in who.enrollments if each.enrolled_at is not None]
    taken = Q(pk__in=[])
    for each in own:
        taken |= Q(cycle=each.cycle_id, closes_at__gt=each.enrolled_at)
    mentoring = MentorParticipation.objects.not_declined().filter(mentor=reader, cycle=OuterRef("cycle"))
    closed = (*MatchRound.LISTS_CLOSED, MatchRound.State.PUBLISHED)
    rounds = MatchRound.objects.filter(taken, kind=MatchRound.Kind.MAIN, state__in=closed)
    return rounds.filter(~Exists(mentoring)).order_by(F("closes_at").desc(), "pk")


def rounds_to_be_in(who: PersonInProgram) -> QuerySet[MatchRound]:
    """Return the rounds that take lists in which the person looks for a mentor; each has `is_out`."""
    waiting = [each for each in who.enrollments if each.state in Enrollment.AWAITING_MATCH]
    absent = RoundAbsence.objects.filter(round=OuterRef("pk"), enrollment__in=[each.pk for each in waiting])
    rounds = MatchRound.objects.filter(cycle__in=[each.cycle_id for each in waiting], state__in=MatchRound.LISTS_CHANGE)
    return rounds.annotate(is_out=Exists(absent))


def rounds_to_mentor_in(who: PersonInProgram) -> QuerySet[MatchRound]:
    """Return the rounds that take lists in whose year the person is ready to mentor; each has `is_out`."""
    ready = [each for each in who.participations if each.state == MentorParticipation.State.READY]
    absent = MentorAbsence.objects.filter(round=OuterRef("pk"), participation__in=[each.pk for each in ready])
    rounds = MatchRound.objects.filter(cycle__in=[each.cycle_id for each in ready], state__in=MatchRound.LISTS_CHANGE)
    return rounds.annotate(is_out=Exists(absent))


def locked_lists(who: PersonInProgram, reader: User) -> frozenset[int]:
    """Return the keys of the rounds for which the person handed in a list that `reader` may know of."""
    own = PreferenceList.objects.visible_to(reader).handed_in()
    own = own.filter(enrollment__in=[each.pk for each in who.enrollments])
    return frozenset(own.values_list("round", flat=True))

"""Which sessions fall into a mentor's leave. They stand until somebody moves or cancels them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from pairs.models import Mentorship
from people.models import MentorParticipation
from programs.models import Cycle
from sessions.models import Attendance, MentoringSession, TimeSuggestion
from sessions.queries.sessions import with_people


def sessions_during(leaves: Iterable[MentorParticipation], now: datetime) -> QuerySet[MentoringSession]:
    """Return the agreed sessions ahead that begin in one of the leaves: of the mentor's pairs, or led by the mentor.

    Args:
        leaves: participations with their cycle, program and institution; those without a leave give nothing.
        now: the instant of the page.
    """
    falls = Q(pk__in=())
    for away in leaves:
        if away.leave is None:
            continue
        first, last = away.leave
        led = Attendance.objects.filter(session=OuterRef("pk"), user=away.mentor_id, leads=True)
        theirs = Q(mentorship__participation=away) | Q(Exists(led), mentorship=None, cycle=away.cycle_id)
        falls |= theirs & Q(starts_at__gte=first, starts_at__lt=last)
    agreed = MentoringSession.objects.agreed_ahead(now).filter(falls)
    return with_people(agreed).order_by("starts_at", "pk")


def leaves_affecting(user: User) -> QuerySet[MentorParticipation]:
    """Return the leaves that touch `user`: their own as a mentor, and those of the mentors of their live pairs."""
    paired = Mentorship.objects.live().filter(participation=OuterRef("pk"), mentee=user)
    rows = MentorParticipation.objects.with_leave().filter(Q(mentor=user) | Exists(paired))
    return rows.select_related("cycle__program__institution", "mentor")


def leaves_of_cycle(cycle: Cycle) -> QuerySet[MentorParticipation]:
    """Return the leaves of the mentors of a cycle."""
    return (
        MentorParticipation.objects.with_leave()
        .filter(cycle=cycle)
        .select_related("cycle__program__institution", "mentor")
    )


def sessions_to_rearrange(
    user: User, leaves: Sequence[MentorParticipation], now: datetime
) -> QuerySet[MentoringSession]:
    """Return the sessions in `leaves` in which `user` has a part, and for which no other time is suggested yet."""
    asked = TimeSuggestion.objects.open_at(now).filter(session=OuterRef("pk"))
    pairs = sessions_during(leaves, now).filter(Q(mentorship__mentee=user) | Q(mentorship__mentor=user))
    led = sessions_during([away for away in leaves if away.mentor_id == user.pk], now).filter(mentorship=None)
    return (pairs | led).filter(~Exists(asked))

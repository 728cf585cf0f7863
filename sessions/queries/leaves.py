"""Which sessions fall into a mentor's leave. They stand until somebody moves or cancels them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from core.any_of import any_of
from pairs.models import Mentorship
from people.models import MentorParticipation
from programs.models import Cycle
from sessions.models import MentoringSession, TimeSuggestion
from sessions.queries.sessions import with_people


def sessions_during(leaves: Iterable[MentorParticipation], now: datetime) -> QuerySet[MentoringSession]:
    """Return the agreed sessions ahead that begin in one of the leaves: of the mentor's pairs, or led by the mentor.

    Args:
        leaves: participations with their cycle, program and institution; those without a leave give nothing.
        now: the instant of the page.
    """
    agreed = MentoringSession.objects.agreed_ahead(now)
    falling = any_of(MentoringSession.objects.none(), *(rows for away in leaves for rows in _falling(agreed, away)))
    return with_people(falling).order_by("starts_at", "pk")


def _falling(agreed: QuerySet[MentoringSession], away: MentorParticipation) -> Iterator[QuerySet[MentoringSession]]:
    if away.leave is None:
        return
    first, last = away.leave
    within = agreed.filter(starts_at__gte=first, starts_at__lt=last)
    yield within.filter(mentorship__participation=away)
    yield within.filter(attendances__user=away.mentor_id, attendances__leads=True, mentorship=None, cycle=away.cycle_id)


def leaves_affecting(user: User) -> QuerySet[MentorParticipation]:
    """Return the leaves that touch `user`: their own as a mentor, and those of the mentors of their live pairs."""
    rows = MentorParticipation.objects.with_leave()
    paired = Mentorship.objects.live().filter(mentee=user, participation__isnull=False).values("participation")
    found = any_of(rows.filter(mentor=user), rows.filter(pk__in=paired))
    return found.select_related("cycle__program__institution", "mentor")


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

"""Other times that are proposed for agreed sessions."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from core.prepared import prepared
from pairs.models import Mentorship
from sessions.models import MentoringSession, TimeSuggestion
from sessions.queries.sessions import PEOPLE


def open_suggestions(now: datetime) -> QuerySet[TimeSuggestion]:
    """Return the other times that can be answered, with their session and its people, by when it was agreed."""
    asked = TimeSuggestion.objects.open_at(now).select_related(*(f"session__{person}" for person in PEOPLE))
    return asked.order_by("session__starts_at", "session", "starts_at", "pk")


@prepared
def open_suggestions_in(pair: Mentorship, now: datetime) -> QuerySet[TimeSuggestion]:
    """Return those for the sessions of one pair, which its page has read already."""
    asked = TimeSuggestion.objects.open_at(now).filter(session__mentorship=pair)
    return asked.order_by("session__starts_at", "session", "starts_at", "pk")


def open_suggestions_of(user: User, now: datetime) -> QuerySet[TimeSuggestion]:
    """Return the open suggestions for the pairs of `user`, whoever suggested them."""
    own = MentoringSession.objects.filter(mentorship__in=Mentorship.objects.of(user).values("pk"))
    return open_suggestions(now).filter(session__in=own.order_by().values("pk"))


def suggestions_for(session: MentoringSession, now: datetime) -> list[TimeSuggestion]:
    """Return what is suggested instead of the agreed time: for this session first, then for others of its series.

    Several for this session alone are times of which one is picked.
    """
    asked = TimeSuggestion.objects.open_at(now).select_related("session", "by")
    first = asked.filter(session=session).first()
    if first is None:
        return []
    return [first, *asked.filter(batch=first.batch).exclude(pk=first.pk).order_by("session__starts_at", "starts_at")]


def proposed_times(session: MentoringSession, now: datetime) -> list[datetime]:
    """Return the times that a proposal names and that are ahead, soonest first."""
    beside = session.suggestions.choices_at(now).values_list("starts_at", flat=True)
    return sorted(one for one in {*beside, session.starts_at} if one > now)

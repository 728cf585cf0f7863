"""Reads about the sessions of one group."""

from datetime import datetime

from django.db.models import QuerySet

from pairs.models import MentoringGroup
from sessions.models import MentoringSession
from sessions.queries.sessions import with_people


def coming_sessions_of(group: MentoringGroup, now: datetime) -> QuerySet[MentoringSession]:
    """Return what the group has agreed or proposed, soonest first."""
    return with_people(group.sessions.upcoming(now)).order_by("starts_at", "pk")


def past_sessions_of(group: MentoringGroup, now: datetime) -> QuerySet[MentoringSession]:
    """Return what lies behind the group, latest first; what was cancelled is left out."""
    past = group.sessions.filter(starts_at__lte=now).exclude(state=MentoringSession.State.CANCELLED)
    return with_people(past).order_by("-starts_at", "pk")

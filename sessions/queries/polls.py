"""Polls that wait for somebody's answer."""

from datetime import datetime

from django.db.models import Max, QuerySet

from accounts.models import User
from sessions.models import TimePoll


def open_polls_for(user: User, now: datetime) -> QuerySet[TimePoll]:
    """Return the polls that `user` has not answered, with the `last` of their times, which is ahead."""
    waiting = TimePoll.objects.unanswered_by(user).annotate(last=Max("times__starts_at")).filter(last__gt=now)
    return waiting.select_related("by", "group__cycle__program").order_by("last", "pk")

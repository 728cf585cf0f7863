"""Reads about pairs: how often they met."""

from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet

from pairs.models import Mentorship
from sessions.models import counts_as_held, is_agreed_ahead


def with_meetings(pairs: QuerySet[Mentorship], *, now: datetime) -> QuerySet[Mentorship]:
    """Add to each pair `held`, how many sessions it held, and the instants `last_held` and `next_session`."""
    held = counts_as_held("sessions__")
    ahead = is_agreed_ahead(now, "sessions__")
    return pairs.annotate(
        held=Count("sessions", filter=held),
        last_held=Max("sessions__starts_at", filter=held),
        next_session=Min("sessions__starts_at", filter=ahead),
    )

"""Who of two people does what."""

from datetime import datetime, timedelta

from django.db.models import Q

from pairs.models import Action, Mentorship

# As long as something that was done is seen beside what is open.
DONE_SHOWN_FOR = timedelta(days=30)


def open_actions(pair: Mentorship) -> list[Action]:
    """Return what is not done, the first to be due first and what has no day last."""
    return list(Action.objects.filter(mentorship=pair, done_at=None))


def current_actions(pair: Mentorship, now: datetime) -> list[Action]:
    """Return what is open, as `open_actions`, and after it what was done of late, the latest first."""
    shown = Q(done_at=None) | Q(done_at__gte=now - DONE_SHOWN_FOR)
    rows = list(Action.objects.filter(shown, mentorship=pair))
    done = sorted((row for row in rows if row.done_at), key=lambda row: row.done_at or now, reverse=True)
    return [row for row in rows if row.done_at is None] + done

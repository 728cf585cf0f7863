"""Which sessions fall into the pause of a pair. They stand until one of the two moves or cancels them."""

from datetime import date, datetime, time

from django.db.models import QuerySet

from pairs.models import Mentorship, Pause
from sessions.models import MentoringSession
from sessions.queries.sessions import with_people


def sessions_in_pause(mentorship: Mentorship, pause: Pause, now: datetime) -> QuerySet[MentoringSession]:
    """Return the coming sessions of the pair before its day of return; all of them where that day is not known."""
    ahead = MentoringSession.objects.upcoming(now).filter(mentorship=mentorship)
    if pause.back_on is not None:
        ahead = ahead.filter(starts_at__lt=first_moment(mentorship, pause.back_on))
    return with_people(ahead).order_by("starts_at", "pk")


def first_moment(mentorship: Mentorship, day: date) -> datetime:
    """Return when `day` begins where the school is."""
    return datetime.combine(day, time.min, mentorship.cycle.program.institution.zone)

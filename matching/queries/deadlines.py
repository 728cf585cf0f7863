"""Until when somebody has time to answer."""

from datetime import datetime, time, timedelta

from programs.models import Cycle


def answer_deadline(cycle: Cycle, now: datetime) -> datetime:
    """The last minute of the day on which an offer or a request made `now` runs out, in the institution's zone."""
    day = cycle.local_day(now) + timedelta(days=cycle.program.offer_days)
    return datetime.combine(day, time(23, 59), tzinfo=cycle.program.institution.zone)

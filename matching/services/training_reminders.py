"""Mentors with training to do are reminded before lists close, where nobody else is matched."""

from datetime import datetime, timedelta

from django.db import transaction

from matching.models import MatchRound
from people.services.training_notices import remind_before_closing
from programs.models import Program, ReminderKind


@transaction.atomic
def remind_of_training(*, now: datetime) -> int:
    """Queue the reminders that are due of open rounds; return how many. Asking again changes nothing.

    A reminder is due as many days before lists close as the program says. Who became a mentor since, or whose module
    has come due again, hears with the next one.
    """
    required = Program.ReadinessRule.REQUIRED
    rows = MatchRound.objects.filter(state=MatchRound.State.OPEN, cycle__program__readiness_rule=required)
    return sum(_of_round(each, now) for each in rows.select_related("cycle__program__institution"))


def _of_round(match_round: MatchRound, now: datetime) -> int:
    """The reminder for the fewest days that lists are open: an earlier one that was missed doesn’t come as well."""
    left = match_round.closes_at - now
    reminders = match_round.cycle.program.reminder_days(ReminderKind.TRAINING)
    days = min((each for each in reminders if left <= timedelta(days=each)), default=None)
    if days is None or left <= timedelta(0):
        return 0
    return remind_before_closing(match_round.cycle, closes_at=match_round.closes_at, days=days, now=now)

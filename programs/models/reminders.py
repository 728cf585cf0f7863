"""The reminders that a program sends by itself: which kinds there are, and after how many days each comes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_DAYS = 60
MOST_REMINDERS = 4


class ReminderKind(models.TextChoices):
    """What somebody is reminded of, as far as a program may choose: before the last day of an offer everybody is."""

    INVITATION = "invitation", _("Invitation without an answer")
    HANDBOOK = "handbook", _("Handbook not acknowledged")
    TRAINING = "training", _("Training not done")
    LISTS = "lists", _("Ranked list not handed in")
    ANSWERS = "answers", _("Offer or request without an answer")
    SESSIONS = "sessions", _("Session coming up")
    LOGS = "logs", _("Session not logged")
    NUDGES = "nudges", _("Pair that hasn’t met")
    AGREEMENT = "agreement", _("Agreement not signed")
    CHECK_INS = "check_ins", _("Private check not answered")
    SURVEYS = "surveys", _("Survey not answered")


# Days before lists close for lists and training, and before a session; of all else the days after it began to wait.
USUAL_REMINDERS: dict[ReminderKind, tuple[int, ...]] = {
    ReminderKind.INVITATION: (5, 12),
    ReminderKind.HANDBOOK: (7,),
    ReminderKind.TRAINING: (14, 3),
    ReminderKind.LISTS: (7, 2, 1),
    ReminderKind.ANSWERS: (3,),
    ReminderKind.SESSIONS: (1,),
    ReminderKind.LOGS: (2, 7),
    ReminderKind.NUDGES: (1,),
    ReminderKind.AGREEMENT: (7, 14),
    ReminderKind.CHECK_INS: (7,),
    ReminderKind.SURVEYS: (7,),
}


def usual_reminders() -> dict[str, list[int]]:
    """Return the days of each kind as a new program has them, for JSON."""
    return {kind.value: list(days) for kind, days in USUAL_REMINDERS.items()}


def are_reminder_days(days: object) -> bool:
    """Whether these can be the days of a kind: a few whole numbers, none of them twice."""
    if not isinstance(days, list) or len(days) > MOST_REMINDERS or len(set(map(str, days))) != len(days):
        return False
    return all(type(day) is int and 1 <= day <= MOST_DAYS for day in days)

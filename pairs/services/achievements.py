"""Writes to what a mentee has reached besides the goals."""

from datetime import date

from django.db import transaction

from accounts.models import User
from pairs.models import Achievement, Mentorship
from pairs.services.goals import require_mentee
from pairs.services.of_two import lock_work, refuse_more

MOST = 100


@transaction.atomic
def add_achievement(pair: Mentorship, *, by: User, text: str, reached_on: date) -> Achievement:
    """Write down something that the mentee has reached.

    Raises:
        MenteesOwn: the mentor writes it.
        TooMany: the log is full.
        WrongState: the mentorship has ended.
    """
    require_mentee(pair, by)
    lock_work(pair)
    refuse_more(Achievement, pair, most=MOST)
    return Achievement.objects.create(mentorship=pair, text=text, reached_on=reached_on)


@transaction.atomic
def remove_achievement(achievement: Achievement, *, by: User) -> None:
    """Take something out of the log. A second time changes nothing.

    Raises:
        MenteesOwn: the mentor does.
        WrongState: the mentorship has ended.
    """
    require_mentee(achievement.mentorship, by)
    lock_work(achievement.mentorship)
    Achievement.objects.filter(pk=achievement.pk).delete()

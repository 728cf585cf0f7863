"""Writes to what two people want to talk about."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from pairs.models import Mentorship, Topic
from pairs.services.of_two import keep_moment, lock_work, refuse_more

MOST_OPEN = 30


@transaction.atomic
def add_topic(pair: Mentorship, *, by: User, text: str, now: datetime) -> Topic:
    """Put a topic at the end of the list for next time.

    Raises:
        TooMany: the list is full.
        WrongState: the mentorship has ended.
    """
    lock_work(pair)
    refuse_more(Topic, pair, most=MOST_OPEN, talked_at=None)
    return Topic.objects.create(mentorship=pair, text=text, added_by=by, added_at=now)


@transaction.atomic
def mark_talked(topic: Topic, *, talked: bool, now: datetime) -> None:
    """Say that the two have talked about a topic, or that they have not after all. A second time changes nothing.

    Raises:
        WrongState: the mentorship has ended.
    """
    lock_work(topic.mentorship)
    keep_moment(topic, "talked_at", at=now if talked else None)


@transaction.atomic
def remove_topic(topic: Topic) -> None:
    """Take a topic off the list. A second time changes nothing.

    Raises:
        WrongState: the mentorship has ended.
    """
    lock_work(topic.mentorship)
    Topic.objects.filter(pk=topic.pk).delete()

"""Writes to what a pair or a group wants to talk about."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from pairs.models import Topic
from pairs.models.of_whole import Whole, belonging_to
from pairs.services.of_two import keep_moment, lock_work, refuse_more

MOST_OPEN = 30


@transaction.atomic
def add_topic(whole: Whole, *, by: User, text: str, now: datetime) -> Topic:
    """Put a topic at the end of the list for next time.

    Raises:
        TooMany: the list is full.
        WrongState: the mentorship or the year has ended.
    """
    lock_work(whole)
    refuse_more(Topic, whole, most=MOST_OPEN, talked_at=None)
    return Topic.objects.create(**belonging_to(whole), text=text, added_by=by, added_at=now)


@transaction.atomic
def mark_talked(topic: Topic, *, talked: bool, now: datetime) -> None:
    """Say that they have talked about a topic, or that they have not after all. A second time changes nothing.

    Raises:
        WrongState: the mentorship or the year has ended.
    """
    lock_work(topic.whole)
    keep_moment(topic, "talked_at", at=now if talked else None)


@transaction.atomic
def remove_topic(topic: Topic) -> None:
    """Take a topic off the list. A second time changes nothing.

    Raises:
        WrongState: the mentorship or the year has ended.
    """
    lock_work(topic.whole)
    Topic.objects.filter(pk=topic.pk).delete()

"""A word of thanks to the other of two people."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import Mentorship, WordOfThanks
from pairs.notices.work import THANKED
from pairs.services.of_two import lock_work, refuse_more

MOST = 20


@transaction.atomic
def say_thanks(pair: Mentorship, *, by: User, text: str, now: datetime) -> WordOfThanks:
    """Keep a word of thanks for the other of the two, who is told that there is one.

    Raises:
        TooMany: the person has thanked as often as anybody reads.
        WrongState: the mentorship has ended.
    """
    lock_work(pair)
    refuse_more(WordOfThanks, pair, most=MOST, written_by=by)
    thanks = WordOfThanks.objects.create(mentorship=pair, text=text, written_by=by, written_at=now)
    to = pair.other_of(by)
    enqueue_many([Notice(event=THANKED, recipient=to, subject_pk=str(pair.pk), revision=str(thanks.pk), due_at=now)])
    return thanks

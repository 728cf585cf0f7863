"""A word of thanks to the other of two people."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import Mentorship, WordOfThanks
from pairs.notices.work import THANKED
from pairs.services.of_two import lock_work, refuse_more

MOST = 20


@transaction.atomic
def say_thanks(pair: Mentorship, *, by: User, text: str, may_be_shown: bool = False, now: datetime) -> WordOfThanks:
    """Keep a word of thanks for the other of the two, who is told that there is one.

    `may_be_shown` lets a mentor have it in their teaching portfolio, with the name of the mentee.

    Raises:
        TooMany: the person has thanked as often as anybody reads.
        WrongState: the mentorship has ended.
    """
    lock_work(pair)
    refuse_more(WordOfThanks, pair, most=MOST, written_by=by)
    may_be_shown = may_be_shown and by.pk == pair.mentee_id
    thanks = WordOfThanks.objects.create(
        mentorship=pair, text=text, written_by=by, written_at=now, may_be_shown=may_be_shown
    )
    to = pair.other_of(by)
    enqueue_many([Notice(event=THANKED, recipient=to, subject_pk=str(pair.pk), revision=str(thanks.pk), due_at=now)])
    return thanks


@transaction.atomic
def allow_showing(thanks: WordOfThanks, *, by: User, allowed: bool) -> None:
    """Let the mentor have a mentee's thanks in their portfolio, or no longer; after the mentorship, too.

    Raises:
        WrongState: somebody else wrote it, or it is a mentor's.
    """
    own = WordOfThanks.objects.filter(pk=thanks.pk, written_by=by, mentorship__mentee=by)
    if not own.update(may_be_shown=allowed):
        raise WrongState(_("Only who wrote it decides that."))

"""Writes to who of two people does what, and the reminder of it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from core.revisions import refuse_stale, stored_fields
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import Action, Mentorship
from pairs.notices.work import ACTIONS_DUE, DuePayload
from pairs.services.of_two import keep_closed, keep_moment, lock_work, refuse_more, still_there

MOST_OPEN = 50
REMINDED_BEFORE = timedelta(days=3)
FIELDS = ("text", "owner", "due_on")
_MORNING = time(8)


@transaction.atomic
def add_action(pair: Mentorship, *, fields: Mapping[str, Any], now: datetime) -> Action:
    """Put something to do on the list of the two, and a reminder for its owner into the outbox.

    Args:
        pair: with its people.
        fields: `text`, `owner` and `due_on`, which may be None.
        now: the instant.

    Raises:
        TooMany: the list is full.
        WrongState: the mentorship has ended.
    """
    lock_work(pair)
    refuse_more(Action, pair, most=MOST_OPEN, done_at=None)
    action = Action.objects.create(mentorship=pair, added_at=now, **fields)
    _remind(action, now=now)
    return action


@transaction.atomic
def change_action(action: Action, *, fields: Mapping[str, Any], began_from: str = "", now: datetime) -> Action:
    """Say it otherwise, give it to the other, or choose another day.

    Args:
        action: of a pair with its people.
        fields: as for `add_action`.
        began_from: the revision that the form carried.
        now: the instant.

    Raises:
        EditedMeanwhile: somebody has changed it since the form was opened.
        GoneMeanwhile: somebody has removed it.
        WrongState: the mentorship has ended.
    """
    pair = action.mentorship
    lock_work(pair)
    action = still_there(Action, action.pk)
    action.mentorship = pair
    fields = keep_closed(action, fields)
    refuse_stale(began_from, stored=stored_fields(action, FIELDS), wanted=fields)
    for name, value in fields.items():
        setattr(action, name, value)
    action.save(update_fields=list(fields))
    _remind(action, now=now)
    return action


@transaction.atomic
def tick_action(action: Action, *, done: bool, now: datetime) -> None:
    """Say that something is done, or that it is not after all. A second time changes nothing.

    Raises:
        WrongState: the mentorship has ended.
    """
    lock_work(action.mentorship)
    keep_moment(action, "done_at", at=now if done else None)


@transaction.atomic
def remove_action(action: Action) -> None:
    """Take something off the list. A second time changes nothing.

    Raises:
        WrongState: the mentorship has ended.
    """
    lock_work(action.mentorship)
    Action.objects.filter(pk=action.pk).delete()


def _remind(action: Action, *, now: datetime) -> None:
    """Remind those who do it three mornings before. All that is due to one person on one day is one message."""
    if action.due_on is None:
        return
    pair, day = action.mentorship, action.due_on
    people = [one for one in (pair.mentee, pair.mentor) if action.owner in Action.owners(pair, one)]
    notices = [
        Notice(
            event=ACTIONS_DUE,
            recipient=person,
            subject_pk=str(pair.pk),
            revision=day.isoformat(),
            offset=f"-{REMINDED_BEFORE.days}d",
            due_at=datetime.combine(day - REMINDED_BEFORE, _MORNING, person.zone),
            payload=DuePayload(due_on=day.isoformat()),
            expires_at=datetime.combine(day, time.max, person.zone),
        )
        for person in people
    ]
    enqueue_many(notice for notice in notices if notice.due_at > now)

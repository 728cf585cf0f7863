"""Writes to who of a pair or a group does what, and the reminder of it."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from notifications.services.outbox import Notice, enqueue_many
from pairs.models import Action, Mentorship
from pairs.models.of_whole import Whole, belonging_to
from pairs.notices.work import ACTIONS_DUE, DuePayload, subject_of
from pairs.queries.actions import doers_of
from pairs.services.of_two import keep_closed, keep_moment, lock_work, refuse_more, still_there

MOST_OPEN = 50
REMINDED_BEFORE = timedelta(days=3)
FIELDS = ("text", "owner", "due_on")
_MORNING = time(8)


@transaction.atomic
def add_action(whole: Whole, *, fields: Mapping[str, Any], now: datetime) -> Action:
    """Put something to do on the list of a pair or a group, and a reminder for its owner into the outbox.

    Args:
        whole: with its people.
        fields: `text`, `owner` and `due_on`, which may be None. In a group the owner is a member’s key, or all.
        now: the instant.

    Raises:
        TooMany: the list is full.
        WrongState: the mentorship or the year has ended.
    """
    lock_work(whole)
    refuse_more(Action, whole, most=MOST_OPEN, done_at=None)
    action = Action.objects.create(**belonging_to(whole), added_at=now, **_columns(whole, fields))
    _remind(action, now=now)
    return action


@transaction.atomic
def change_action(action: Action, *, fields: Mapping[str, Any], began_from: str = "", now: datetime) -> Action:
    """Say it otherwise, give it to somebody else, or choose another day.

    Args:
        action: of a pair or a group with its people.
        fields: as for `add_action`.
        began_from: the revision that the form carried.
        now: the instant.

    Raises:
        EditedMeanwhile: somebody has changed it since the form was opened.
        GoneMeanwhile: somebody has removed it.
        WrongState: the mentorship or the year has ended.
    """
    pair, group = action.mentorship, action.group
    lock_work(action.whole)
    action = still_there(Action, action.pk)
    action.mentorship, action.group = pair, group
    fields = keep_closed(action, fields)
    refuse_stale(began_from, stored=stored_action(action), wanted=fields)
    columns = _columns(action.whole, fields)
    for name, value in columns.items():
        setattr(action, name, value)
    action.save(update_fields=list(columns))
    _remind(action, now=now)
    return action


@transaction.atomic
def tick_action(action: Action, *, done: bool, now: datetime) -> None:
    """Say that something is done, or that it is not after all. A second time changes nothing.

    Raises:
        WrongState: the mentorship or the year has ended.
    """
    lock_work(action.whole)
    keep_moment(action, "done_at", at=now if done else None)


@transaction.atomic
def remove_action(action: Action) -> None:
    """Take something off the list. A second time changes nothing.

    Raises:
        WrongState: the mentorship or the year has ended.
    """
    lock_work(action.whole)
    Action.objects.filter(pk=action.pk).delete()


def stored_action(action: Action) -> dict[str, Any]:
    """Return what is stored of an action, as the fields of its form."""
    stored = stored_fields(action, FIELDS)
    return stored | {"owner": str(action.person_id)} if action.person_id else stored


def _columns(whole: Whole, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns hold: which member it is stands in one of its own.

    Raises:
        WrongState: that member has left the group.
    """
    owner = fields["owner"]
    if isinstance(whole, Mentorship) or owner == Action.Owner.ALL:
        return {**fields, "person": None}
    person = User.objects.filter(pk=owner, group_memberships__group=whole, group_memberships__left_on=None).first()
    if person is None:
        raise WrongState(_("They have left the group. Choose somebody else."))
    return {**fields, "owner": Action.Owner.MEMBER, "person": person}


def _remind(action: Action, *, now: datetime) -> None:
    """Remind those who do it three mornings before. All that is due to one person on one day is one message."""
    if action.due_on is None:
        return
    day = action.due_on
    notices = [
        Notice(
            event=ACTIONS_DUE,
            recipient=person,
            subject_pk=subject_of(action.whole),
            revision=day.isoformat(),
            offset=f"-{REMINDED_BEFORE.days}d",
            due_at=datetime.combine(day - REMINDED_BEFORE, _MORNING, person.zone),
            payload=DuePayload(due_on=day.isoformat()),
            expires_at=datetime.combine(day, time.max, person.zone),
        )
        for person in doers_of(action)
    ]
    enqueue_many(notice for notice in notices if notice.due_at > now)

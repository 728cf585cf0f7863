"""Writes to what two people work towards."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core.revisions import refuse_stale, stored_fields
from pairs.errors import MenteesOwn
from pairs.models import Goal, Mentorship
from pairs.services.of_two import keep_closed, lock_work, refuse_more, still_there
from programs.models import SuggestedGoal

MOST_KEPT = 12
FIELDS = ("text", "domain", "support", "due_on")


@transaction.atomic
def add_goal(pair: Mentorship, *, fields: Mapping[str, Any], now: datetime) -> Goal:
    """Write down a goal of the mentee; either of the two may.

    Args:
        pair: whose.
        fields: `text`, `domain`, `support`, which may be empty, and `due_on`, which may be None.
        now: the instant.

    Raises:
        TooMany: there are as many as anybody can keep in view.
        WrongState: the mentorship has ended.
    """
    lock_work(pair)
    refuse_more(Goal, pair, most=MOST_KEPT, state=Goal.State.KEPT)
    return Goal.objects.create(mentorship=pair, added_at=now, **fields)


def take_suggested_goal(pair: Mentorship, suggested: SuggestedGoal, *, now: datetime) -> Goal:
    """Make a goal of one that the school suggests; its words are the pair's from now on. Errors as `add_goal`."""
    fields = {"text": suggested.name, "domain": suggested.domain, "support": suggested.support, "due_on": None}
    return add_goal(pair, fields=fields, now=now)


@transaction.atomic
def change_goal(goal: Goal, *, fields: Mapping[str, Any], began_from: str = "") -> Goal:
    """Say a goal otherwise or choose another day. Arguments as `add_goal`.

    Raises:
        EditedMeanwhile: somebody has changed it since the form was opened.
        GoneMeanwhile: somebody has removed it.
        WrongState: the mentorship has ended.
    """
    goal = _locked(goal)
    fields = keep_closed(goal, fields)
    refuse_stale(began_from, stored=stored_fields(goal, FIELDS), wanted=fields)
    for name, value in fields.items():
        setattr(goal, name, value)
    goal.save(update_fields=list(fields))
    return goal


def _locked(goal: Goal) -> Goal:
    lock_work(goal.mentorship)
    found = still_there(Goal, goal.pk)
    found.mentorship = goal.mentorship
    return found


@transaction.atomic
def settle_goal(goal: Goal, *, state: Goal.State, day: date) -> None:
    """Say that a goal is achieved, let go, or kept after all. A second time changes nothing.

    Raises:
        GoneMeanwhile: somebody has removed it.
        WrongState: the mentorship has ended.
    """
    goal = _locked(goal)
    if goal.state == state:
        return
    if state == Goal.State.KEPT:
        refuse_more(Goal, goal.mentorship, most=MOST_KEPT, state=Goal.State.KEPT)
    goal.state, goal.settled_on = state, None if state == Goal.State.KEPT else day
    goal.save(update_fields=["state", "settled_on"])


@transaction.atomic
def say_progress(goal: Goal, *, by: User, text: str, day: date) -> None:
    """Keep what the mentee says of a goal; it stands in place of what was said before.

    Raises:
        GoneMeanwhile: somebody has removed it.
        MenteesOwn: the mentor says it.
        WrongState: the mentorship has ended.
    """
    require_mentee(goal.mentorship, by)
    goal = _locked(goal)
    goal.said, goal.said_on = text, day
    goal.save(update_fields=["said", "said_on"])


def require_mentee(pair: Mentorship, person: User) -> None:
    """Refuse the mentor: how far a mentee has come only the mentee says.

    Raises:
        MenteesOwn: `person` is the mentor.
    """
    if person.pk != pair.mentee_id:
        raise MenteesOwn


@transaction.atomic
def talk_about(goal: Goal, *, day: date) -> None:
    """Say that the two talked about a goal on `day`.

    Raises:
        GoneMeanwhile: somebody has removed it.
        WrongState: the mentorship has ended.
    """
    goal = _locked(goal)
    goal.talked_on = day
    goal.save(update_fields=["talked_on"])


@transaction.atomic
def remove_goal(goal: Goal) -> None:
    """Forget a goal with its steps. A second time changes nothing.

    Raises:
        WrongState: the mentorship has ended.
    """
    lock_work(goal.mentorship)
    Goal.objects.filter(pk=goal.pk).delete()

"""Writes to the small steps towards a goal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from pairs.errors import TooMany
from pairs.models import Goal, GoalStep
from pairs.services.goals import require_mentee
from pairs.services.of_two import keep_moment, lock_work, still_there

MOST_STEPS = 20


@transaction.atomic
def add_step(goal: Goal, *, fields: Mapping[str, Any], now: datetime) -> GoalStep:
    """Put a small step at the end of those of a goal.

    Args:
        goal: with its pair.
        fields: `text`, and `due_on`, which may be None.
        now: the instant.

    Raises:
        GoneMeanwhile: somebody has removed the goal.
        TooMany: the goal has as many as anybody can keep in view.
        WrongState: the mentorship has ended.
    """
    lock_work(goal.mentorship)
    goal = still_there(Goal, goal.pk)
    if goal.steps.count() >= MOST_STEPS:
        raise TooMany(MOST_STEPS)
    return GoalStep.objects.create(goal=goal, added_at=now, **fields)


@transaction.atomic
def tick_step(step: GoalStep, *, by: User, done: bool, now: datetime) -> None:
    """Say that a step is done, or that it is not after all. A second time changes nothing.

    Raises:
        MenteesOwn: the mentor ticks it.
        WrongState: the mentorship has ended.
    """
    require_mentee(step.goal.mentorship, by)
    lock_work(step.goal.mentorship)
    keep_moment(step, "done_at", at=now if done else None)


@transaction.atomic
def remove_step(step: GoalStep) -> None:
    """Take a step away. A second time changes nothing.

    Raises:
        WrongState: the mentorship has ended.
    """
    lock_work(step.goal.mentorship)
    GoalStep.objects.filter(pk=step.pk).delete()

"""What-if: the frozen round with one thing changed, beside the original and never in its place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from matching.engine import Instance, Lists
from matching.errors import WrongState
from matching.models import MatchRound, Proposal
from matching.services.rounds import locked

MOST_QUESTIONS = 20
Changes = Mapping[str, Any]


@transaction.atomic
def ask_what_if(
    round_: MatchRound, *, strategy: str, options: Mapping[str, Any], changes: Changes, now: datetime
) -> Proposal:
    """Line up one strategy on the changed input. The round and its proposals stay as they are.

    Raises:
        WrongState: the round is not frozen or is published, or too many questions were asked.
    """
    round_ = locked(round_)
    if round_.state not in (MatchRound.State.CLOSED, MatchRound.State.PROPOSED):
        raise WrongState(_("Questions can be asked between closing and publication."))
    if round_.proposals.filter(what_if=True).count() >= MOST_QUESTIONS:
        raise WrongState(_("That are enough questions for one round. Delete an old one first."))
    return Proposal.objects.create(
        round=round_,
        strategy=strategy,
        options=dict(options),
        changes=dict(changes),
        what_if=True,
        seed=round_.seed,
        created_at=now,
    )


@transaction.atomic
def forget_what_if(proposal: Proposal) -> None:
    """Delete a question and its answer.

    Raises:
        WrongState: it is a proposal of the round itself, or the round is published.
    """
    round_ = locked(proposal.round)
    if not proposal.what_if or round_.state == MatchRound.State.PUBLISHED:
        raise WrongState(_("Only a question can be deleted, and only before publication."))
    Proposal.objects.filter(pk=proposal.pk).delete()


def changed(instance: Instance, changes: Changes) -> Instance:
    """The instance with the changes of a question.

    `places`: a mentor's name → places; `out`: mentors' names that get none; `list_length`: longest list that
    counts; `without_minimums`: whether minimum loads are left aside. The lottery's commitment is left out: it
    belongs to the frozen input.
    """
    if not changes:
        return instance
    capacity, minimum = instance.capacity.copy(), instance.minimum.copy()
    for name, places in {**changes.get("places", {}), **dict.fromkeys(changes.get("out", ()), 0)}.items():
        at = instance.mentors.index(name)
        capacity[at] = places
        minimum[at] = min(minimum[at], places)
    if changes.get("without_minimums"):
        minimum = np.zeros_like(minimum)
    lists = _shortened(instance.mentee_lists, changes.get("list_length"))
    return replace(instance, capacity=capacity, minimum=minimum, mentee_lists=lists, commitment=None)


def _shortened(lists: Lists, longest: int | None) -> Lists:
    if longest is None:
        return lists
    kept = lists.rank <= longest
    return Lists.from_columns(
        len(lists.given), lists.owner[kept], lists.other[kept], lists.rank[kept], given=lists.given
    )

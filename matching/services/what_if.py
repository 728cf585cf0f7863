"""What-if: the frozen round with one thing changed, beside the original and never in its place."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from matching.models import MatchRound, Proposal
from matching.models.stored import InputChanges, StrategyOptions
from matching.services.locks import lock_round

MOST_QUESTIONS = 20


@transaction.atomic
def ask_what_if(
    match_round: MatchRound, *, strategy: str, options: StrategyOptions, changes: InputChanges, now: datetime
) -> Proposal:
    """Line up one strategy on the changed input. The round and its proposals stay as they are.

    `changes` are the arguments of `matching.engine.model.what_if.with_changes`.

    Raises:
        WrongState: the round is not frozen or is published, or too many questions were asked.
    """
    match_round = lock_round(match_round)
    if match_round.state not in MatchRound.LISTS_CLOSED:
        raise WrongState(_("You can ask questions once the round is closed and until it’s published."))
    if match_round.proposals.filter(what_if=True).count() >= MOST_QUESTIONS:
        raise WrongState(_("That’s enough questions for one round. Delete an old one first."))
    return Proposal.objects.create(
        round=match_round,
        strategy=strategy,
        options=options,
        changes=changes,
        what_if=True,
        seed=match_round.seed,
        created_at=now,
    )


@transaction.atomic
def delete_what_if(proposal: Proposal) -> None:
    """Delete a question and its answer.

    Raises:
        WrongState: it is a proposal of the round itself, or the round is published.
    """
    match_round = lock_round(proposal.round)
    if not proposal.what_if or match_round.state == MatchRound.State.PUBLISHED:
        raise WrongState(_("Only a question can be deleted, and only before the round is published."))
    Proposal.objects.filter(pk=proposal.pk).delete()

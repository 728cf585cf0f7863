"""Where the program asks for it, one coordinator puts a proposal forward and another publishes it.

The database holds it too: a published round that needs two has been put forward by somebody else.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from matching.errors import SecondCoordinatorNeeded, StaleProposal, StrategyNotAllowed
from matching.models import MatchRound, Proposal
from matching.notices.events import PUT_FORWARD
from matching.queries.proposals import revision_of
from matching.services.locks import lock_round
from notifications.services.outbox import Notice, enqueue_many
from programs.queries.programs import coordinators_of


def publishable(match_round: MatchRound, proposal: Proposal) -> Proposal:
    """The proposal as it stands now. Raises WrongState and StrategyNotAllowed."""
    if match_round.state == MatchRound.State.PUBLISHED:
        raise WrongState(_("Another proposal for this round has already been published."))
    current = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if proposal.strategy not in match_round.possible_strategies:
        raise StrategyNotAllowed
    if current is None or match_round.state != MatchRound.State.PROPOSED or not current.is_candidate:
        raise WrongState(_("Only a finished proposal of a proposed round can be published."))
    return current


@transaction.atomic
def put_forward(proposal: Proposal, *, by: User, now: datetime, revision: str | None = None) -> MatchRound:
    """Put the proposal forward as it is, instead of any other, and tell the other coordinators. Again changes nothing.

    `revision` is the state of the proposal that the coordinator looked at (`revision_of`).

    Raises:
        WrongState: the round needs no second coordinator, it or the proposal is not ready, there are no pairs, or
            somebody else has put the same forward, who can only be followed.
        StrategyNotAllowed: mentees were told of another method.
        StaleProposal: the proposal changed since the coordinator looked.
    """
    match_round = lock_round(proposal.round)
    if not match_round.needs_second:
        raise WrongState(_("One coordinator is enough in this round. Publish the proposal."))
    proposal = publishable(match_round, proposal)
    if not proposal.metrics.get("pairs"):
        raise WrongState(_("This proposal has no pairs, so there’s nothing to publish."))
    current = revision_of(proposal)
    if revision is not None and revision != current:
        raise StaleProposal(_("This proposal changed after you opened the page. Look at it again, then decide."))
    if match_round.put_forward_id == proposal.pk and match_round.put_forward_revision == current:
        if match_round.put_forward_by_id != by.pk:
            raise WrongState(_("Someone else has put this proposal forward already. You can publish it."))
        return match_round
    match_round.put_forward, match_round.put_forward_by, match_round.put_forward_at = proposal, by, now
    match_round.put_forward_revision = current
    _save(match_round)
    _tell_others(match_round, by, now)
    return match_round


@transaction.atomic
def take_back(match_round: MatchRound, *, by: User) -> MatchRound:
    """Take back what `by` has put forward. A second time changes nothing.

    Raises:
        WrongState: the round is published, or somebody else has put the proposal forward.
    """
    match_round = lock_round(match_round)
    if match_round.state == MatchRound.State.PUBLISHED:
        raise WrongState(_("The round has been published in the meantime."))
    if match_round.put_forward_by_id is None:
        return match_round
    if match_round.put_forward_by_id != by.pk:
        raise WrongState(_("Someone else put this proposal forward. You can put another one forward."))
    clear_put_forward(match_round)
    _save(match_round)
    return match_round


def clear_put_forward(match_round: MatchRound) -> None:
    """Nothing is put forward any more; the caller saves."""
    match_round.put_forward = match_round.put_forward_by = match_round.put_forward_at = None
    match_round.put_forward_revision = ""


def require_second(match_round: MatchRound, proposal: Proposal, by: User) -> None:
    """Refuse a publication that wants two coordinators and has one.

    Raises:
        SecondCoordinatorNeeded: nobody has put the proposal forward as it is now, or `by` has.
    """
    if not match_round.needs_second:
        return
    if match_round.put_forward_id != proposal.pk or match_round.put_forward_revision != revision_of(proposal):
        raise SecondCoordinatorNeeded(
            _("This program wants two coordinators: one puts a proposal forward, another publishes it.")
        )
    if match_round.put_forward_by_id == by.pk:
        raise SecondCoordinatorNeeded(_("You put this proposal forward, so another coordinator publishes it."))


def _save(match_round: MatchRound) -> None:
    match_round.save(update_fields=["put_forward", "put_forward_by", "put_forward_at", "put_forward_revision"])


def _tell_others(match_round: MatchRound, by: User, now: datetime) -> None:
    enqueue_many(
        Notice(
            event=PUT_FORWARD,
            recipient=person,
            subject_pk=str(match_round.pk),
            revision=now.isoformat(),
            due_at=now,
        )
        for person in coordinators_of(match_round.cycle.program)
        if person != by
    )

"""Publishes a proposal: one transaction that names the pairs, holds their places and writes the notices."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import WrongState
from matching.errors import BeatenProposal, NameMismatch, StaleProposal
from matching.models import MatchRound, Offer, Proposal, ProposedPair
from matching.models.titles import typeable
from matching.presentation.figures import beaten_by, figures_of
from matching.presentation.warnings import overbooked_mentors
from matching.queries.deadlines import answer_deadline
from matching.queries.proposals import revision_of
from matching.queries.staleness import stale_pairs
from matching.services.announcements import announce_offers, announce_unmatched
from matching.services.locks import lock_round
from matching.services.second_look import publishable, require_second
from people.errors import PlacesTaken
from people.services.enrollments import keep_waiting
from people.services.places import hold_places
from programs.models import WebhookKind
from programs.services.webhooks import tell_webhooks


@transaction.atomic
def publish_round(
    proposal: Proposal,
    *,
    name: str,
    by: User,
    now: datetime,
    revision: str | None = None,
    although_beaten: bool = False,
) -> MatchRound:
    """Publish `proposal`, make its offers and tell everybody concerned. Publishing it again changes nothing.

    `name` is the round's name as the coordinator typed it, `revision` the state of the proposal that they looked at,
    where they did (`revision_of`); `although_beaten` that they mean it even where another is better (`beaten_by`).

    Raises:
        NameMismatch: the typed name is another.
        WrongState: another proposal is published, or the round or the proposal is not ready, or names no pair.
        StrategyNotAllowed: the round's mentees were told of another method, by the program or by the round.
        SecondCoordinatorNeeded: the round wants two coordinators, and no other has put the proposal forward as it is.
        BeatenProposal: another that may be published beats it (`matching.presentation.figures`), and that is not meant.
        StaleProposal: the proposal changed since the coordinator looked; or since the lists closed somebody left, or
            two people may no longer be paired.
        PlacesTaken: a mentor has fewer places than the proposal needs.
    """
    match_round = lock_round(proposal.round)
    if typeable(name) != typeable(match_round.name):
        raise NameMismatch
    if match_round.state == MatchRound.State.PUBLISHED and match_round.published_proposal_id == proposal.pk:
        if revision not in (None, revision_of(proposal)):
            raise WrongState(_("Someone changed this proposal and published it in the meantime. Look at the record."))
        return match_round
    proposal = publishable(match_round, proposal)
    if revision is not None and revision != revision_of(proposal):
        raise StaleProposal(_("This proposal changed after you opened the page. Look at it again, then publish."))
    pairs = _pairs(proposal)
    require_second(match_round, proposal, by)
    if not although_beaten:
        _refuse_beaten(match_round, proposal)
    _refuse_stale(proposal, now)
    _hold_places(proposal, pairs)
    offers = _make_offers(match_round, pairs, now)
    announce_offers(offers, now=now)
    announce_unmatched(match_round, proposal, now=now)
    keep_waiting(proposal.pairs.filter(participation=None).values_list("enrollment", flat=True))
    _mark_published(match_round, proposal, by, now)
    program = match_round.cycle.program
    told = {"round": match_round.pk, "program": program.slug, "year": match_round.cycle_id, "pairs": len(pairs)}
    tell_webhooks(program.institution_id, WebhookKind.ROUND_PUBLISHED, told, now=now)
    return match_round


def _pairs(proposal: Proposal) -> list[ProposedPair]:
    """The pairs with their people. Raises WrongState where there is none."""
    rows = proposal.pairs.filter(participation__isnull=False)
    pairs = list(rows.select_related("enrollment__mentee", "participation__mentor").defer("reason"))
    if not pairs:
        raise WrongState(_("This proposal has no pairs, so there’s nothing to publish."))
    return pairs


def _refuse_beaten(match_round: MatchRound, proposal: Proposal) -> None:
    possible = match_round.proposals.candidates().filter(strategy__in=match_round.possible_strategies).defer("result")
    better = beaten_by(figures_of(proposal), [figures_of(other) for other in possible])
    if better:
        raise BeatenProposal(str(better.strategy.label))


def _refuse_stale(proposal: Proposal, now: datetime) -> None:
    count = len(stale_pairs(proposal, now=now))
    if count:
        raise StaleProposal(
            ngettext(
                "%(count)s pair is no longer possible since lists closed. Change it by hand first.",
                "%(count)s pairs are no longer possible since lists closed. Change them by hand first.",
                count,
            )
            % {"count": count}
        )


def _hold_places(proposal: Proposal, pairs: list[ProposedPair]) -> None:
    try:
        hold_places(pair.participation_id for pair in pairs if pair.participation_id)
    except PlacesTaken:
        text = _(
            "Someone has fewer places than this proposal needs (%(names)s). Change a pair by hand, or reopen the round."
        )
        raise PlacesTaken(text % {"names": "; ".join(overbooked_mentors(proposal))}) from None


def _make_offers(match_round: MatchRound, pairs: list[ProposedPair], now: datetime) -> list[Offer]:
    deadline = answer_deadline(match_round.cycle, now)
    offers = [
        Offer(
            proposed_pair=pair,
            enrollment=pair.enrollment,
            participation=pair.participation,
            made_at=now,
            expires_at=deadline,
            silence_rule=match_round.cycle.program.silence_rule,
        )
        for pair in pairs
    ]
    return Offer.objects.bulk_create(offers, batch_size=2000)


def _mark_published(match_round: MatchRound, proposal: Proposal, by: User, now: datetime) -> None:
    match_round.state, match_round.published_at, match_round.published_by = MatchRound.State.PUBLISHED, now, by
    match_round.published_proposal = proposal
    match_round.save(update_fields=["state", "published_at", "published_by", "published_proposal"])

"""A round in the cycle of the cast, at each of its steps."""

from datetime import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from matching.models import MatchRound, PairOverride, Proposal, RoundSnapshot
from matching.services.proposals import queue_proposals, run_unfinished
from matching.services.publishing import publish_round
from matching.services.rounds import close_round
from people.models import MentorParticipation
from programs.models import Cycle
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory, ProposalFactory, ProposedPairFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory


def run_all(match_round: MatchRound, now: datetime) -> int:
    """Run every strategy, as the worker does; returns how many results were stored."""
    queue_proposals(match_round, now=now)
    return run_unfinished(match_round.pk, clock=lambda: now)


def publish(proposal: Proposal, *, by: User, now: datetime, name: str | None = None) -> MatchRound:
    """Publish whichever proposal a test is about: whether the random draw beats it depends on a secret seed."""
    return publish_round(proposal, name=name or proposal.round.name, by=by, now=now, although_beaten=True)


@pytest.fixture
def open_round(cycle: Cycle) -> MatchRound:
    return MatchRoundFactory.create(cycle=cycle)


@pytest.fixture
def mentors(cycle: Cycle) -> list[MentorParticipation]:
    return MentorParticipationFactory.create_batch(3, cycle=cycle, capacity=1)


@pytest.fixture
def closed_round(open_round: MatchRound, mentors: list[MentorParticipation], now: datetime) -> MatchRound:
    """Four mentees: three want the first mentor, one ranked nobody."""
    for others in ([1, 2], [1, 2], [2, 1]):
        PreferenceListFactory.create(round=open_round, ranks=[mentors[0], *(mentors[at] for at in others)])
    EnrollmentFactory.create(cycle=open_round.cycle)
    return close_round(open_round, now=now)


@pytest.fixture
def proposed_round(closed_round: MatchRound, now: datetime) -> MatchRound:
    run_all(closed_round, now)
    closed_round.refresh_from_db()
    return closed_round


@pytest.fixture
def published_round(cycle: Cycle, coordinator: User) -> MatchRound:
    """The least that a published round consists of."""
    proposal = ProposalFactory.create(round__cycle=cycle)
    match_round = proposal.round
    pair = ProposedPairFactory.create(proposal=proposal)
    now = timezone.now()
    RoundSnapshot.objects.create(
        round=match_round, instance=b"", sha256="0" * 64, mentees=1, rankers=1, mentors=1, places=2,
        excluded_pairs=0, created_at=now,
    )  # fmt: skip
    PairOverride.objects.create(
        proposal=proposal, enrollment=pair.enrollment, reason="A better fit.", made_by=coordinator, made_at=now
    )
    match_round.state, match_round.published_at, match_round.published_by = MatchRound.State.PUBLISHED, now, coordinator
    match_round.published_proposal = proposal
    match_round.save()
    return match_round

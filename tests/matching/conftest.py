"""A round in the cycle of the cast, at each of its steps."""

from datetime import datetime

import pytest

from matching.models import MatchRound
from matching.services.proposals import queue_proposals, run_waiting
from matching.services.rounds import close_round
from programs.models import Cycle, MentorParticipation
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.programs import EnrollmentFactory, MentorParticipationFactory


def run_all(round_: MatchRound, now: datetime) -> int:
    """Run every strategy, as the worker does; returns how many results were stored."""
    queue_proposals(round_, now=now)
    return run_waiting(round_.pk, clock=lambda: now)


@pytest.fixture
def open_round(cycle: Cycle) -> MatchRound:
    return MatchRoundFactory.create(cycle=cycle)


@pytest.fixture
def mentors(cycle: Cycle) -> list[MentorParticipation]:
    return MentorParticipationFactory.create_batch(3, cycle=cycle, capacity=1)


@pytest.fixture
def closed_round(open_round: MatchRound, mentors: list[MentorParticipation], now: datetime) -> MatchRound:
    """Four mentees: three want the first mentor, one ranked nobody."""
    for others in ([1, 2], [1], [2]):
        PreferenceListFactory.create(round=open_round, ranks=[mentors[0], *(mentors[at] for at in others)])
    EnrollmentFactory.create(cycle=open_round.cycle)
    return close_round(open_round, now=now)


@pytest.fixture
def proposed_round(closed_round: MatchRound, now: datetime) -> MatchRound:
    run_all(closed_round, now)
    closed_round.refresh_from_db()
    return closed_round

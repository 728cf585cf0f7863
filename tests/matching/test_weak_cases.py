"""The cases for a human look, and who is still possible for them."""

from datetime import datetime

import pytest

from accounts.models import User
from matching.models import MatchRound, Strategy
from matching.queries.weak_cases import weak_pairs, with_alternatives
from matching.services.rounds import close_round
from matching.services.snapshots import load_snapshot
from people.models import MentorParticipation
from programs.models import Cycle
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import MentorParticipationFactory
from tests.rounds import run_all


@pytest.fixture
def limited_round(cycle: Cycle, now: datetime) -> MatchRound:
    """Two mentees want the two surgeons, of whom the department lets one take somebody; a third mentor is free."""
    surgeons = MentorParticipationFactory.create_batch(2, cycle=cycle, capacity=1, department="Surgery")
    MentorParticipationFactory.create(cycle=cycle, capacity=1, department="Child health")
    match_round = MatchRoundFactory.create(cycle=cycle, department_limits={"Surgery": 1})
    for _mentee in range(2):
        PreferenceListFactory.create(round=match_round, ranks=surgeons)
    match_round = close_round(match_round, now=now)
    run_all(match_round, now)
    return match_round


def test_a_full_department_is_no_alternative(limited_round: MatchRound, coordinator: User, now: datetime) -> None:
    proposal = limited_round.proposals.get(strategy=Strategy.CHOICE_STABLE)
    [unmatched] = weak_pairs(proposal, reader=coordinator).filter(participation=None)
    [case] = with_alternatives(
        proposal, [unmatched], load_snapshot(limited_round.snapshot), reader=coordinator, now=now
    )
    other = MentorParticipation.objects.get(department="Child health")
    assert [(found.participation, found.rank) for found in case.alternatives] == [(other, None)]


@pytest.mark.parametrize("change", ["on leave", "in conflict", "places taken", "mentee left"])
def test_who_is_possible_no_longer_is_no_alternative(
    limited_round: MatchRound, coordinator: User, now: datetime, change: str
) -> None:
    proposal = limited_round.proposals.get(strategy=Strategy.CHOICE_STABLE)
    [unmatched] = weak_pairs(proposal, reader=coordinator).filter(participation=None)
    other = MentorParticipation.objects.get(department="Child health")
    if change == "on leave":
        MentorParticipation.objects.filter(pk=other.pk).update(state=MentorParticipation.State.PAUSED)
    elif change == "in conflict":
        institution = other.cycle.program.institution
        ConflictFactory.create(institution=institution, mentee=unmatched.enrollment.mentee, mentor=other.mentor)
    elif change == "mentee left":
        unmatched.enrollment.state = "withdrawn"
        unmatched.enrollment.save()
    else:
        MentorParticipation.objects.filter(pk=other.pk).update(places_taken=1)
    [case] = with_alternatives(
        proposal, [unmatched], load_snapshot(limited_round.snapshot), reader=coordinator, now=now
    )
    assert case.alternatives == []

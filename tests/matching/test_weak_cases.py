"""The cases for a human look, and who is still possible for them."""

from datetime import datetime

import pytest

from accounts.models import User
from matching.models import MatchRound, Proposal, Strategy
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


def _weak(proposal: Proposal, reader: User, *, paired: bool) -> int:
    """Weak cases of those who get somebody, or of those who do not."""
    return weak_pairs(proposal, reader=reader).filter(participation__isnull=not paired).count()


def test_nothing_in_common_is_a_case_only_where_shared_interests_paired_the_two(
    proposed_round: MatchRound, coordinator: User
) -> None:
    """Three mentees got a mentor of their lists; the fourth ranked nobody."""
    stable, survey = (proposed_round.proposals.get(strategy=name) for name in ("choice-stable", "survey"))
    for proposal in (stable, survey):
        proposal.pairs.filter(participation__isnull=False).update(overlap=0)
    assert (_weak(survey, coordinator, paired=True), _weak(stable, coordinator, paired=True)) == (3, 0)
    stable.pairs.filter(participation__isnull=False).update(rank=None)
    assert _weak(stable, coordinator, paired=True) == 0, "nobody asked for shared interests"
    proposed_round.cycle.program.unranked_rule = "similarity"
    proposed_round.cycle.program.save()
    stable = proposed_round.proposals.get(strategy="choice-stable")
    assert _weak(stable, coordinator, paired=True) == 3


def test_a_mentor_whom_the_mentee_ranked_high_is_no_case_for_want_of_shared_interests(
    proposed_round: MatchRound, coordinator: User
) -> None:
    balanced = proposed_round.proposals.get(strategy="balanced")
    balanced.pairs.filter(participation__isnull=False).update(overlap=0, rank=1)
    assert _weak(balanced, coordinator, paired=True) == 0
    balanced.pairs.filter(participation__isnull=False).update(rank=None)
    assert _weak(balanced, coordinator, paired=True) == 3


def test_who_ranked_nobody_is_a_case_only_where_the_program_would_have_paired_them(
    proposed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    stable = proposed_round.proposals.get(strategy="choice-stable")
    program = proposed_round.cycle.program
    weak = {}
    for rule in program.UnrankedRule.values:
        program.unranked_rule = rule
        program.save(update_fields=["unranked_rule"])
        weak[rule] = _weak(Proposal.objects.get(pk=stable.pk), coordinator, paired=False)
    assert weak == {"unmatched": 0, "similarity": 1}

"""Running the strategies on the frozen input."""

import json
import zlib
from datetime import datetime, timedelta

import pytest

from core.errors import WrongState
from matching.engine import verify
from matching.engine.files.reading import load_instance
from matching.engine.report.result import Result
from matching.models import MatchRound, Proposal, Strategy
from matching.services.proposals import (
    cancel_run,
    claim_proposal,
    compute,
    queue_proposals,
    record_result,
    run_unfinished,
)
from matching.services.rounds import close_round, reopen_round
from matching.services.snapshots import instance_bytes, load_snapshot
from people.models import MentorParticipation
from programs.models import Program
from tests.factories.matching import PreferenceListFactory
from tests.rounds import run_all

State = Proposal.State


def test_every_strategy_proposes_and_the_round_moves_on(closed_round: MatchRound, now: datetime) -> None:
    assert run_all(closed_round, now) == len(Strategy)
    closed_round.refresh_from_db()
    assert (closed_round.state, closed_round.proposed_at) == (MatchRound.State.PROPOSED, now)
    assert {proposal.state for proposal in closed_round.proposals.all()} == {State.READY}


def test_each_mentee_stands_once_in_each_proposal(closed_round: MatchRound, now: datetime) -> None:
    run_all(closed_round, now)
    for proposal in closed_round.proposals.all():
        assert proposal.pairs.count() == 4
        assert len(set(proposal.pairs.values_list("enrollment", flat=True))) == 4


def test_pairs_carry_the_rank_on_the_mentees_list(closed_round: MatchRound, now: datetime) -> None:
    run_all(closed_round, now)
    stable = closed_round.proposals.get(strategy=Strategy.CHOICE_STABLE)
    ranks = set(stable.pairs.filter(participation__isnull=False).values_list("rank", flat=True))
    assert ranks in ({1, 2}, {1, 2, 3})
    unmatched = stable.pairs.get(participation=None)
    assert (unmatched.rank, unmatched.reason["why"]) == (None, "ranked-nobody")


def test_what_is_downloaded_is_what_the_verifier_accepts(closed_round: MatchRound, now: datetime) -> None:
    run_all(closed_round, now)
    instance = load_instance(instance_bytes(closed_round.snapshot))
    assert instance.input_sha256 == closed_round.input_sha256
    for proposal in closed_round.proposals.all():
        assert verify(instance, Result.from_json(json.loads(zlib.decompress(proposal.result)))) == ()


def test_the_same_input_gives_the_same_pairs(closed_round: MatchRound, now: datetime) -> None:
    run_all(closed_round, now)
    first = {proposal.strategy: bytes(proposal.result) for proposal in closed_round.proposals.all()}
    Proposal.objects.update(state=State.FAILED)
    run_all(closed_round, now)
    assert first == {proposal.strategy: bytes(proposal.result) for proposal in closed_round.proposals.all()}


def test_a_worker_that_dies_leaves_the_round_closed_and_ready_to_run_again(
    closed_round: MatchRound, now: datetime
) -> None:
    first, *_others = queue_proposals(closed_round, now=now)
    claim_proposal(first.pk)
    closed_round.refresh_from_db()
    assert closed_round.state == MatchRound.State.CLOSED
    assert run_unfinished(closed_round.pk, clock=lambda: now) == len(Strategy)


def test_two_workers_on_one_proposal_do_no_harm(closed_round: MatchRound, now: datetime) -> None:
    queue_proposals(closed_round, strategies=[Strategy.LOTTERY], now=now)
    proposal = closed_round.proposals.get()
    instance = load_snapshot(closed_round.snapshot)
    claimed = claim_proposal(proposal.pk)
    again = claim_proposal(proposal.pk)
    assert claimed
    assert again
    assert record_result(claimed, instance, compute(claimed, instance), now=now)
    assert not record_result(again, instance, compute(again, instance), now=now)
    assert proposal.pairs.count() == 4


def test_a_result_that_comes_after_stopping_is_dropped(closed_round: MatchRound, now: datetime) -> None:
    queue_proposals(closed_round, strategies=[Strategy.LOTTERY], now=now)
    instance = load_snapshot(closed_round.snapshot)
    claimed = claim_proposal(closed_round.proposals.get().pk)
    assert claimed
    assert cancel_run(closed_round) == 1
    assert not record_result(claimed, instance, compute(claimed, instance), now=now)
    assert not claimed.pairs.exists()
    assert run_unfinished(closed_round.pk, clock=lambda: now) == 0


def test_a_result_of_an_older_input_is_dropped(closed_round: MatchRound, now: datetime) -> None:
    queue_proposals(closed_round, strategies=[Strategy.LOTTERY], now=now)
    instance = load_snapshot(closed_round.snapshot)
    claimed = claim_proposal(closed_round.proposals.get().pk)
    assert claimed
    outcome = compute(claimed, instance)
    reopen_round(closed_round, closes_at=now + timedelta(days=1), now=now)
    assert not record_result(claimed, instance, outcome, now=now)


def test_a_ready_proposal_is_kept_when_nothing_changed(closed_round: MatchRound, now: datetime) -> None:
    run_all(closed_round, now)
    assert queue_proposals(closed_round, now=now) == []
    again = queue_proposals(closed_round, strategies=[Strategy.BALANCED], options={"rank_weight": 3}, now=now)
    closed_round.refresh_from_db()
    assert [proposal.strategy for proposal in again] == [Strategy.BALANCED]
    assert closed_round.state == MatchRound.State.CLOSED


def test_minimums_that_cannot_be_met_are_said_and_the_others_stand(
    open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    for mentor in mentors:
        mentor.minimum = 1
        mentor.save()
    PreferenceListFactory.create(round=open_round, ranks=[mentors[0]])
    run_all(close_round(open_round, now=now), now)
    states = {proposal.strategy: proposal for proposal in open_round.proposals.all()}
    assert states["choice-best"].state == State.FAILED
    assert states["choice-best"].error
    assert states["choice-stable"].state == State.READY


def test_mentees_without_a_list_are_placed_where_the_program_says_so(
    closed_round: MatchRound, program: Program, now: datetime
) -> None:
    program.unranked_rule = Program.UnrankedRule.SIMILARITY
    program.save()
    MentorParticipation.objects.update(capacity=2)
    closed_round = reopen_round(closed_round, closes_at=now + timedelta(days=1), now=now)
    run_all(close_round(closed_round, now=now), now)
    stable = closed_round.proposals.get(strategy=Strategy.CHOICE_STABLE)
    assert not stable.pairs.filter(participation=None).exists()
    assert stable.metrics["unranked_matched"] == 1


def test_an_open_round_does_notrun_all(open_round: MatchRound, now: datetime) -> None:
    with pytest.raises(WrongState):
        queue_proposals(open_round, now=now)

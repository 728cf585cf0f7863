"""What-if on the frozen round: beside the original, never in its place."""

from datetime import datetime
from typing import Unpack

import pytest

from core.errors import WrongState
from matching.models import MatchRound, Proposal, Strategy
from matching.models.names import mentor_name
from matching.models.stored import InputChanges
from matching.services.proposals import default_options, run_unfinished
from matching.services.what_if import ask_what_if, delete_what_if
from people.models import MentorParticipation
from tests.factories.people import MentorParticipationFactory


def _ask(match_round: MatchRound, now: datetime, **changes: Unpack[InputChanges]) -> Proposal:
    strategy = Strategy.CHOICE_STABLE
    question = ask_what_if(
        match_round, strategy=strategy, options=default_options(match_round, strategy), changes=changes, now=now
    )
    run_unfinished(match_round.pk, clock=lambda: now)
    question.refresh_from_db()
    return question


def test_one_more_place_gives_one_more_first_choice(
    proposed_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    original = proposed_round.proposals.get(strategy=Strategy.CHOICE_STABLE, what_if=False)
    before = (original.metrics, list(original.pairs.values_list("enrollment", "participation")))
    question = _ask(proposed_round, now, places={mentor_name(mentors[0].pk): 2})
    original.refresh_from_db()
    proposed_round.refresh_from_db()
    assert question.metrics["first_choice"] == original.metrics["first_choice"] + 1
    assert (original.metrics, list(original.pairs.values_list("enrollment", "participation"))) == before
    assert not question.pairs.exists()
    assert proposed_round.state == MatchRound.State.PROPOSED


def test_a_mentor_who_is_out_gets_nobody(
    proposed_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    question = _ask(proposed_round, now, out=[mentor_name(mentors[0].pk)])
    assert question.metrics["first_choice"] == 0


def test_shorter_lists_count_only_their_first_ranks(proposed_round: MatchRound, now: datetime) -> None:
    question = _ask(proposed_round, now, list_length=1)
    assert question.metrics["profile"] == [1]


def test_minimums_can_be_left_aside(closed_round: MatchRound, now: datetime) -> None:
    options = default_options(closed_round, Strategy.SURVEY)
    question = ask_what_if(
        closed_round, strategy=Strategy.SURVEY, options=options, changes={"minimums": False}, now=now
    )
    run_unfinished(closed_round.pk, clock=lambda: now)
    question.refresh_from_db()
    assert (question.state, question.metrics["minimums_missed"]) == (Proposal.State.READY, [])


def test_a_mentor_who_came_later_cannot_be_asked_about(proposed_round: MatchRound, now: datetime) -> None:
    later = MentorParticipationFactory.create(cycle=proposed_round.cycle)
    question = _ask(proposed_round, now, places={mentor_name(later.pk): 2})
    assert question.state == Proposal.State.FAILED
    assert "unknown mentor" in question.error


def test_only_a_question_can_be_deleted(proposed_round: MatchRound, now: datetime) -> None:
    question = _ask(proposed_round, now, list_length=1)
    delete_what_if(question)
    assert not Proposal.objects.filter(pk=question.pk).exists()
    with pytest.raises(WrongState):
        delete_what_if(proposed_round.proposals.get(strategy=Strategy.SURVEY))


def test_an_open_round_answers_no_questions(open_round: MatchRound, now: datetime) -> None:
    with pytest.raises(WrongState):
        ask_what_if(open_round, strategy=Strategy.SURVEY, options={}, changes={}, now=now)

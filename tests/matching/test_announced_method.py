"""A method that is fixed and told to mentees before they rank: who reads it, and that it is kept."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from matching.errors import StrategyNotAllowed
from matching.models import MatchRound, Strategy
from matching.presentation.promises import PROMISES
from matching.services.publishing import publish_round
from matching.services.rounds import create_round, edit_round, open_round
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.rounds import run_all


def _draft(cycle: Cycle, now: datetime, method: str = "") -> MatchRound:
    closes_at = now + timedelta(days=5)
    return create_round(cycle=cycle, name="Main round", closes_at=closes_at, announced_method=method)


def _edited(match_round: MatchRound, method: str, now: datetime) -> MatchRound:
    return edit_round(
        match_round,
        name=match_round.name,
        opens_at=match_round.opens_at,
        closes_at=match_round.closes_at,
        announced_method=method,
        now=now,
    )


@pytest.mark.parametrize("method", Strategy)
def test_mentees_read_the_method_and_what_it_makes_of_their_list(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, student: User, sign_in: SignIn,
    now: datetime, method: Strategy,
) -> None:  # fmt: skip
    with time_machine.travel(now, tick=False):
        open_round(_draft(cycle, now, method), now=now)
        text = " ".join(sign_in(student).get(f"/cycles/{cycle.pk}/mentors/").content.decode().split())
    [own] = (promise for promise in PROMISES if promise.strategy == method)
    assert f"The school pairs this round by <b>{method.label}</b>" in text
    assert str(own.to_mentees) in text or "Your list doesn’t count here" in text
    assert "depends on the method" not in text


def test_it_can_be_changed_in_a_draft_and_not_once_mentees_rank(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    match_round = _draft(cycle, now, Strategy.LOTTERY)
    assert _edited(match_round, Strategy.CHOICE_BEST, now).announced_method == Strategy.CHOICE_BEST
    match_round = open_round(match_round, now=now)
    for other in ("", Strategy.CHOICE_STABLE):
        with pytest.raises(WrongState):
            _edited(match_round, other, now)
    assert _edited(match_round, Strategy.CHOICE_BEST, now).announced_method == Strategy.CHOICE_BEST


def test_a_program_that_pairs_by_answers_announces_nothing_else(cycle: Cycle, now: datetime) -> None:
    cycle.program.pairing = Program.Pairing.SURVEY
    cycle.program.save(update_fields=["pairing"])
    with pytest.raises(StrategyNotAllowed):
        _draft(cycle, now, Strategy.LOTTERY)
    with pytest.raises(StrategyNotAllowed):
        _edited(_draft(cycle, now), Strategy.LOTTERY, now)


def test_the_round_is_published_with_no_other(closed_round: MatchRound, coordinator: User, now: datetime) -> None:
    closed_round.announced_method = Strategy.LOTTERY
    closed_round.save(update_fields=["announced_method"])
    run_all(closed_round, now)
    for proposal in closed_round.proposals.exclude(strategy=Strategy.LOTTERY):
        with pytest.raises(StrategyNotAllowed):
            publish_round(proposal, name=closed_round.name, by=coordinator, now=now)
    told = closed_round.proposals.get(strategy=Strategy.LOTTERY)
    assert publish_round(told, name=closed_round.name, by=coordinator, now=now).published_proposal == told


def test_a_coordinator_chooses_it_in_the_draft_and_reads_it_afterwards(
    sign_in: SignIn, coordinator: User, cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation,
    now: datetime,
) -> None:  # fmt: skip
    desk: Client = sign_in(coordinator)
    match_round = _draft(cycle, now)
    edit, show = (reverse(f"matching:{name}", args=[match_round.pk]) for name in ("edit-round", "show-round"))
    assert "chosen after lists close" in desk.get(show).content.decode()
    assert "Decide after lists close" in desk.get(edit).content.decode()
    data = {"name": "Main round", "closes_at": "2026-09-25T17:00", "announced_method": "choice-best"}
    assert desk.post(edit, data).status_code == 302
    assert "Best ranks, as mentees are told where they rank" in desk.get(show).content.decode()
    open_round(match_round, now=now)
    assert "announced_method" not in desk.get(edit).content.decode()
    assert desk.post(edit, data | {"announced_method": "lottery"}).status_code == 302
    match_round.refresh_from_db()
    assert match_round.announced_method == Strategy.CHOICE_BEST

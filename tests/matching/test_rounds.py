"""The life of a round, step by step."""

from datetime import datetime, timedelta

import pytest
from django.db.models import F

from core.errors import WrongState
from matching.engine.model.draws import commitment
from matching.errors import LiveRoundExists, NothingToMatch, SeedIsFixed
from matching.models import MatchRound, PreferenceList
from matching.services import rounds
from matching.services.rounds import cancel_round, close_round, create_round, edit_round, reopen_round, set_seed
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.rounds import run_all

State = MatchRound.State


@pytest.fixture
def draft(cycle: Cycle, now: datetime) -> MatchRound:
    return create_round(cycle=cycle, name="Main round", closes_at=now + timedelta(days=5))


def test_a_new_round_commits_to_its_lottery(draft: MatchRound) -> None:
    assert draft.state == State.DRAFT
    assert draft.commitment == commitment(draft.seed, draft.nonce)


def test_two_rounds_do_not_share_a_lottery(cycle: Cycle, draft: MatchRound, now: datetime) -> None:
    cancel_round(draft)
    other = create_round(cycle=cycle, name="Again", closes_at=now + timedelta(days=5))
    assert (other.seed, other.nonce) != (draft.seed, draft.nonce)


def test_a_cycle_has_one_unfinished_round(cycle: Cycle, draft: MatchRound, now: datetime) -> None:
    with pytest.raises(LiveRoundExists):
        create_round(cycle=cycle, name="Second", closes_at=now + timedelta(days=9))


def test_a_supplementary_round_needs_a_published_parent(cycle: Cycle, now: datetime) -> None:
    parent = MatchRoundFactory.create(cycle=cycle, state=State.CANCELLED)
    with pytest.raises(WrongState):
        create_round(cycle=cycle, name="Supplement", closes_at=now + timedelta(days=9), parent=parent)


@pytest.mark.parametrize(
    ("missing", "said"), [("mentee", "No mentees are enrolled"), ("mentor", "No mentors are ready with a free place")]
)
def test_it_does_not_open_with_nobody_on_one_side(
    draft: MatchRound,
    enrollment: Enrollment,
    participation: MentorParticipation,
    now: datetime,
    missing: str,
    said: str,
) -> None:
    if missing == "mentee":
        Enrollment.objects.update(state="started")
    else:
        MentorParticipation.objects.update(places_taken=F("capacity"))
    with pytest.raises(NothingToMatch, match=said):
        rounds.open_round(draft, now=now)


def test_it_opens_once(
    draft: MatchRound, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    opened = rounds.open_round(draft, now=now)
    again = rounds.open_round(draft, now=now + timedelta(hours=1))
    assert opened.opened_at == again.opened_at == now


def test_it_does_not_open_when_lists_would_close_in_the_past(draft: MatchRound, now: datetime) -> None:
    with pytest.raises(WrongState):
        rounds.open_round(draft, now=now + timedelta(days=6))


def test_closing_locks_submitted_lists_and_freezes_the_input(
    open_round: MatchRound, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    submitted = PreferenceListFactory.create(round=open_round, enrollment=enrollment, ranks=[participation])
    draft = PreferenceListFactory.create(round=open_round, state=PreferenceList.State.DRAFT, ranks=[participation])
    closed = close_round(open_round, now=now)
    submitted.refresh_from_db()
    draft.refresh_from_db()
    assert closed.state == State.CLOSED
    assert closed.input_sha256 == closed.snapshot.sha256
    assert len(closed.input_sha256) == 64
    assert submitted.state == PreferenceList.State.LOCKED
    assert draft.state == PreferenceList.State.DRAFT
    assert (closed.snapshot.mentees, closed.snapshot.rankers, closed.snapshot.places) == (2, 1, 2)


def test_closing_again_keeps_the_first_input(
    open_round: MatchRound, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    first = close_round(open_round, now=now)
    participation.capacity = 9
    participation.save()
    again = close_round(open_round, now=now + timedelta(minutes=1))
    assert (again.input_sha256, again.closed_at) == (first.input_sha256, now)


def test_a_draft_cannot_be_closed(draft: MatchRound, now: datetime) -> None:
    with pytest.raises(WrongState):
        close_round(draft, now=now)


def test_a_round_without_a_place_is_not_closed(open_round: MatchRound, enrollment: Enrollment, now: datetime) -> None:
    with pytest.raises(NothingToMatch):
        close_round(open_round, now=now)
    open_round.refresh_from_db()
    assert open_round.state == State.OPEN
    assert not hasattr(open_round, "snapshot")


def test_reopening_unlocks_the_lists_and_draws_a_new_lottery(
    open_round: MatchRound, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    submitted = PreferenceListFactory.create(round=open_round, enrollment=enrollment, ranks=[participation])
    closed = close_round(open_round, now=now)
    reopened = reopen_round(closed, closes_at=now + timedelta(days=2), now=now)
    submitted.refresh_from_db()
    assert submitted.state == PreferenceList.State.SUBMITTED
    assert (reopened.state, reopened.input_sha256, reopened.closed_at) == (State.OPEN, "", None)
    assert reopened.nonce != closed.nonce


def test_a_published_round_is_neither_reopened_nor_cancelled(open_round: MatchRound, now: datetime) -> None:
    open_round.state = State.PUBLISHED
    MatchRound.objects.filter(pk=open_round.pk).update(state=State.CANCELLED)
    with pytest.raises(WrongState):
        reopen_round(open_round, closes_at=now + timedelta(days=2), now=now)


def test_dates_stand_once_the_lists_are_closed(
    open_round: MatchRound, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    later = now + timedelta(days=8)
    assert edit_round(open_round, name="Autumn", opens_at=None, closes_at=later, now=now).closes_at == later
    close_round(open_round, now=now)
    with pytest.raises(WrongState):
        edit_round(open_round, name="Winter", opens_at=None, closes_at=later, now=now)


def test_a_department_takes_no_more_than_its_limit(
    open_round: MatchRound, mentors: list[MentorParticipation], now: datetime
) -> None:
    MentorParticipation.objects.filter(pk__in=[mentor.pk for mentor in mentors[:2]]).update(department="Surgery")
    edit_round(
        open_round,
        name=open_round.name,
        opens_at=None,
        closes_at=open_round.closes_at,
        department_limits={"Surgery": 1, "Paediatrics": 3},
        now=now,
    )
    for _number in range(3):
        PreferenceListFactory.create(round=open_round, ranks=mentors)
    run_all(close_round(open_round, now=now), now)
    for proposal in open_round.proposals.all():
        assert proposal.state == "ready"
        assert proposal.pairs.filter(participation__department="Surgery").count() == 1
    stable = open_round.proposals.get(strategy="choice-stable")
    unmatched = stable.pairs.get(participation=None)
    assert "group-full" in {state for _name, state, _rule in unmatched.reason["higher"]}


def test_a_seed_drawn_elsewhere_keeps_its_commitment_only_before_opening(
    draft: MatchRound, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    changed = set_seed(draft, seed=7)
    assert changed.commitment == commitment(7, changed.nonce)
    rounds.open_round(draft, now=now)
    assert set_seed(draft, seed=8).commitment == ""


def test_the_seed_is_frozen_with_the_input(
    open_round: MatchRound, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    close_round(open_round, now=now)
    assert set_seed(open_round, seed=open_round.seed).state == State.CLOSED
    with pytest.raises(SeedIsFixed, match=str(open_round.seed)):
        set_seed(open_round, seed=open_round.seed + 1)

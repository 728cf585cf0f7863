"""Changing one pair by hand."""

import json
import zlib
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core.errors import WrongState
from matching.errors import NotInSnapshot
from matching.models import MatchRound, Proposal, ProposedPair
from matching.services.overrides import change_pair
from matching.services.rounds import reopen_round
from pairs.errors import NotEligible
from people.errors import PlacesTaken
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.people import MentorParticipationFactory
from tests.rounds import publish


@pytest.fixture
def stable(proposed_round: MatchRound) -> Proposal:
    return proposed_round.proposals.get(strategy="choice-stable")


@pytest.fixture
def first(stable: Proposal, mentors: list[MentorParticipation]) -> ProposedPair:
    """The pair of the mentor whom three mentees put first."""
    return stable.pairs.get(participation=mentors[0])


def test_a_mentee_is_moved_and_the_cost_is_kept(
    stable: Proposal, first: ProposedPair, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    change = change_pair(
        stable, enrollment=first.enrollment, participation=None, reason=" Leaves in May. ", by=coordinator, now=now
    )
    first.refresh_from_db()
    stable.refresh_from_db()
    assert (first.participation, first.rank, first.overridden) == (None, None, True)
    assert (change.before, change.after, change.reason) == (mentors[0], None, "Leaves in May.")
    assert change.cost["first_choice"] == [1, 0]
    assert change.cost["matched"] == [3, 2]
    assert stable.metrics["matched"] == 2


def test_the_freed_place_can_be_given_to_somebody_else(
    stable: Proposal, first: ProposedPair, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    unmatched = stable.pairs.get(participation=None)
    change_pair(stable, enrollment=first.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    change_pair(
        stable, enrollment=unmatched.enrollment, participation=mentors[0], reason="Fits.", by=coordinator, now=now
    )
    unmatched.refresh_from_db()
    assert (unmatched.participation, unmatched.rank) == (mentors[0], None)
    assert stable.overrides.count() == 2


def test_a_full_mentor_is_refused(
    stable: Proposal, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    unmatched = stable.pairs.get(participation=None)
    with pytest.raises(PlacesTaken):
        change_pair(
            stable, enrollment=unmatched.enrollment, participation=mentors[0], reason="Fits.", by=coordinator, now=now
        )


def test_what_the_round_leaves_out_is_refused_without_a_reason(
    stable: Proposal, first: ProposedPair, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    unmatched = stable.pairs.get(participation=None)
    left_out = [[unmatched.enrollment.mentee_id, mentors[0].mentor_id]]
    stable.round.snapshot.undisclosed = zlib.compress(json.dumps(left_out).encode())
    stable.round.snapshot.save()
    change_pair(stable, enrollment=first.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    with pytest.raises(NotEligible, match="not eligible"):
        change_pair(
            stable, enrollment=unmatched.enrollment, participation=mentors[0], reason="Fits.", by=coordinator, now=now
        )


def test_a_mentor_on_leave_is_refused(
    stable: Proposal, first: ProposedPair, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    change_pair(stable, enrollment=first.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    MentorParticipation.objects.filter(pk=mentors[0].pk).update(state=MentorParticipation.State.PAUSED)
    with pytest.raises(NotEligible):
        change_pair(
            stable, enrollment=first.enrollment, participation=mentors[0], reason="Back.", by=coordinator, now=now
        )


def test_a_full_department_is_refused(
    stable: Proposal, first: ProposedPair, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    MentorParticipation.objects.update(department="Surgery")
    MatchRound.objects.update(department_limits={"Surgery": 2})
    unmatched = stable.pairs.get(participation=None)
    change_pair(stable, enrollment=first.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    with pytest.raises(PlacesTaken, match="department"):
        change_pair(
            stable, enrollment=unmatched.enrollment, participation=mentors[0], reason="Fits.", by=coordinator, now=now
        )


def test_a_change_that_changes_nothing_is_refused(
    stable: Proposal, first: ProposedPair, coordinator: User, now: datetime
) -> None:
    with pytest.raises(WrongState):
        change_pair(
            stable,
            enrollment=first.enrollment,
            participation=first.participation,
            reason="As it is.",
            by=coordinator,
            now=now,
        )


def test_a_mentor_who_joined_after_closing_is_refused(
    stable: Proposal, first: ProposedPair, cycle: Cycle, coordinator: User, now: datetime
) -> None:
    late = MentorParticipationFactory.create(cycle=cycle)
    with pytest.raises(NotInSnapshot):
        change_pair(stable, enrollment=first.enrollment, participation=late, reason="New.", by=coordinator, now=now)
    first.refresh_from_db()
    assert not first.overridden


def test_only_mentors_of_the_frozen_round_can_be_chosen(
    stable: Proposal, mentors: list[MentorParticipation], cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    late = MentorParticipationFactory.create(cycle=cycle)
    page = sign_in(coordinator).get(f"/proposals/{stable.pk}/change-pair/").content.decode()
    assert str(mentors[0].mentor) in page
    assert str(late.mentor) not in page


def test_a_mentee_who_left_is_given_nobody_any_more(
    stable: Proposal, first: ProposedPair, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    change_pair(stable, enrollment=first.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    Enrollment.objects.filter(pk=first.enrollment_id).update(state=Enrollment.State.WITHDRAWN)
    with pytest.raises(NotEligible):
        change_pair(
            stable, enrollment=first.enrollment, participation=mentors[0], reason="Back.", by=coordinator, now=now
        )


def test_a_round_that_was_opened_again_refuses_its_old_proposals(
    stable: Proposal, first: ProposedPair, coordinator: User, now: datetime
) -> None:
    reopen_round(stable.round, closes_at=now + timedelta(days=1), now=now)
    with pytest.raises(WrongState):
        change_pair(stable, enrollment=first.enrollment, participation=None, reason="-", by=coordinator, now=now)
    with pytest.raises(WrongState):
        publish(stable, by=coordinator, now=now)

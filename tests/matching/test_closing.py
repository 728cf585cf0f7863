"""A year that closes completes its pairs, takes back what is open, cancels what is planned, and tells both sides."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import WrongState
from matching.models import MatchRound, Offer
from matching.services.rounds import create_round
from notifications.events import get_event
from notifications.models import Message
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState
from programs.services.cycles import advance_cycle
from sessions.models import Attendance, MentoringSession
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, OfferFactory, proposed
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import AttendanceFactory, SessionFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


def _close(cycle: Cycle) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.CLOSING)
    advance_cycle(cycle, to=CycleState.CLOSED, now=timezone.now(), confirmed=True)


def test_pairs_are_completed_their_places_free_and_both_are_told(
    pair: Mentorship, cycle: Cycle, participation: MentorParticipation
) -> None:
    paused = MentorshipFactory.create(cycle=cycle, state=Mentorship.State.PAUSED)
    _close(cycle)
    for one in (pair, paused):
        one.refresh_from_db()
        assert (one.state, one.ended_on is not None) == (Mentorship.State.COMPLETED, True)
    participation.refresh_from_db()
    assert participation.places_taken == 0
    assert Message.objects.filter(event="pair_completed").count() == 4
    assert not Message.objects.filter(event="pair_ended").exists()
    message = Message.objects.get(event="pair_completed", recipient=pair.mentee)
    kind = get_event("pair_completed")
    assert kind.still_matters(message)
    text = render_to_string(kind.template, kind.context(message) | {"recipient": pair.mentee, "url": "https://x"})
    assert f"your mentorship with {pair.mentor.display_name} is complete" in text


def test_what_is_planned_is_cancelled_for_pairs_and_workshops(
    pair: Mentorship, cycle: Cycle, coordinator: User
) -> None:
    soon = timezone.now() + timedelta(days=5)
    behind = SessionFactory.create(mentorship=pair, starts_at=timezone.now() - timedelta(days=5))
    session = SessionFactory.create(mentorship=pair, starts_at=soon)
    workshop = WorkshopFactory.create(cycle=cycle, starts_at=soon + timedelta(days=1))
    guest = AttendanceFactory.create(session=workshop)
    waiting = AttendanceFactory.create(
        session=workshop, state=Attendance.State.WAITLISTED, waiting_since=timezone.now()
    )
    _close(cycle)
    states = dict(MentoringSession.objects.values_list("pk", "state"))
    assert states == {behind.pk: "scheduled", session.pk: "cancelled", workshop.pk: "cancelled"}
    told = set(Message.objects.filter(event="session_cancelled").values_list("recipient", flat=True))
    assert told == {pair.mentee_id, pair.mentor_id, guest.user_id, waiting.user_id}


def test_offers_and_rounds_that_are_open_are_taken_back(cycle: Cycle) -> None:
    offer = OfferFactory.create(proposed_pair__proposal__round__cycle=cycle)
    match_round = MatchRound.objects.get(cycle=cycle)
    assert match_round.state in MatchRound.LIVE
    _close(cycle)
    offer.refresh_from_db()
    match_round.refresh_from_db()
    assert (offer.state, match_round.state) == (Offer.State.EXPIRED, MatchRound.State.CANCELLED)


def test_other_years_go_on(pair: Mentorship) -> None:
    other = MentorshipFactory.create()
    _close(pair.cycle)
    other.refresh_from_db()
    assert other.state == Mentorship.State.ACTIVE


def test_offers_that_are_made_while_the_year_closes_are_taken_back_too(
    cycle: Cycle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever publishes at the same moment holds the round's lock; closing waits for it."""
    MatchRoundFactory.create(cycle=cycle)
    offers: list[Offer] = []

    def wait_for_the_lock(match_round: MatchRound) -> MatchRound:
        MatchRound.objects.filter(pk=match_round.pk).update(state=MatchRound.State.CANCELLED)
        offers.append(OfferFactory.create(proposed_pair__proposal__round__cycle=cycle))
        return match_round

    monkeypatch.setattr("matching.services.endings.cancel_round", wait_for_the_lock)
    _close(cycle)
    offers[0].refresh_from_db()
    assert offers[0].state == Offer.State.EXPIRED


def test_nobody_is_matched_in_a_year_that_is_closed(cycle: Cycle, coordinator: User, sign_in: SignIn) -> None:
    before = Cycle.objects.get(pk=cycle.pk)
    parent = proposed(OfferFactory.create(proposed_pair__proposal__round__cycle=cycle)).proposal.round
    _close(cycle)
    closes_at = timezone.now() + timedelta(days=3)
    with pytest.raises(WrongState, match="This cycle is closed"):
        create_round(cycle=before, name="One more", closes_at=closes_at)
    url = reverse("matching:create-supplement", kwargs={"pk": parent.pk})
    page = sign_in(coordinator).get(url, follow=True)
    assert "This cycle is closed" in page.content.decode()
    assert not MatchRound.objects.exclude(pk=parent.pk).exists()

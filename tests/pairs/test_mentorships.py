"""Pairs that pause and end, and people who leave."""

from datetime import datetime

import pytest
from django.urls import reverse

from core.errors import WrongState
from matching.models import Offer
from notifications.models import Message
from pairs.models import Mentorship
from pairs.services.mentorships import end_mentorship
from pairs.signals import mentorship_ended
from people.models import Enrollment, MentorParticipation
from people.signals import enrollment_withdrawn, participation_changed
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.matching import OfferFactory
from tests.factories.pairs import MentorshipFactory

State = Mentorship.State


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    enrollment.state = Enrollment.State.MATCHED
    enrollment.save()
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


def _places(participation: MentorParticipation) -> int:
    return MentorParticipation.objects.get(pk=participation.pk).places_taken


def test_a_pair_ends_without_fault(pair: Mentorship, participation: MentorParticipation, now: datetime) -> None:
    heard: list[Mentorship] = []
    mentorship_ended.connect(lambda sender, mentorship, **_: heard.append(mentorship), weak=False, dispatch_uid="test")
    ended = end_mentorship(pair, by=pair.mentee, now=now)
    end_mentorship(pair, by=pair.mentee, now=now)
    mentorship_ended.disconnect(dispatch_uid="test")
    assert (ended.state, ended.ended_on) == (State.ENDED, now.date())
    assert _places(participation) == 0
    assert Enrollment.objects.get(mentee=pair.mentee).state == Enrollment.State.WAITLISTED
    assert [message.recipient for message in Message.objects.filter(event="pair_ended")] == [pair.mentor]
    assert heard == [pair]


def test_a_completed_pair_does_not_end_again(pair: Mentorship, now: datetime) -> None:
    Mentorship.objects.update(state=State.COMPLETED)
    with pytest.raises(WrongState):
        end_mentorship(pair, now=now)


@pytest.mark.parametrize("back", ["ready", "accepted"])
def test_leave_pauses_the_pair_and_return_resumes_it(
    pair: Mentorship, participation: MentorParticipation, back: str, now: datetime
) -> None:
    for state, expected in (("paused", State.PAUSED), (back, State.ACTIVE)):
        participation.state = state
        participation_changed.send(sender=MentorParticipation, participation=participation, now=now)
        pair.refresh_from_db()
        assert (pair.state, pair.resumed_on is None) == (expected, expected == State.PAUSED)
    assert _places(participation) == 1


def test_a_mentor_who_leaves_gives_offers_and_places_back(
    pair: Mentorship, cycle: Cycle, participation: MentorParticipation, now: datetime
) -> None:
    offer = OfferFactory.create(proposed_pair__proposal__round__cycle=cycle, proposed_pair__participation=participation)
    assert _places(participation) == 2
    participation.state = MentorParticipation.State.ENDED
    participation_changed.send(sender=MentorParticipation, participation=participation, now=now)
    pair.refresh_from_db()
    offer.refresh_from_db()
    assert (pair.state, offer.state) == (State.MENTOR_LEFT, Offer.State.EXPIRED)
    assert _places(participation) == 0


def test_a_mentee_who_withdraws_ends_the_pair_and_is_not_put_on_the_waiting_list(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    enrollment = pair.enrollment
    assert enrollment
    enrollment.state = Enrollment.State.WITHDRAWN
    enrollment.save()
    enrollment_withdrawn.send(sender=Enrollment, enrollment=enrollment, by=enrollment.mentee, now=now)
    pair.refresh_from_db()
    enrollment.refresh_from_db()
    assert (pair.state, enrollment.state) == (State.WITHDRAWN, Enrollment.State.WITHDRAWN)
    assert _places(participation) == 0


def test_either_of_the_two_ends_it_on_a_page(pair: Mentorship, sign_in: SignIn) -> None:
    url = reverse("pairs:end-pair", kwargs={"mentorship_pk": pair.pk})
    client = sign_in(pair.mentor)
    assert "Your place is free again" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    pair.refresh_from_db()
    assert pair.state == State.ENDED
    Mentorship.objects.update(state=State.COMPLETED)
    assert client.post(url).status_code == 409

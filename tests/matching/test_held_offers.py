"""Silence of somebody whom no message reached is no answer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from core.errors import WrongState
from matching.models import Answer, Offer
from matching.notices.events import MATCH_PUBLISHED, OFFER_PENDING
from matching.services.held_offers import close_held_offer, extend_offer, is_held_open
from matching.services.offers import accept_offer, expire_offers
from notifications.models import Fault, Message
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.matching import OfferFactory, proposed
from tests.factories.notifications import MessageFactory

State = Message.State


@pytest.fixture
def offer(enrollment: Enrollment, participation: MentorParticipation, cycle: Cycle) -> Offer:
    return OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__enrollment=enrollment,
        proposed_pair__participation=participation,
    )


@pytest.fixture
def after(offer: Offer) -> datetime:
    """An hour after the time is up."""
    return offer.expires_at + timedelta(hours=1)


def _told(offer: Offer, person: User, state: str, **more: Any) -> Message:
    about: dict[str, Any] = {"event": MATCH_PUBLISHED, "recipient": person, "subject_pk": str(offer.pk)}
    return MessageFactory.create(**(about | {"state": state, "due_at": offer.made_at} | more))


def _state_after(offer: Offer, after: datetime) -> str:
    expire_offers(now=after)
    offer.refresh_from_db()
    return offer.state


@pytest.mark.parametrize("rule", list(Program.SilenceRule))
@pytest.mark.parametrize("fate", [State.UNDELIVERABLE, State.FAILED, State.EXPIRED, State.PENDING])
def test_an_offer_of_which_the_mentee_was_not_told_stays_open(
    offer: Offer, after: datetime, rule: str, fate: str
) -> None:
    Offer.objects.update(silence_rule=rule)
    _told(offer, offer.participation.mentor, State.SENT)
    _told(offer, offer.enrollment.mentee, fate, fault=Fault.ADDRESS)
    assert _state_after(offer, after) == Offer.State.PENDING
    assert not Mentorship.objects.exists()
    assert MentorParticipation.objects.get(pk=offer.participation_id).places_taken == 1


def test_a_reminder_that_arrived_or_a_message_read_on_the_site_is_enough(offer: Offer, after: datetime) -> None:
    for person in (offer.enrollment.mentee, offer.participation.mentor):
        _told(offer, person, State.UNDELIVERABLE)
    _told(offer, offer.enrollment.mentee, State.SENT, event=OFFER_PENDING)
    Message.objects.filter(recipient=offer.participation.mentor).update(read_at=offer.made_at)
    assert _state_after(offer, after) != Offer.State.PENDING


@pytest.mark.parametrize("in_digest", [False, True])
def test_silence_after_news_that_came_in_the_last_hour_is_no_answer(
    offer: Offer, after: datetime, in_digest: bool
) -> None:
    """The worker stood still for a week, and everything went out at once, just before the time was up."""
    Offer.objects.update(silence_rule=Program.SilenceRule.ACCEPT)
    late = offer.expires_at - timedelta(hours=1)
    for person in (offer.enrollment.mentee, offer.participation.mentor):
        email = MessageFactory.create(recipient=person, event="digest", sent_at=late) if in_digest else None
        _told(offer, person, State.SENT, sent_at=late, digest=email)
    assert _state_after(offer, after) == Offer.State.PENDING
    assert not Mentorship.objects.exists()


def test_a_reminder_on_the_day_before_is_in_time(offer: Offer, after: datetime) -> None:
    Offer.objects.update(silence_rule=Program.SilenceRule.ACCEPT)
    for person in (offer.enrollment.mentee, offer.participation.mentor):
        _told(offer, person, State.SENT, event=OFFER_PENDING, sent_at=offer.expires_at - timedelta(hours=23))
    assert _state_after(offer, after) == Offer.State.ACCEPTED


def test_news_in_a_digest_that_did_not_arrive_did_not_arrive(offer: Offer, after: datetime) -> None:
    mentee = offer.enrollment.mentee
    digest = MessageFactory.create(recipient=mentee, event="digest", state=State.UNDELIVERABLE)
    _told(offer, mentee, State.SENT, digest=digest)
    assert _state_after(offer, after) == Offer.State.PENDING
    digest.state = State.SENT
    digest.save()
    assert _state_after(offer, after) != Offer.State.PENDING


def test_who_answered_need_not_have_been_reached(offer: Offer, after: datetime) -> None:
    _told(offer, offer.enrollment.mentee, State.UNDELIVERABLE)
    _told(offer, offer.participation.mentor, State.SENT)
    accept_offer(offer, by=offer.enrollment.mentee, now=offer.made_at + timedelta(days=1))
    assert _state_after(offer, after) != Offer.State.PENDING


def test_an_answer_still_counts_while_the_offer_is_held_open(offer: Offer, after: datetime) -> None:
    _told(offer, offer.enrollment.mentee, State.UNDELIVERABLE)
    accept_offer(offer, by=offer.participation.mentor, now=after)
    accept_offer(offer, by=offer.enrollment.mentee, now=after)
    assert Mentorship.objects.count() == 1


def test_more_time_writes_to_both_again_and_silence_counts_once_they_were_told(offer: Offer, after: datetime) -> None:
    _told(offer, offer.enrollment.mentee, State.UNDELIVERABLE)
    extend_offer(offer, told=True, now=after)
    offer.refresh_from_db()
    assert offer.expires_at > after + timedelta(days=6)
    anew = Message.objects.filter(event=MATCH_PUBLISHED, state=State.PENDING)
    assert {message.reader for message in anew} == {offer.enrollment.mentee, offer.participation.mentor}
    assert _state_after(offer, offer.expires_at) != Offer.State.PENDING


def test_more_time_alone_does_not_make_silence_an_answer(offer: Offer, after: datetime) -> None:
    _told(offer, offer.enrollment.mentee, State.UNDELIVERABLE)
    extend_offer(offer, told=False, now=after)
    offer.refresh_from_db()
    Message.objects.filter(state=State.PENDING).update(state=State.UNDELIVERABLE)
    assert _state_after(offer, offer.expires_at) == Offer.State.PENDING
    assert is_held_open(offer, now=offer.expires_at)


def test_a_held_offer_can_be_closed_and_the_place_is_free(offer: Offer, after: datetime) -> None:
    _told(offer, offer.enrollment.mentee, State.UNDELIVERABLE)
    close_held_offer(offer, now=after)
    offer.refresh_from_db()
    assert (offer.state, offer.mentee_answer) == (Offer.State.EXPIRED, Answer.NONE)
    assert MentorParticipation.objects.get(pk=offer.participation_id).places_taken == 0


@pytest.mark.parametrize("step", [close_held_offer, lambda offer, now: extend_offer(offer, told=True, now=now)])
def test_an_offer_that_is_not_held_open_runs_its_course(offer: Offer, after: datetime, step: Any) -> None:
    with pytest.raises(WrongState):
        step(offer, now=after)
    _told(offer, offer.enrollment.mentee, State.UNDELIVERABLE)
    with pytest.raises(WrongState):
        step(offer, now=offer.expires_at - timedelta(hours=1))


def test_the_coordinator_sees_it_with_a_way_to_go_on(
    sign_in: SignIn, coordinator: User, offer: Offer, after: datetime
) -> None:
    _told(offer, offer.enrollment.mentee, State.UNDELIVERABLE)
    with time_machine.travel(after, tick=False):
        desk = sign_in(coordinator)
        path = f"/rounds/{proposed(offer).proposal.round_id}/offers/"
        html = desk.get(path).content.decode()
        assert "Held open: our email didn’t arrive" in html
        assert offer.enrollment.mentee.email in html
        assert "1 offer is on hold" in desk.get("/").content.decode()
        page = desk.post(f"/offers/{offer.pk}/extend/", {"told": "1"}, follow=True)
        assert "Both have more time" in page.content.decode()
        assert "Held open" not in desk.get(path).content.decode()


def test_the_person_reads_that_an_answer_still_counts(
    sign_in: SignIn, mentor: User, offer: Offer, after: datetime
) -> None:
    _told(offer, mentor, State.UNDELIVERABLE)
    with time_machine.travel(after, tick=False):
        client = sign_in(mentor)
        assert "Your answer still counts." in client.get(f"/offers/{offer.pk}/").content.decode()
        client.post(f"/offers/{offer.pk}/answer/", {"answer": "accept"})
    offer.refresh_from_db()
    assert offer.mentor_answer == Answer.ACCEPTED

"""Every notice of a round can be written and leads to a page."""

from datetime import datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import resolve

from accounts.models import User
from matching.models import MatchRound, Offer
from matching.services.announcements import nudge_mentees
from matching.services.offers import accept_offer, decline_offer
from matching.services.overrides import change_pair
from notifications.events import get_event
from notifications.models import Message
from pairs.services.mentorships import end_mentorship
from people.models import MentorParticipation
from people.services.withdrawals import withdraw_enrollment
from tests.factories.matching import PreferenceListFactory
from tests.factories.people import MentorParticipationFactory
from tests.rounds import publish


@pytest.fixture
def offers(proposed_round: MatchRound, coordinator: User, now: datetime) -> list[Offer]:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    publish(proposal, by=coordinator, now=now)
    return list(Offer.objects.select_related("enrollment__mentee", "participation__mentor"))


def _read(event: str) -> list[str]:
    """The texts of all messages of the event that still matter; each leads to a page."""
    kind = get_event(event)
    texts = []
    for message in Message.objects.filter(event=event):
        assert resolve(kind.path(message)).url_name
        if kind.still_matters(message):
            texts.append(str(render_to_string(kind.template, kind.context(message))))
    return texts


def test_a_published_match(offers: list[Offer]) -> None:
    texts = _read("match_published")
    assert len(texts) == 6
    assert any(str(offers[0].participation.mentor) in text for text in texts)
    assert all(text.startswith("Compass: your match is here\n") for text in texts)


def test_reminders_stop_with_the_answer(offers: list[Offer], now: datetime) -> None:
    assert len(_read("offer_pending")) == 12
    accept_offer(offers[0], by=offers[0].enrollment.mentee, now=now)
    assert len(_read("offer_pending")) == 10


def test_no_match_a_closed_offer_and_the_beginning_and_end_of_a_pair(offers: list[Offer], now: datetime) -> None:
    first, second, _third = offers
    decline_offer(first, by=first.participation.mentor, reason="No time", now=now)
    for person in (second.enrollment.mentee, second.participation.mentor):
        accept_offer(second, by=person, now=now)
    begun = _read("pair_started")
    second.refresh_from_db()
    assert second.mentorship
    end_mentorship(second.mentorship, now=now)
    closed = _read("offer_closed")
    assert len(_read("no_match")) == 1
    ended = _read("pair_ended")
    assert len(begun) == len(ended) == 2
    assert len(closed) == 1
    # A subject line is read over the shoulder: the news stands in the letter.
    assert closed[0].startswith("Compass: an update on your offer\n")
    assert ended[0].startswith("Compass: an update on your mentorship\n")
    assert "No time" not in closed[0]
    assert _read("pair_started") == []


def _recipients(event: str) -> set[User]:
    return {message.reader for message in Message.objects.filter(event=event)}


def test_a_mentor_who_gets_nobody_is_told_that_the_place_is_kept(
    proposed_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    """A mentor who joined after the lists closed, one on leave and one with a mentee are not written to."""
    idle, on_leave, full = mentors
    MentorParticipationFactory.create(cycle=proposed_round.cycle)
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    for pair in proposal.pairs.exclude(participation=None).exclude(participation=full):
        change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="Later.", by=coordinator, now=now)
    MentorParticipation.objects.filter(pk=on_leave.pk).update(state=MentorParticipation.State.PAUSED)
    publish(proposal, by=coordinator, now=now)
    assert _recipients("no_mentee") == {idle.mentor}
    [text] = _read("no_mentee")
    assert text.startswith("Compass: the results are out\n")
    assert "your place is kept" in text
    MentorParticipation.objects.filter(pk=idle.pk).update(places_taken=1)
    assert _read("no_mentee") == []


def test_mentors_with_a_mentee_hear_of_their_offer_alone(offers: list[Offer]) -> None:
    assert {offer.participation.mentor for offer in offers} <= _recipients("match_published")
    assert not _recipients("no_mentee")


def test_who_withdrew_before_or_after_publication_reads_nothing_of_it(
    proposed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    gone = proposal.pairs.exclude(participation=None)[0].enrollment
    leaves_later = proposal.pairs.get(participation=None).enrollment
    withdraw_enrollment(gone, by=gone.mentee, now=now)
    change_pair(proposal, enrollment=gone, participation=None, reason="Left.", by=coordinator, now=now)
    publish(proposal, by=coordinator, now=now)
    assert _recipients("no_match") == {leaves_later.mentee}
    assert len(_read("no_match")) == 1
    leaves_later.refresh_from_db()
    withdraw_enrollment(leaves_later, by=leaves_later.mentee, now=now)
    assert _read("no_match") == []


def test_a_longer_list(open_round: MatchRound, mentors: list[MentorParticipation], now: datetime) -> None:
    PreferenceListFactory.create(round=open_round, ranks=[mentors[0]])
    nudge_mentees(open_round, now=now)
    nudge_mentees(open_round, now=now + timedelta(hours=1))
    [text] = _read("widen_list")
    assert str(mentors[0].mentor) not in text

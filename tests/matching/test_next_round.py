"""Who is in the next round is reckoned once, and offers and pages say it only to them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import Answer, MatchRound, Offer
from matching.queries.places import has_a_place, mentors_with_a_place
from matching.queries.proposals import revision_of
from matching.services.announcements import recipients_of_publication
from matching.services.overrides import change_pair
from notifications.models import Message
from people.models import Enrollment, MentorParticipation
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.matching import OfferFactory
from tests.factories.people import EnrollmentFactory
from tests.rounds import publish

PLACES: dict[str, dict[str, Any]] = {
    "free": {},
    "taken": {"places_taken": 2},
    "paused": {"state": "paused"},
    "away then": {"away_from": "2026-09-01", "away_until": "2027-01-01"},
    "back by then": {"away_from": "2026-09-01", "away_until": "2026-10-05"},
}


@pytest.mark.parametrize("case", PLACES)
def test_who_keeps_a_place_is_one_rule_for_rows_and_for_a_mentor(
    cycle: Cycle, participation: MentorParticipation, now: datetime, case: str
) -> None:
    MentorParticipation.objects.update(capacity=2)
    MentorParticipation.objects.filter(pk=participation.pk).update(**PLACES[case])
    participation.refresh_from_db()
    day = cycle.local_day(now)
    found = participation in mentors_with_a_place(cycle, day=day)
    assert found == has_a_place(participation, day=day) == (case in ("free", "back by then"))


@pytest.fixture
def offer(enrollment: Enrollment, participation: MentorParticipation, cycle: Cycle) -> Offer:
    return OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__enrollment=enrollment,
        proposed_pair__participation=participation,
        proposed_pair__reason={"mentors": [["mentor-1", 1, "list"]], "higher": [], "why": "placed"},
    )


def _page(client: Client, offer: Offer) -> str:
    return client.get(reverse("matching:show-offer", args=[offer.pk])).content.decode()


def test_a_mentee_who_withdrew_reads_of_no_next_round(offer: Offer, student: User, sign_in: SignIn) -> None:
    during = offer.made_at + timedelta(hours=1)
    withdraw_enrollment(offer.enrollment, by=student, now=during)
    with time_machine.travel(during, tick=False):
        page = _page(sign_in(student), offer)
    assert "This pairing won’t go ahead" in page
    assert "next round" not in page


def test_after_the_time_there_is_no_form_though_nobody_settled_the_offer(
    offer: Offer, student: User, sign_in: SignIn
) -> None:
    with time_machine.travel(offer.expires_at, tick=False):
        page = _page(sign_in(student), offer)
    assert "The time to answer is over." in page
    assert reverse("matching:answer-offer", args=[offer.pk]) not in page


def test_a_pending_offer_says_that_the_other_said_yes(
    offer: Offer, student: User, mentor: User, sign_in: SignIn
) -> None:
    with time_machine.travel(offer.made_at + timedelta(hours=1), tick=False):
        assert "said yes" not in _page(sign_in(student), offer)
        Offer.objects.update(mentor_answer=Answer.ACCEPTED)
        assert "Dr Nambozo-Hale said yes" in _page(sign_in(student), offer)


def test_the_button_counts_whom_publishing_tells(
    proposed_round: MatchRound, mentors: list[MentorParticipation], coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    """Each once, also who is mentee and mentor; and not who left since the lists closed."""
    leaver = EnrollmentFactory.create(cycle=proposed_round.cycle)
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    unmatched = proposal.pairs.get(participation=None).enrollment
    MentorParticipation.objects.filter(pk=mentors[2].pk).update(mentor=unmatched.mentee)
    withdraw_enrollment(leaver, by=leaver.mentee, now=now)
    count = len(recipients_of_publication(proposal, now=now))
    page = sign_in(coordinator).get(
        reverse("matching:show-round", args=[proposed_round.pk]) + f"?proposal={proposal.pk}"
    )
    assert f"Publish 3 pairs and notify {count} people" in page.content.decode()
    Message.objects.all().delete()
    publish(proposal, by=coordinator, now=now)
    told = Message.objects.filter(event__in=("match_published", "no_match", "no_mentee"))
    assert told.values("recipient").distinct().count() == count == 6


def test_a_proposal_without_a_pair_is_not_published(
    proposed_round: MatchRound, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    for pair in proposal.pairs.exclude(participation=None):
        change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    desk = sign_in(coordinator)
    url = reverse("matching:show-round", args=[proposed_round.pk]) + f"?proposal={proposal.pk}"
    page = desk.get(url).content.decode()
    assert "has no pairs, so there’s nothing to publish" in page
    assert "Publish 0" not in page
    proposal.refresh_from_db()
    data = {"proposal": proposal.pk, "revision": revision_of(proposal), "name": proposed_round.name}
    refused = desk.post(reverse("matching:publish-round", args=[proposed_round.pk]), data)
    assert refused.status_code == 422
    assert not Offer.objects.exists()

"""A mentee would rather not be paired with somebody, and nobody else ever knows."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import Answer, MatchRound, Offer
from matching.queries.preferences import rankable
from matching.services import preferences
from matching.services.formations import create_formation
from matching.services.offers import expire_offers
from matching.services.shortlist import add_to_shortlist
from notifications.models import Message
from pairs.models import Avoidance, Mentorship, PeerAvoidance
from pairs.queries.eligibility import avoided_peers
from pairs.services.avoidances import avoid_mentor, undo_avoidance
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.matching import OfferFactory
from tests.factories.pairs import ConflictFactory
from tests.formations import formed


@pytest.fixture
def avoided(enrollment: Enrollment, participation: MentorParticipation, now: datetime) -> Avoidance:
    for _ in range(2):
        avoid_mentor(enrollment, participation=participation, now=now)
    return Avoidance.objects.get()


def test_it_rules_the_pairing_out_until_it_is_taken_back(
    enrollment: Enrollment, participation: MentorParticipation, avoided: Avoidance, now: datetime
) -> None:
    assert not rankable(enrollment, [participation.pk], now=now)
    for _ in range(2):
        undo_avoidance(enrollment, participation=participation)
    assert rankable(enrollment, [participation.pk], now=now)


def test_it_takes_the_mentor_off_the_list_and_the_shortlist(
    enrollment: Enrollment, participation: MentorParticipation, open_round: MatchRound, now: datetime
) -> None:
    add_to_shortlist(enrollment, participation=participation)
    own = preferences.add_mentor(enrollment, match_round=open_round, participation=participation.pk, now=now)
    avoid_mentor(enrollment, participation=participation, now=now)
    assert not own.items.exists()
    assert not enrollment.shortlist.exists()


def test_a_closed_list_stays_as_it_was_handed_in(
    enrollment: Enrollment, participation: MentorParticipation, open_round: MatchRound, now: datetime
) -> None:
    own = preferences.add_mentor(enrollment, match_round=open_round, participation=participation.pk, now=now)
    avoid_mentor(enrollment, participation=participation, now=open_round.closes_at)
    assert own.items.count() == 1


@pytest.fixture
def offer(enrollment: Enrollment, participation: MentorParticipation, cycle: Cycle) -> Offer:
    return OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__enrollment=enrollment,
        proposed_pair__participation=participation,
    )


@pytest.mark.parametrize("late", [False, True])
def test_it_says_no_to_an_open_offer(
    offer: Offer, enrollment: Enrollment, participation: MentorParticipation, mentor: User, sign_in: SignIn, late: bool
) -> None:
    """Also when its time is up and nobody settled it yet."""
    now = offer.expires_at + timedelta(hours=1 if late else -1)
    avoid_mentor(enrollment, participation=participation, now=now)
    assert expire_offers(now=offer.expires_at + timedelta(hours=2)) == 0
    assert not Mentorship.objects.exists()
    offer.refresh_from_db()
    participation.refresh_from_db()
    assert (offer.state, participation.places_taken) == (Offer.State.DECLINED, 0)
    assert list(Message.objects.values_list("event", "recipient")) == [("offer_closed", mentor.pk)]
    page = sign_in(mentor).get(f"/offers/{offer.pk}/").content.decode()
    assert "This pairing won’t go ahead" in page
    assert not any(word in page for word in ("Declined", "rather not", "avoid"))


def test_silence_towards_somebody_whom_the_mentee_avoids_is_a_plain_no(offer: Offer) -> None:
    """An offer that is made while the mentee says so, in a program in which silence counts as yes."""
    Avoidance.objects.create(mentee=offer.enrollment.mentee, mentor=offer.participation.mentor)
    assert expire_offers(now=offer.expires_at) == 1
    offer.refresh_from_db()
    assert (offer.state, offer.mentee_answer) == (Offer.State.DECLINED, Answer.DECLINED)
    assert not Mentorship.objects.exists()


def test_only_the_mentee_sees_it(
    avoided: Avoidance, student: User, mentor: User, coordinator: User, admin: User, safeguarding_officer: User
) -> None:
    for person in (student, mentor, coordinator, admin, safeguarding_officer):
        assert (avoided in Avoidance.objects.visible_to(person)) is (person == student)


def test_the_page_offers_it_and_takes_it_back(
    student: User, participation: MentorParticipation, sign_in: SignIn
) -> None:
    client = sign_in(student)
    page = f"/mentors/{participation.pk}/"
    assert "Don’t match me with Dr Nambozo-Hale" in client.get(page).content.decode()
    assert client.post(f"{page}avoid/").status_code == 302
    assert "Only you can see this" in client.get(page).content.decode()
    assert client.post(f"{page}avoid/undo/").status_code == 302
    assert not Avoidance.objects.exists()


def test_coordinator_and_mentor_find_no_trace(
    avoided: Avoidance,
    participation: MentorParticipation,
    mentor: User,
    coordinator: User,
    student: User,
    sign_in: SignIn,
) -> None:
    for person, pages in (
        (mentor, [f"/mentors/{participation.pk}/"]),
        (coordinator, [f"/mentors/{participation.pk}/", "/programs/compass/conflicts/"]),
    ):
        for page in pages:
            text = sign_in(person).get(page).content.decode()
            assert "rather not" not in text
            assert student.family_name not in text


def test_a_conflict_and_an_avoidance_look_the_same_to_the_rule(
    enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    ConflictFactory.create(
        institution=enrollment.cycle.program.institution, mentee=enrollment.mentee, mentor=participation.mentor
    )
    assert not rankable(enrollment, [participation.pk], now=now)


def test_a_mentor_cannot_avoid_through_the_page(
    mentor: User, participation: MentorParticipation, sign_in: SignIn
) -> None:
    assert sign_in(mentor).post(f"/mentors/{participation.pk}/avoid/").status_code == 403
    assert not Avoidance.objects.exists()


def _named(client: Client, cycle: Cycle, address: str) -> Any:
    return client.post(reverse("pairs:list-avoided-peers", args=[cycle.pk]), {"address": address}, follow=True)


def test_a_peer_names_somebody_by_address_and_is_not_put_together_with_them(
    peer_cycle: Cycle, sign_in: SignIn, now: datetime
) -> None:
    ada, bo, *_rest = (one.mentee for one in peer_cycle.enrollments.order_by("pk"))
    client = sign_in(ada)
    for address in (bo.email.upper(), bo.email, "nobody@elsewhere.example"):
        page = _named(client, peer_cycle, address).content.decode()
        assert "Noted." in page  # the same for who takes part and who does not
        assert bo.display_name not in page
    assert avoided_peers(peer_cycle) == {(ada.pk, bo.pk)}
    draft = create_formation(cycle=peer_cycle, by=UserFactory.create(), seed=4172, secret="0" * 16, now=now)
    group_of = dict(formed(draft, now).members.values_list("enrollment__mentee", "group"))
    assert group_of[ada.pk] != group_of[bo.pk]
    first = min(PeerAvoidance.objects.all(), key=lambda one: one.address != bo.email)
    client.post(reverse("pairs:forget-avoided-peer", args=[peer_cycle.pk, first.pk]))
    assert avoided_peers(peer_cycle) == set()


def test_a_peer_names_neither_themself_nor_more_than_ten_nor_what_is_no_address(
    peer_cycle: Cycle, sign_in: SignIn
) -> None:
    ada, bo, *_rest = (one.mentee for one in peer_cycle.enrollments.order_by("pk"))
    client = sign_in(ada)
    assert _named(client, peer_cycle, ada.email).status_code == 422
    assert _named(client, peer_cycle, "Bo").status_code == 422
    for number in range(10):
        _named(client, peer_cycle, f"person{number}@elsewhere.example")
    assert "Remove one first" in _named(client, peer_cycle, bo.email).content.decode()
    assert PeerAvoidance.objects.count() == 10
    theirs = PeerAvoidance.objects.all()[0]
    sign_in(bo).post(reverse("pairs:forget-avoided-peer", args=[peer_cycle.pk, theirs.pk]))
    assert PeerAvoidance.objects.count() == 10

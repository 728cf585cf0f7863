"""A year does not move on over people's heads: the coordinator reads what is open, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from matching.models import Offer
from matching.services.offers import accept_offer
from pairs.models import Mentorship
from programs.errors import UnfinishedWork
from programs.models import Cycle, CycleState
from programs.services.cycles import advance_cycle
from tests.factories.matching import MatchRoundFactory, OfferFactory, proposed

SignIn = Callable[[User], Client]


@pytest.fixture
def offers(cycle: Cycle, now: datetime) -> list[Offer]:
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.MATCHING)
    first = OfferFactory.create(
        proposed_pair__proposal__round__cycle=cycle,
        proposed_pair__proposal__round__state="cancelled",
        expires_at=now + timedelta(days=7),
    )
    second = OfferFactory.create(
        proposed_pair__proposal=proposed(first).proposal,
        proposed_pair__enrollment__cycle=cycle,
        proposed_pair__participation__cycle=cycle,
        expires_at=now + timedelta(days=8),
    )
    return [first, second]


def test_a_year_does_not_move_past_open_offers_unless_its_coordinator_knows_of_them(
    offers: list[Offer], cycle: Cycle, now: datetime
) -> None:
    with pytest.raises(UnfinishedWork) as refused:
        advance_cycle(cycle, to=CycleState.RUNNING, now=now)
    [sentence] = refused.value.items
    assert sentence.startswith(
        "2 offers are waiting for an answer. They keep their deadlines, the last one Mon 28 Sep 2026"
    )
    cycle.refresh_from_db()
    assert cycle.state == CycleState.MATCHING
    assert advance_cycle(cycle, to=CycleState.RUNNING, now=now, confirmed=True).state == CycleState.RUNNING


def test_offers_keep_their_deadline_and_begin_pairs_when_the_year_has_moved_on(
    offers: list[Offer], cycle: Cycle, now: datetime
) -> None:
    advance_cycle(cycle, to=CycleState.RUNNING, now=now, confirmed=True)
    before = [offer.expires_at for offer in offers]
    for offer in offers:
        offer.refresh_from_db()
        accept_offer(offer, by=offer.enrollment.mentee, now=now)
        accept_offer(offer, by=offer.participation.mentor, now=now)
    assert [offer.expires_at for offer in offers] == before
    assert Mentorship.objects.filter(cycle=cycle, state="active").count() == 2


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("open", "Lists for “Main round” are open until Fri 25 Sep 2026, 17:00 Toronto, and stay open until then."),
        ("closed", None),
    ],
)
def test_open_lists_are_said_before_matching(state: str, words: str | None, cycle: Cycle, now: datetime) -> None:
    MatchRoundFactory.create(cycle=cycle, state=state)
    if words is None:
        advance_cycle(cycle, to=CycleState.MATCHING, now=now)
        return
    with pytest.raises(UnfinishedWork) as refused:
        advance_cycle(cycle, to=CycleState.MATCHING, now=now)
    assert refused.value.items == [words]


def test_a_round_that_is_not_published_is_said_before_the_pairs_meet(cycle: Cycle, now: datetime) -> None:
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.MATCHING)
    MatchRoundFactory.create(cycle=cycle, state="proposed")
    with pytest.raises(UnfinishedWork, match="It stays as it is"):
        advance_cycle(cycle, to=CycleState.RUNNING, now=now)


def test_going_back_asks_nothing(offers: list[Offer], cycle: Cycle, now: datetime) -> None:
    assert advance_cycle(cycle, to=CycleState.RANKING, now=now).state == CycleState.RANKING


def test_the_page_says_what_is_open_and_a_second_click_moves_on(
    offers: list[Offer], cycle: Cycle, coordinator: User, sign_in: SignIn
) -> None:
    url = reverse("programs:advance-cycle", args=[cycle.pk])
    answer = sign_in(coordinator).post(url, {"to": "running"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "2 offers are waiting for an answer." in page
    assert 'name="confirmed"' in page
    cycle.refresh_from_db()
    assert cycle.state == CycleState.MATCHING
    assert sign_in(coordinator).post(url, {"to": "running", "confirmed": "1"}).status_code == 302
    cycle.refresh_from_db()
    assert cycle.state == CycleState.RUNNING

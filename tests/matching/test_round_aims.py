"""What a round aims for: chosen on a page, frozen with its input, and told with what it gave and cost."""

import json
from datetime import datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from matching.models import Attribute, MatchRound, Proposal, Strategy, TogetherWish, Weight
from matching.presentation.aims import aims_told
from matching.presentation.promises import promises_of
from matching.presentation.recommendation import recommend
from matching.services.overrides import change_pair
from matching.services.round_aims import drop_wish, set_aims, wish_together
from matching.services.rounds import close_round, create_round
from matching.services.snapshots import instance_bytes, load_snapshot
from pairs.errors import OwnPair
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, StaffStep
from tests.conftest import SignIn
from tests.factories.matching import PreferenceListFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import run_all


@pytest.fixture
def crowded(open_round: MatchRound, cycle: Cycle) -> list[MentorParticipation]:
    """Three mentees rank the same mentor with three places first, two others after."""
    mentors = MentorParticipationFactory.create_batch(3, cycle=cycle, capacity=3)
    for order in ((0, 1, 2), (0, 1, 2), (0, 2, 1)):
        PreferenceListFactory.create(round=open_round, ranks=[mentors[at] for at in order])
    return mentors


def _balanced(match_round: MatchRound, now: datetime) -> Proposal:
    closed = close_round(match_round, now=now)
    run_all(closed, now)
    return Proposal.objects.get(round=closed, strategy=Strategy.BALANCED)


def test_even_loads_are_frozen_proven_and_told_with_their_cost(
    open_round: MatchRound, crowded: list[MentorParticipation], coordinator: User, now: datetime
) -> None:
    set_aims(open_round, even_weight=Weight.LOT)
    proposal = _balanced(open_round, now)
    instance = load_snapshot(proposal.round.snapshot)
    assert instance.aims
    assert instance.aims.even == Weight.LOT
    assert (proposal.state, proposal.error) == (Proposal.State.READY, "")
    assert proposal.metrics["crowding"] == 0
    assert proposal.metrics["without_aims"]["load"] == [2, 0, 0, 1]
    told = aims_told(proposal.round, proposal)
    assert told == (
        "Aiming for even loads, the busiest mentor has 1 instead of 3 mentees, and mentors without a mentee are 0 "
        "instead of 2. That costs 2 ranks in all: the mean rank is 1.67 instead of 1.00, and 2 fewer get their first "
        "choice."
    )
    ready = list(proposal.round.proposals.all())
    said = recommend(proposal.round, ready)
    assert [meaning.text.endswith(told) for meaning in said.meanings].count(True) == 1
    assert not said.beats(proposal)  # what the round aims for is a figure
    mentee = proposal.pairs.filter(participation=crowded[1]).get()
    change_pair(
        proposal, enrollment=mentee.enrollment, participation=crowded[0], reason="Asked.", by=coordinator, now=now
    )
    proposal.refresh_from_db()
    assert proposal.metrics["crowding"] == 1
    assert "busiest mentor has 2 instead of 3" in aims_told(proposal.round, proposal)


def test_mentees_of_a_mentor_differ_and_the_file_does_not_say_in_what(
    open_round: MatchRound, cycle: Cycle, now: datetime
) -> None:
    mentors = MentorParticipationFactory.create_batch(2, cycle=cycle, capacity=2)
    for year in ("Year 1", "Year 1", "Year 2", "Year 2", ""):
        first, second = mentors if year == "Year 1" else reversed(mentors)
        PreferenceListFactory.create(round=open_round, ranks=[first, second], enrollment__cohort=year)
    set_aims(open_round, spread_by=Attribute.YEAR, spread_weight=Weight.LOT)
    proposal = _balanced(open_round, now)
    assert (proposal.state, proposal.error) == (Proposal.State.READY, "")
    frozen = json.loads(instance_bytes(proposal.round.snapshot))["aims"]
    assert sorted(frozen["spread"].pop("values").values()) == ["1", "1", "2", "2"]
    assert frozen == {"spread": {"weight": Weight.LOT}}
    without = proposal.metrics["without_aims"]
    assert (proposal.metrics["alike"], without["alike"]) in {(0, 2), (0, 1)}  # a lottery decides who stays without
    assert f"with the same year or group are 0 instead of {without['alike']}." in aims_told(proposal.round, proposal)


def test_two_who_want_the_same_mentor_get_it_where_it_is_worth_their_ranks(
    open_round: MatchRound, cycle: Cycle, coordinator: User, now: datetime
) -> None:
    mentors = MentorParticipationFactory.create_batch(2, cycle=cycle, capacity=2)
    lists = [PreferenceListFactory.create(round=open_round, ranks=[mentors[at], mentors[1 - at]]) for at in (0, 1)]
    one, other = (each.enrollment for each in lists)
    wish = wish_together(open_round, one=other, other=one, by=coordinator, now=now)
    assert wish_together(open_round, one=one, other=other, by=coordinator, now=now) == wish
    assert StaffStep.objects.filter(kind="together_wished").count() == 1
    open_round.refresh_from_db()
    assert open_round.together_weight == Weight.SOME  # the first wish counts
    set_aims(open_round, together_weight=Weight.LOT)
    proposal = _balanced(open_round, now)
    assert (proposal.state, proposal.error) == (Proposal.State.READY, "")
    assert len(set(proposal.pairs.values_list("participation", flat=True))) == 1
    assert aims_told(proposal.round, proposal) == (
        "Shared mentors for those who want the same one: 1 instead of 0 (1 wish). That costs 1 rank in all: the mean "
        "rank is 1.50 instead of 1.00, and 1 fewer gets their first choice."
    )
    assert proposal.metrics["together_best"]


def test_wishes_are_refused_that_no_round_could_grant(
    open_round: MatchRound, cycle: Cycle, coordinator: User, now: datetime
) -> None:
    one, other = EnrollmentFactory.create_batch(2, cycle=cycle)
    with pytest.raises(WrongState, match="two different"):
        wish_together(open_round, one=one, other=one, by=coordinator, now=now)
    with pytest.raises(WrongState, match="mentees of this round"):
        wish_together(open_round, one=one, other=EnrollmentFactory.create(), by=coordinator, now=now)
    with pytest.raises(OwnPair):
        wish_together(open_round, one=one, other=other, by=one.mentee, now=now)
    wish = wish_together(open_round, one=one, other=other, by=coordinator, now=now)
    Enrollment.objects.filter(pk=other.pk).update(state=Enrollment.State.WITHDRAWN)
    MentorParticipationFactory.create(cycle=cycle)
    closed = close_round(open_round, now=now)
    assert load_snapshot(closed.snapshot).aims is None  # one of the two has left
    with pytest.raises(WrongState, match="Lists are closed"):
        drop_wish(wish, by=coordinator, now=now)


def test_wishes_are_written_down_by_name_or_address(
    open_round: MatchRound,
    cycle: Cycle,
    coordinator: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, other, *_more = EnrollmentFactory.create_batch(4, cycle=cycle)
    browser, url = sign_in(coordinator), reverse("matching:wish-together", args=[open_round.pk])
    unknown = browser.post(url, {"one": "nobody@nowhere.example", "other": other.mentee.email})
    assert unknown.status_code == 422
    assert "No mentee who looks for a mentor is called that." in unknown.content.decode()
    assert browser.post(url, {"one": one.mentee.email, "other": one.mentee.email}).status_code == 422
    added = browser.post(url, {"one": one.mentee.email, "other": other.mentee.email}, follow=True)
    assert "Wish added." in added.content.decode()
    with django_assert_num_queries(8):
        page = browser.get(reverse("matching:set-aims", args=[open_round.pk])).content.decode()
    assert one.mentee.display_name in page
    drop = reverse("matching:drop-wish", args=[open_round.pk, TogetherWish.objects.get().pk])
    for _twice in range(2):
        assert browser.post(drop).status_code == 302
    assert not TogetherWish.objects.exists()


def test_a_round_without_aims_says_nothing_of_them(
    open_round: MatchRound, crowded: list[MentorParticipation], now: datetime
) -> None:
    proposal = _balanced(open_round, now)
    assert load_snapshot(proposal.round.snapshot).aims is None
    assert "crowding" not in proposal.metrics
    assert aims_told(proposal.round, proposal) == ""


def test_aims_are_chosen_on_a_page_while_lists_are_taken(
    open_round: MatchRound,
    crowded: list[MentorParticipation],
    coordinator: User,
    sign_in: SignIn,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser, url = sign_in(coordinator), reverse("matching:set-aims", args=[open_round.pk])
    with django_assert_num_queries(7):
        page = browser.get(url)
    assert "Mentors have about as many mentees each" in page.content.decode()
    form = page.context["form"]
    assert browser.post(url, {"even_weight": "2", "together_weight": "0"}).status_code == 422
    saved = browser.post(
        url, {"even_weight": "3", "together_weight": "0", "revision": form["revision"].value()}, follow=True
    )
    assert "Aims saved." in saved.content.decode()
    data = {"even_weight": "3", "spread_by": "campus", "spread_weight": "", "together_weight": "0"}
    browser.post(url, data)
    stored = MatchRound.objects.get(pk=open_round.pk)
    assert (stored.even_weight, stored.spread_by, stored.spread_weight) == (Weight.LOT, "campus", Weight.SOME)
    old = browser.post(url, {"even_weight": "1", "together_weight": "0", "revision": form["revision"].value()})
    assert old.status_code == 422
    told = next(
        one
        for one in promises_of(open_round.cycle.program, MatchRound.objects.get())
        if "Balanced" in one.strategy.label
    )
    assert "about as many mentees each" in str(told.to_mentees)
    assert "differ in school or site" in str(told.to_mentees)
    _balanced(MatchRound.objects.get(), now)
    assert "Lists are closed" in browser.get(url, follow=True).content.decode()
    assert (
        "A mentor’s mentees differ in school or site: matters some"
        in browser.get(reverse("matching:show-round", args=[open_round.pk])).content.decode()
    )


def test_aims_are_refused_where_they_would_not_count_or_were_told(cycle: Cycle, now: datetime) -> None:
    stable = create_round(cycle=cycle, name="Main round", closes_at=now, announced_method=Strategy.CHOICE_STABLE)
    with pytest.raises(WrongState, match="can’t be published with it"):
        set_aims(stable, even_weight=Weight.SOME)
    MatchRound.objects.update(announced_method=Strategy.BALANCED)
    set_aims(stable, even_weight=Weight.SOME)
    MatchRound.objects.update(state=MatchRound.State.OPEN)
    with pytest.raises(WrongState, match="what mentees were told"):
        set_aims(stable, even_weight=Weight.LOT)

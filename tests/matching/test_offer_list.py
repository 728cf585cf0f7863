"""The offers of a year as a list: what waits for whom, more time, a reminder, taking back, an answer for somebody."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from core.errors import WrongState
from matching.errors import OwnOffer
from matching.models import Answer, DeclineReason, MatchRound, Offer, RecordedAnswer
from matching.notices.events import ANSWER_RECORDED, MATCH_PUBLISHED, OFFER_CLOSED, OFFER_PENDING, RANKING_CLOSES
from matching.services.offer_steps import answer_for, give_time, take_back
from matching.services.offers import accept_offer
from matching.services.offers_by_hand import offer_by_hand
from notifications.models import Message
from pairs.errors import NotEligible
from pairs.models import Avoidance, Mentorship, Origin
from people.models import Enrollment, MentorParticipation
from programs.models import Cycle, CycleState, StaffStep
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, OfferFactory, PreferenceListFactory, ProposalFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.factories.programs import AppointmentFactory
from tests.outbox import deliver_due

MONDAY = datetime.fromisoformat("2026-09-28T15:00:00+00:00")


@pytest.fixture(autouse=True)
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def match_round(cycle: Cycle) -> MatchRound:
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.MATCHING)
    return MatchRoundFactory.create(cycle=cycle, state=MatchRound.State.PROPOSED)


@pytest.fixture
def offers(match_round: MatchRound) -> list[Offer]:
    """One of which nobody has said anything, one of which the mentor said yes, one that is declined."""
    proposal = ProposalFactory.create(round=match_round)
    rows = [OfferFactory.create(proposed_pair__proposal=proposal) for _ in range(3)]
    for row in rows:
        row.enrollment.cycle = match_round.cycle
    Offer.objects.filter(pk=rows[1].pk).update(mentor_answer=Answer.ACCEPTED)
    Offer.objects.filter(pk=rows[2].pk).update(state=Offer.State.DECLINED, mentee_answer=Answer.DECLINED)
    return rows


@pytest.fixture
def browser(coordinator: User, sign_in: SignIn) -> Client:
    return sign_in(coordinator)


def _url(name: str, query: str = "") -> str:
    return f"{reverse('people:show-list', args=['compass', name])}{query}"


def _keys(browser: Client, query: str = "", name: str = "offers") -> set[int]:
    return {row.pk for row in browser.get(_url(name, query)).context["list"].rows}


def _do(browser: Client, query: str, name: str = "offers", **data: str) -> str:
    url = f"{reverse('people:act-on-list', args=['compass', name])}?{query}"
    revision = browser.get(url).context["revision"]
    return browser.post(url, {"revision": revision, **data}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("", {0, 1, 2}),
        ("?state=pending", {0, 1}),
        ("?waiting=mentee", {0, 1}),
        ("?waiting=mentor", {0}),
        ("?waiting=over", set()),
        ("?state=declined&state=expired", {2}),
    ],
)
def test_the_list_says_what_waits_for_whom(query: str, places: set[int], offers: list[Offer], browser: Client) -> None:
    assert _keys(browser, query) == {offers[place].pk for place in places}
    tabs = {str(tab.name): tab.number for tab in browser.get(_url("offers")).context["views"].tabs}
    names = ("Waiting for answers", "Waiting for the mentee", "Waiting for the mentor", "Accepted")
    assert [tabs[name] for name in names] == [2, 2, 1, 0]


def test_many_get_more_time_and_both_hear_of_it(offers: list[Offer], browser: Client) -> None:
    answer = _do(browser, "do=extend&all=1", until="2026-10-20")
    assert "2 offers have more time. Both people are told." in answer
    assert "Left out:" in answer
    assert "Already settled." in answer
    ends = set(Offer.objects.filter(state="pending").values_list("expires_at", flat=True))
    assert ends == {datetime.fromisoformat("2026-10-21T03:59:00+00:00")}
    assert Message.objects.filter(event=MATCH_PUBLISHED).count() == 4


def test_an_earlier_date_changes_nothing(offers: list[Offer], browser: Client) -> None:
    url = f"{reverse('people:act-on-list', args=['compass', 'offers'])}?do=extend&row={offers[0].pk}"
    revision = browser.get(url).context["revision"]
    assert browser.post(url, {"revision": revision, "until": "2026-09-01"}).status_code == 422
    assert browser.post(url, {"revision": revision, "until": "x"}).status_code == 422
    answer = browser.post(url, {"revision": revision, "until": "2026-10-01"}, follow=True).content.decode()
    assert "It already has this much time." in answer
    assert not Message.objects.exists()


def test_whoever_has_not_answered_is_reminded_once_a_day(offers: list[Offer], browser: Client) -> None:
    assert "Reminders about 2 offers are on their way." in _do(browser, "do=remind&all=1&state=pending")
    told = set(Message.objects.filter(event=OFFER_PENDING).values_list("recipient", flat=True))
    first, second, _third = offers
    assert told == {first.enrollment.mentee_id, first.participation.mentor_id, second.enrollment.mentee_id}
    url = f"{reverse('people:act-on-list', args=['compass', 'offers'])}?do=remind&all=1&state=pending"
    assert browser.get(url).context["number"] == 0
    assert "Already reminded today." in browser.get(url).content.decode()


def test_what_is_taken_back_frees_the_place_and_blames_nobody(offers: list[Offer], browser: Client) -> None:
    assert "1 offer is taken back." in _do(browser, f"do=withdraw&row={offers[0].pk}")
    offers[0].refresh_from_db()
    offers[0].participation.refresh_from_db()
    assert (offers[0].state, offers[0].participation.places_taken) == ("expired", 0)
    assert Message.objects.filter(event=OFFER_CLOSED).count() == 2


def _undo(browser: Client, kind: str) -> str:
    step = StaffStep.objects.get(kind=kind)
    return browser.post(reverse("programs:undo-step", args=["compass", step.pk]), follow=True).content.decode()


def test_more_time_for_many_is_one_step_that_is_undone_for_those_who_have_not_answered(
    offers: list[Offer], browser: Client, moment: time_machine.Traveller
) -> None:
    before = {offer.pk: offer.expires_at for offer in Offer.objects.all()}
    _do(browser, "do=extend&all=1", until="2026-10-20")
    page = browser.get(reverse("programs:list-steps", args=["compass"]))
    assert [(shown.label, shown.about) for shown in page.context["steps"]] == [("More time for offers", "2 offers")]
    accept_offer(offers[0], by=offers[0].participation.mentor, now=MONDAY)
    moment.shift(timedelta(hours=1))
    answer = _undo(browser, "offers_extended")
    assert "The old deadline holds again" in answer
    assert "One of them has answered in the new time" in answer
    ends = {offer.pk: offer.expires_at for offer in Offer.objects.all()}
    assert ends[offers[1].pk] == before[offers[1].pk]
    assert ends[offers[0].pk] > before[offers[0].pk]
    told = Message.objects.filter(event=MATCH_PUBLISHED, recipient=offers[1].enrollment.mentee)
    assert set(told.values_list("expires_at", flat=True)) == {before[offers[1].pk], ends[offers[0].pk]}


def test_offers_that_were_taken_back_wait_again_where_the_place_is_free(
    offers: list[Offer], browser: Client, moment: time_machine.Traveller
) -> None:
    MentorParticipation.objects.update(capacity=1, places_taken=1)
    _do(browser, "do=withdraw&all=1")
    first, second, _third = offers
    MentorParticipation.objects.filter(pk=first.participation_id).update(places_taken=1)
    moment.shift(timedelta(hours=1))
    answer = _undo(browser, "offers_taken_back")
    assert "The offers wait for answers again" in answer
    assert f"Left out: {first.enrollment.mentee.display_name}" in answer
    states = dict(Offer.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("expired", "pending")
    second.participation.refresh_from_db()
    second.enrollment.refresh_from_db()
    assert (second.participation.places_taken, second.enrollment.state) == (1, "enrolled")
    assert "Nothing was undone" not in answer
    _do(browser, f"do=withdraw&row={second.pk}")
    assert Message.objects.filter(event=OFFER_CLOSED, recipient=second.enrollment.mentee).count() == 2


def test_an_offer_is_not_open_again_once_the_mentee_has_a_mentor_or_is_ruled_out(
    offers: list[Offer], browser: Client, coordinator: User
) -> None:
    steps = [take_back(offer, by=coordinator, now=MONDAY) for offer in offers[:2]]
    MentorshipFactory.create(cycle=offers[0].enrollment.cycle, enrollment=offers[0].enrollment)
    with pytest.raises(WrongState, match="a mentor by now"):
        undo_step(steps[0], by=coordinator, now=MONDAY)
    Avoidance.objects.create(mentee=offers[1].enrollment.mentee, mentor=offers[1].participation.mentor)
    with pytest.raises(NotEligible):
        undo_step(steps[1], by=coordinator, now=MONDAY)
    assert not Offer.objects.pending().filter(pk__in=[offer.pk for offer in offers[:2]]).exists()


def test_both_are_asked_by_hand_and_their_pair_begins_when_both_agree(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, browser: Client, coordinator: User
) -> None:
    url = reverse("pairs:make-pair", args=[enrollment.pk])
    asked = {"participation": participation.pk, "reason": "violet-heron", "how": "ask"}
    assert "Offer made. Both will get an email." in browser.post(url, asked, follow=True).text
    offer = Offer.objects.get()
    participation.refresh_from_db()
    assert (offer.proposed_pair, offer.state, participation.places_taken) == (None, "pending", 1)
    assert not Mentorship.objects.exists()
    assert "open offer" in browser.post(url, asked).text
    assert _keys(browser, "?col=round&col=status") == {offer.pk}
    assert browser.get(reverse("home"), {"queue": "offers"}).status_code == 200
    browser.force_login(participation.mentor)
    page = browser.get(reverse("matching:show-offer", args=[offer.pk])).text
    assert "A coordinator thinks" in page
    assert "violet-heron" not in page
    deliver_due(MONDAY)
    assert {email.to[0] for email in mail.outbox} == {enrollment.mentee.email, participation.mentor.email}
    for person in (participation.mentor, enrollment.mentee):
        accept_offer(offer, by=person, now=MONDAY)
    assert (Mentorship.objects.get().origin, Mentorship.objects.get().rank) == (Origin.ASSIGNED, None)


def test_an_offer_by_hand_is_undone_until_somebody_answers_and_nobody_is_pressed(
    cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, coordinator: User
) -> None:
    def ask() -> Offer:
        return offer_by_hand(enrollment, participation=participation, by=coordinator, reason="-", now=MONDAY)

    offer = ask()
    step = StaffStep.objects.get(kind="offer_made")
    Offer.objects.update(mentor_answer=Answer.ACCEPTED)
    with pytest.raises(WrongState, match="answered already"):
        undo_step(step, by=coordinator, now=MONDAY)
    Offer.objects.update(mentor_answer=Answer.NONE)
    undo_step(step, by=coordinator, now=MONDAY)
    offer.refresh_from_db()
    participation.refresh_from_db()
    assert (offer.state, participation.places_taken) == ("expired", 0)
    with pytest.raises(WrongState, match="Talk with both"):
        ask()


def test_nobody_decides_about_an_offer_made_to_them(offers: list[Offer], sign_in: SignIn) -> None:
    mentor = offers[0].participation.mentor
    AppointmentFactory.create(program=offers[0].enrollment.cycle.program, role=Role.COORDINATOR, user=mentor)
    url = f"{reverse('people:act-on-list', args=['compass', 'offers'])}?do=withdraw&row={offers[0].pk}"
    page = sign_in(mentor).get(url)
    assert page.context["number"] == 0
    assert "It was made to you." in page.content.decode()
    assert sign_in(mentor).get(reverse("matching:record-answer", args=[offers[0].pk])).status_code == 403
    with pytest.raises(OwnOffer):
        give_time(offers[0], until=MONDAY + timedelta(days=30), by=mentor, now=MONDAY)


@pytest.mark.parametrize(("answer", "state"), [("accepted", "accepted"), ("declined", "declined")])
def test_an_answer_given_elsewhere_counts_and_its_person_is_told(
    answer: str, state: str, offers: list[Offer], browser: Client, coordinator: User
) -> None:
    offer = offers[1]
    mentee = offer.enrollment.mentee
    url = reverse("matching:record-answer", args=[offer.pk])
    page = browser.post(url, {"person": mentee.pk, "answer": answer, "note": "On the phone"}, follow=True)
    assert f"The answer of {mentee.display_name} is recorded." in page.content.decode()
    offer.refresh_from_db()
    assert (offer.state, offer.mentee_answer) == (state, answer)
    assert Mentorship.objects.exists() == (answer == "accepted")
    recorded = RecordedAnswer.objects.get()
    assert (recorded.person, recorded.by, recorded.note) == (mentee, coordinator, "On the phone")
    assert [message.recipient for message in Message.objects.filter(event=ANSWER_RECORDED)] == [mentee]
    deliver_due(MONDAY)
    assert not any("On the phone" in str(email.body) for email in mail.outbox)
    assert any("your answer is recorded" in email.subject for email in mail.outbox if email.to == [mentee.email])
    assert "Nobody’s answer is missing." in browser.get(url).content.decode()


def test_who_has_answered_is_not_answered_for(offers: list[Offer], browser: Client, coordinator: User) -> None:
    mentor = offers[1].participation.mentor
    url = reverse("matching:record-answer", args=[offers[1].pk])
    assert browser.post(url, {"person": mentor.pk, "answer": "declined", "note": "x"}).status_code == 422
    with pytest.raises(WrongState):
        answer_for(offers[1], person=mentor, accept=False, note="x", by=coordinator, now=MONDAY)
    assert not RecordedAnswer.objects.exists()


def test_a_shared_reason_is_in_the_list_and_a_private_one_is_not(offers: list[Offer], browser: Client) -> None:
    for number, shared in enumerate((True, False)):
        DeclineReason.objects.create(
            id=f"00000000-0000-0000-0000-00000000000{number}",
            offer=offers[2],
            writer=offers[2].enrollment.mentee if shared else offers[2].participation.mentor,
            text="Too far away" if shared else "A private matter",
            shared=shared,
        )
    page = browser.get(_url("offers", "?col=reason")).content.decode()
    assert "Too far away" in page
    assert "A private matter" not in page


def test_administrators_read_pairs_and_offers_and_take_no_steps(
    offers: list[Offer], admin: User, student: User, sign_in: SignIn
) -> None:
    browser = sign_in(admin)
    pairs = browser.get(_url("pairs"))
    assert "They begin when both people say yes" in pairs.text
    assert reverse("pairs:import-pairs", args=["compass"]) not in pairs.text
    answers = browser.get(_url("offers", "?col=reason&col=step")).context["reading"]
    assert answers.actions == []
    assert {"reason", "step"}.isdisjoint(column.key for column in answers.known)
    for step in ("extend", "remind", "withdraw"):
        url = f"{reverse('people:act-on-list', args=['compass', 'offers'])}?do={step}&all=1"
        assert browser.post(url).status_code == 404
    assert _keys(browser, "?offer=pending", "mentees") == {row.enrollment_id for row in offers[:2]}
    reading = browser.get(_url("mentees", "?col=offer&col=mentor&col=list")).context["reading"]
    assert {"offer", "mentor"} < {column.key for column in reading.known}
    assert "list" not in {column.key for column in reading.known}
    assert sign_in(student).get(_url("pairs")).status_code == 403


@pytest.mark.parametrize("name", ["offers", "pairs", "mentees"])
@pytest.mark.parametrize("query", ["", "?q=given&state=active&state=pending&state=enrolled"])
def test_a_list_costs_the_same_for_one_and_three(
    name: str,
    query: str,
    match_round: MatchRound,
    browser: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    counts = []
    proposal = ProposalFactory.create(round=match_round)
    for rows in (1, 2):
        for _ in range(rows):
            OfferFactory.create(proposed_pair__proposal=proposal)
            MentorshipFactory.create(cycle=match_round.cycle)
        with django_assert_max_num_queries(15) as queries:
            browser.get(_url(name, query))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_mentees_say_who_has_a_mentor_and_an_offer(offers: list[Offer], browser: Client) -> None:
    pair = MentorshipFactory.create(cycle=offers[0].enrollment.cycle)
    page = browser.get(_url("mentees", "?mentor=yes"))
    assert [row.pk for row in page.context["list"].rows] == [pair.enrollment_id]
    assert pair.mentor.family_name in page.content.decode()
    assert _keys(browser, "?offer=pending", "mentees") == {offers[0].enrollment_id, offers[1].enrollment_id}
    assert _keys(browser, "?offer=none", "mentees") == {pair.enrollment_id}


def test_mentees_without_a_list_are_found_and_reminded(cycle: Cycle, browser: Client) -> None:
    match_round = MatchRoundFactory.create(cycle=cycle, closes_at=MONDAY + timedelta(days=5))
    handed_in = PreferenceListFactory.create(round=match_round).enrollment
    missing = EnrollmentFactory.create(cycle=cycle)
    EnrollmentFactory.create(cycle=cycle, state=Enrollment.State.WITHDRAWN)
    assert _keys(browser, "?list=no", "mentees") == {missing.pk}
    assert _keys(browser, "?list=yes", "mentees") == {handed_in.pk}
    answer = _do(browser, "do=list-reminder&all=1", "mentees")
    assert "1 mentee will be reminded." in answer
    assert "Has handed in a list, or needs none." in answer
    assert [message.recipient for message in Message.objects.filter(event=RANKING_CLOSES)] == [missing.mentee]


def test_a_coordinator_who_mentors_reads_nothing_of_lists(cycle: Cycle, coordinator: User, browser: Client) -> None:
    MentorParticipationFactory.create(cycle=cycle, mentor=coordinator)
    MatchRoundFactory.create(cycle=cycle, closes_at=MONDAY + timedelta(days=5))
    page = browser.get(_url("mentees", "?list=no"))
    assert "list" not in page.context["reading"].choices
    assert {action.key for action in page.context["reading"].actions}.isdisjoint({"list-reminder"})

"""What those who run a program do about a mentor's taking part: a leave, its end, and leaving the year."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import WrongState
from matching.models import Offer
from pairs.models import Mentorship
from people.models import Enrollment, MentorParticipation
from people.services.leaves import go_on_leave
from people.services.mentor_steps import end_mentoring, set_leave
from programs.models import Cycle, Program, StaffStep
from programs.services.staff_steps import undo_step
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, OfferFactory, ProposalFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import MentorParticipationFactory
from tests.outbox import deliver_due

WHY = "The office called"
State = MentorParticipation.State


@pytest.fixture(autouse=True)
def moment(now: datetime) -> Iterator[None]:
    """By day in Toronto and in Kampala, so that nobody's quiet hours keep an email back."""
    with time_machine.travel(now.replace(hour=15), tick=False):
        yield


@pytest.fixture
def pair(cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation) -> Mentorship:
    return MentorshipFactory.create(cycle=cycle, enrollment=enrollment, participation=participation)


@pytest.fixture
def today(cycle: Cycle) -> date:
    return cycle.local_day(timezone.now())


def _url(participation: MentorParticipation, route: str = "mentor-leave") -> str:
    return reverse(f"people:{route}", args=["compass", participation.mentor_id, participation.pk])


def _days(today: date, until: int = 9) -> dict[str, str]:
    return {"away_from": today.isoformat(), "away_until": (today + timedelta(days=until)).isoformat(), "reason": WHY}


def test_a_coordinator_puts_an_ill_mentor_on_leave_and_undoes_it(
    pair: Mentorship, participation: MentorParticipation, coordinator: User, today: date, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    shown = browser.get(_url(participation))
    assert (shown.status_code, "paused on these days" in shown.text) == (200, True)
    browser.post(_url(participation), _days(today) | {"revision": shown.context["form"]["revision"].value()})
    participation.refresh_from_db()
    pair.refresh_from_db()
    assert (participation.state, pair.state) == (State.PAUSED, Mentorship.State.PAUSED)
    deliver_due(timezone.now())
    told = {email.to[0] for email in mail.outbox}
    assert told == {pair.mentee.email, participation.mentor.email}
    assert not any(WHY in str(email.body) for email in mail.outbox)
    undo_step(StaffStep.objects.get(kind="mentor_on_leave"), by=coordinator, now=timezone.now())
    participation.refresh_from_db()
    pair.refresh_from_db()
    assert (participation.state, participation.away_from, pair.state) == (State.READY, None, Mentorship.State.ACTIVE)


def test_a_leave_is_ended_and_the_step_is_undone(
    participation: MentorParticipation, coordinator: User, today: date, sign_in: SignIn
) -> None:
    go_on_leave(participation, away_from=today, away_until=today + timedelta(days=9), now=timezone.now())
    sign_in(coordinator).post(_url(participation), {"do": "back", "back-reason": WHY})
    participation.refresh_from_db()
    assert (participation.takes_part, participation.away_until) == (True, None)
    undo_step(StaffStep.objects.get(kind="mentor_back"), by=coordinator, now=timezone.now())
    participation.refresh_from_db()
    assert (participation.state, participation.away_from) == (State.PAUSED, today)


@pytest.mark.parametrize(
    ("until", "more", "words"),
    [(-1, {}, "after the first day away"), (9, {"reason": ""}, "required"), (9, {"revision": "old"}, "changed after")],
)
def test_a_leave_that_is_not_right_says_why_and_changes_nothing(
    until: int, more: dict[str, str], words: str, participation: MentorParticipation, coordinator: User, today: date,
    sign_in: SignIn,
) -> None:  # fmt: skip
    answer = sign_in(coordinator).post(_url(participation), _days(today, until) | more)
    participation.refresh_from_db()
    assert (answer.status_code, participation.away_from) == (422, None)
    assert words in answer.text


def test_a_leave_that_the_mentor_changed_since_stays(
    participation: MentorParticipation, coordinator: User, today: date
) -> None:
    now, ten = timezone.now(), timedelta(days=10)
    set_leave(participation, away_from=today, away_until=today + ten, reason=WHY, by=coordinator, now=now)
    go_on_leave(participation, away_from=today, away_until=today + 2 * ten, now=now)
    with pytest.raises(WrongState, match="changed again since"):
        undo_step(StaffStep.objects.get(), by=coordinator, now=now)


def test_a_mentor_is_withdrawn_and_everybody_concerned_hears_of_it(
    pair: Mentorship, participation: MentorParticipation, coordinator: User, now: datetime, sign_in: SignIn
) -> None:
    browser = sign_in(coordinator)
    assert browser.post(_url(participation, "end-mentoring"), {"reason": WHY}).status_code == 422
    browser.post(_url(participation, "end-mentoring"), {"reason": WHY, "spoken": "on"})
    participation.refresh_from_db()
    pair.refresh_from_db()
    assert (participation.state, pair.state) == (State.ENDED, Mentorship.State.MENTOR_LEFT)
    deliver_due(timezone.now())
    assert {email.to[0] for email in mail.outbox} == {pair.mentee.email, participation.mentor.email}
    assert StaffStep.objects.get().kind == "mentoring_ended"
    with pytest.raises(WrongState):
        end_mentoring(participation, reason=WHY, by=coordinator, now=now)


def test_coordinators_who_mentor_use_their_own_page(
    participation: MentorParticipation, coordinator: User, client: Client
) -> None:
    MentorParticipation.objects.update(mentor=coordinator)
    participation.refresh_from_db()
    client.force_login(coordinator)
    assert client.get(_url(participation)).status_code == 404


def _act(browser: Client, query: str, **data: str) -> str:
    url = f"{reverse('people:act-on-list', args=['compass', 'mentors'])}?{query}"
    return browser.post(url, {"revision": browser.get(url).context["revision"], **data}, follow=True).text


def test_mentors_are_withdrawn_together_and_taken_back_as_one(
    pair: Mentorship, participation: MentorParticipation, coordinator: User, sign_in: SignIn
) -> None:
    second = MentorshipFactory.create(cycle=pair.cycle, enrollment=pair.enrollment, mentee=pair.mentee, primary=False)
    proposal = ProposalFactory.create(round=MatchRoundFactory.create(cycle=pair.cycle))
    later = timezone.now() + timedelta(days=5)
    offer = OfferFactory.create(proposed_pair__proposal=proposal, participation=participation, expires_at=later)
    MentorParticipationFactory.create(cycle=pair.cycle, state=State.INVITED)
    own = MentorParticipationFactory.create(cycle=pair.cycle, mentor=coordinator)
    mentors = MentorParticipation.objects.filter(pk__in=[participation.pk, second.participation_id])
    places = sorted(mentors.values_list("places_taken", flat=True))
    browser = sign_in(coordinator)
    url = f"{reverse('people:act-on-list', args=['compass', 'mentors'])}?do=withdraw&all=1"
    asked = browser.get(url)
    assert "Withdraw 3 mentors?" in asked.text
    assert browser.post(url, {"revision": asked.context["revision"]}).status_code == 422
    said = _act(browser, "do=withdraw&all=1", reason=WHY)
    assert "3 mentors no longer take part." in said
    assert "That’s you." in said
    assert "Hasn’t accepted" in said
    assert set(Mentorship.objects.values_list("state", flat=True)) == {Mentorship.State.MENTOR_LEFT}
    whole = StaffStep.objects.get(kind="mentors_withdrawn")
    assert {str(part.reason) for part in whole.parts.all()} == {WHY}
    assert undo_step(whole, by=coordinator, now=timezone.now()) == []
    assert set(mentors.values_list("state", flat=True)) == {State.READY}
    assert sorted(mentors.values_list("places_taken", flat=True)) == places
    assert set(Mentorship.objects.values_list("state", "primary")) == {("active", True), ("active", False)}
    offer.refresh_from_db()
    own.refresh_from_db()
    assert (offer.state, own.state) == (Offer.State.PENDING, State.READY)


def test_a_mentor_whose_mentee_has_another_by_now_stays_withdrawn(
    pair: Mentorship, participation: MentorParticipation, coordinator: User, now: datetime
) -> None:
    step = end_mentoring(participation, reason=WHY, by=coordinator, now=now)
    MentorshipFactory.create(cycle=pair.cycle, enrollment=pair.enrollment, mentee=pair.mentee)
    with pytest.raises(WrongState, match="another way since"):
        undo_step(step, by=coordinator, now=now)
    participation.refresh_from_db()
    assert participation.state == State.ENDED


def test_training_of_many_is_noted_at_once_and_makes_them_ready(
    cycle: Cycle, coordinator: User, today: date, sign_in: SignIn
) -> None:
    waiting = MentorParticipationFactory.create_batch(2, cycle=cycle, state=State.ACCEPTED, trained_on=None)
    Program.objects.update(readiness_rule=Program.ReadinessRule.OFF)
    browser = sign_in(coordinator)
    url = f"{reverse('people:act-on-list', args=['compass', 'mentors'])}?do=trained&all=1"
    asked = {"revision": browser.get(url).context["revision"]}
    assert browser.post(url, {**asked, "trained_on": (today + timedelta(days=2)).isoformat()}).status_code == 422
    assert "The training of 2 mentors is noted." in _act(browser, "do=trained&all=1", trained_on=today.isoformat())
    rows = MentorParticipation.objects.filter(pk__in=[row.pk for row in waiting])
    assert set(rows.values_list("state", "trained_on")) == {(State.READY, today)}
    undo_step(StaffStep.objects.get(kind="mentors_trained"), by=coordinator, now=timezone.now())
    assert set(rows.values_list("state", "trained_on")) == {(State.ACCEPTED, None)}

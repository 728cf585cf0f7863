"""Several times of which the other picks one, and the word that comes with a step."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from core.dates import instant_text
from core.errors import WrongState
from notifications.models import Message
from pairs.models import Mentorship
from sessions.errors import ImpossibleTime
from sessions.models import MentoringSession, StepNote, TimeSuggestion
from sessions.services.bookings import SessionPlan, accept_proposal, propose_session
from tests.conftest import SignIn
from tests.factories.sessions import SessionFactory
from tests.outbox import deliver_due

pytestmark = pytest.mark.django_db
State = MentoringSession.State


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def five(plan: SessionPlan) -> SessionPlan:
    return replace(plan, also=tuple(plan.local + timedelta(days=days) for days in (1, 2, 4, 5)))


def _url(name: str, pk: object) -> str:
    return reverse(f"sessions:{name}", kwargs={"pk": pk})


def test_of_five_times_one_is_picked_and_only_then_it_stands(
    pair: Mentorship, student: User, mentor: User, five: SessionPlan, now: datetime, sign_in: SignIn
) -> None:
    (session,) = propose_session(pair, by=student, plan=five, note="Before my exam if you can.", now=now)
    times = sorted([session.starts_at, *session.suggestions.values_list("starts_at", flat=True)])
    assert (session.state, session.n_times, len(times), session.starts_at) == (State.PROPOSED, 5, 5, times[-1])

    browser, page = sign_in(mentor), _url("show-session", session.pk)
    shown = browser.get(page).content.decode()
    assert all(instant_text(one) in shown for one in times)
    assert "Before my exam if you can." in shown
    assert "Pick one of 5 proposed times" in browser.get(_url("show-pair", pair.pk)).content.decode()
    answer = {"answer": "yes", "sequence": session.sequence}
    assert browser.post(_url("answer-session", session.pk), answer).status_code == 409
    strange = {**answer, "at": instant_text(times[0] + timedelta(hours=1))}
    assert browser.post(_url("answer-session", session.pk), strange).status_code == 409
    picked = {**answer, "at": instant_text(times[1])}
    assert browser.post(_url("answer-session", session.pk), picked).status_code == 302

    session.refresh_from_db()
    assert (session.state, session.starts_at, session.n_times) == (State.SCHEDULED, times[1], 1)
    states = dict(session.suggestions.values_list("starts_at", "state"))
    assert states.pop(times[1]) == TimeSuggestion.State.ACCEPTED
    assert set(states.values()) == {TimeSuggestion.State.LAPSED}


def test_a_proposal_stands_as_long_as_one_of_its_times_is_ahead(
    pair: Mentorship, student: User, mentor: User, five: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=five, now=now)
    later = session.starts_at - timedelta(minutes=5)
    with pytest.raises(WrongState):
        accept_proposal(session, by=mentor, at=session.suggestions.earliest("starts_at").starts_at, now=later)
    accept_proposal(session, by=mentor, at=session.starts_at, now=later)


@pytest.mark.parametrize("days", [(1, 2, 3, 4, 5), (-40,)])
def test_too_many_times_or_one_in_the_past_are_refused(
    days: tuple[int, ...], pair: Mentorship, student: User, plan: SessionPlan, now: datetime
) -> None:
    also = tuple(plan.local + timedelta(days=number) for number in days)
    with pytest.raises(ImpossibleTime):
        propose_session(pair, by=student, plan=replace(plan, also=also), now=now)


def test_the_form_takes_five_times_and_says_what_is_missing(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    browser, page = sign_in(student), _url("propose-session", pair.pk)
    first = {"date": "2026-12-17", "time": "08:00", "minutes": "45", "mode": "video", "repeat": "once"}
    half = browser.post(page, {**first, "date_2": "2026-12-18", "date_3": "2027-03-14", "time_3": "02:30"})
    assert half.status_code == 422
    assert "Enter both the date and the start" in half.content.decode()
    assert "skip 02:30" in half.content.decode()
    series = {**first, "repeat": "weekly", "times": "3", "date_2": "2026-12-18", "time_2": "08:00"}
    assert "Propose several times, or a series" in browser.post(page, series).content.decode()
    assert browser.post(page, {**first, "date_5": "2026-12-18", "time_5": "08:00"}).status_code == 302
    assert MentoringSession.objects.get().n_times == 2


def test_a_word_is_shown_beside_the_session_and_never_mailed(
    pair: Mentorship, student: User, mentor: User, outsider: User, sign_in: SignIn, mailoutbox: list[object]
) -> None:
    session = SessionFactory.create(mentorship=pair)
    browser, page = sign_in(mentor), _url("show-session", session.pk)
    too_long = browser.post(_url("cancel-session", session.pk), {"note": "x" * 281})
    assert (too_long.status_code, StepNote.objects.count()) == (409, 0)
    assert browser.post(_url("cancel-session", session.pk), {"note": "A night on call."}).status_code == 302

    assert "A night on call." in sign_in(student).get(page).content.decode()
    assert sign_in(outsider).get(page).status_code == 404
    deliver_due()
    (mail,) = [one for one in mailoutbox if student.email in one.to]  # type: ignore[attr-defined]
    assert "There is a word with it." in mail.body  # type: ignore[attr-defined]
    assert "night on call" not in str(mail.message())  # type: ignore[attr-defined]
    StepNote.objects.update(text=b"\x01" + b"what a lost key has written, or a damaged disk")
    assert "This text can’t be opened." in sign_in(student).get(page).content.decode()


def test_a_no_to_another_time_carries_a_word(pair: Mentorship, student: User, mentor: User, sign_in: SignIn) -> None:
    session = SessionFactory.create(mentorship=pair)
    move = {"date": "2026-12-18", "time": "08:00", "minutes": "45", "mode": "video", "note": "Clinic moved."}
    sign_in(student).post(_url("move-session", session.pk), move)
    batch = TimeSuggestion.objects.get().batch
    answer = {"batch": batch, "answer": "no", "note": "I teach then."}
    assert sign_in(mentor).post(_url("answer-suggestion", session.pk), answer).status_code == 302
    words = sign_in(student).get(_url("show-session", session.pk)).content.decode()
    assert "Clinic moved." in words
    assert "I teach then." in words
    noted = Message.objects.filter(payload__noted=True)
    assert sorted(noted.values_list("event", flat=True)) == ["move_declined", "move_suggested"]

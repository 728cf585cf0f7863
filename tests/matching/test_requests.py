"""Rolling programs: a mentee asks a mentor directly, all year; the mentor says yes or no."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core.errors import WrongState
from matching.errors import CannotAsk, TooManyRequests
from matching.models import MentorRequest
from matching.services.requests import (
    accept_request,
    ask_mentor,
    decline_request,
    fill_places,
    settle_requests,
    withdraw_request,
)
from matching.services.rounds import create_round
from notifications.models import Message
from pairs.models import Mentorship, Origin
from pairs.services.avoidances import avoid_mentor
from pairs.services.mentorships import end_mentorship
from people.models import Enrollment, MentorParticipation
from people.services.places import lock_participation
from people.services.withdrawals import withdraw_enrollment
from programs.models import Cycle, CycleState, Program
from programs.services.cycles import advance_cycle
from tests.factories.pairs import ConflictFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory

State = MentorRequest.State
Ask = Callable[..., MentorRequest]


@pytest.fixture(autouse=True)
def _rolling(cycle: Cycle) -> None:
    Program.objects.update(pairing=Program.Pairing.ROLLING)
    cycle.program.refresh_from_db()


@pytest.fixture
def ask(enrollment: Enrollment, now: datetime) -> Ask:
    moment = iter(now + timedelta(seconds=at) for at in range(100))

    def _ask(
        participation: MentorParticipation, who: Enrollment | None = None, note: str = "I like your work."
    ) -> MentorRequest:
        return ask_mentor(who or enrollment, participation=participation, note=note, now=next(moment))

    return _ask


def _heard(person: User) -> list[str]:
    return list(Message.objects.filter(recipient=person).order_by("pk").values_list("event", flat=True))


def test_a_yes_begins_the_pair_and_takes_a_place(
    ask: Ask, participation: MentorParticipation, mentor: User, student: User, now: datetime
) -> None:
    asked = ask(participation)
    assert (asked.state, asked.note) == (State.OPEN, "I like your work.")
    assert _heard(mentor) == ["request_made", "request_pending", "request_pending"]
    done = accept_request(asked, by=mentor, now=now)
    pair = Mentorship.objects.get()
    assert (done.mentorship, pair.mentee, pair.mentor, pair.origin) == (pair, student, mentor, Origin.CHOSEN)
    participation.refresh_from_db()
    assert participation.places_taken == 1
    assert accept_request(asked, by=mentor, now=now).mentorship == pair, "again changes nothing"


def test_a_no_is_told_in_neutral_words_and_the_note_goes(
    ask: Ask, participation: MentorParticipation, mentor: User, student: User, now: datetime
) -> None:
    asked = decline_request(ask(participation), by=mentor, now=now)
    assert decline_request(asked, by=mentor, now=now).state == State.DECLINED
    assert MentorRequest.objects.get().note == ""
    assert _heard(student) == ["request_closed"]
    with pytest.raises(WrongState):
        accept_request(asked, by=mentor, now=now)
    with pytest.raises(CannotAsk, match="nothing about either of you"):
        ask(participation)


def test_asking_twice_is_asking_once(ask: Ask, participation: MentorParticipation) -> None:
    assert ask(participation) == ask(participation, note="Again")
    assert MentorRequest.objects.count() == 1


def test_the_program_limits_open_requests(ask: Ask, cycle: Cycle, student: User, now: datetime) -> None:
    first, second, third = MentorParticipationFactory.create_batch(3, cycle=cycle)
    asked = ask(first)
    ask(second)
    with pytest.raises(TooManyRequests, match="2 open requests"):
        ask(third)
    withdraw_request(asked, by=student, now=now)
    assert ask(third).state == State.OPEN
    assert _heard(first.mentor)[-1] == "request_withdrawn"


@pytest.mark.parametrize("why", ["rounds", "planning", "paired", "conflict", "away", "self", "other cycle"])
def test_who_cannot_ask_or_be_asked(
    why: str, ask: Ask, cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    if why == "rounds":
        Program.objects.update(pairing=Program.Pairing.CHOICE)
    elif why == "planning":
        Cycle.objects.update(state=CycleState.PLANNING)
    elif why == "paired":
        Enrollment.objects.update(state=Enrollment.State.MATCHED)
    elif why == "conflict":
        ConflictFactory.create(
            institution=cycle.program.institution, mentee=enrollment.mentee, mentor=participation.mentor
        )
    elif why == "away":
        MentorParticipation.objects.update(state=MentorParticipation.State.PAUSED)
    elif why == "self":
        MentorParticipation.objects.update(mentor=enrollment.mentee)
    else:
        participation = MentorParticipationFactory.create()
    with pytest.raises(CannotAsk):
        ask(participation)
    assert not MentorRequest.objects.exists()


def test_who_finds_no_place_waits_and_moves_up_in_turn(
    ask: Ask, cycle: Cycle, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    MentorParticipation.objects.update(capacity=1)
    first, second, third = (EnrollmentFactory.create(cycle=cycle) for _number in range(3))
    asked, later = ask(participation, first), ask(participation, second)
    accept_request(asked, by=mentor, now=now)
    later.refresh_from_db()
    assert later.state == State.WAITING, "the last place is taken"
    assert ask(participation, third).state == State.WAITING
    assert fill_places(participation.pk, now=now) == 0
    end_mentorship(Mentorship.objects.get(), by=mentor, now=now)
    states = {one.enrollment: one.state for one in MentorRequest.objects.all()}
    assert (states[second], states[third]) == (State.OPEN, State.WAITING)
    assert _heard(second.mentee)[-1] == "request_turn"


def test_silence_is_no_and_whoever_found_a_mentor_is_taken_off(
    ask: Ask, cycle: Cycle, participation: MentorParticipation, student: User, now: datetime
) -> None:
    asked = ask(participation)
    assert asked.expires_at is not None
    assert settle_requests(now=asked.expires_at - timedelta(minutes=1)) == 0
    assert settle_requests(now=asked.expires_at) == 1
    assert settle_requests(now=asked.expires_at) == 0
    asked.refresh_from_db()
    assert (asked.state, _heard(student)) == (State.EXPIRED, ["request_closed"])
    other = EnrollmentFactory.create(cycle=cycle)
    again = ask(participation, other)
    Enrollment.objects.filter(pk=other.pk).update(state=Enrollment.State.MATCHED)
    settle_requests(now=now)
    again.refresh_from_db()
    assert again.state == State.WITHDRAWN


def test_who_waits_for_a_place_again_meanwhile_is_not_told_that_time_is_up(
    ask: Ask, participation: MentorParticipation, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(participation)
    assert asked.expires_at is not None

    def lock_late(pk: int) -> MentorParticipation:
        """Another yes took the mentor's last place after the sweep had read what is due."""
        MentorRequest.objects.filter(pk=asked.pk).update(state=State.WAITING, expires_at=None)
        return lock_participation(pk)

    monkeypatch.setattr("matching.services.requests.lock_participation", lock_late)
    settle_requests(now=asked.expires_at)
    asked.refresh_from_db()
    assert asked.state == State.OPEN, "the place is free once more"
    assert "request_closed" not in _heard(student)


def test_a_yes_elsewhere_takes_the_other_requests_back(
    ask: Ask, cycle: Cycle, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    other = MentorParticipationFactory.create(cycle=cycle)
    asked, elsewhere = ask(participation), ask(other)
    accept_request(asked, by=mentor, now=now)
    elsewhere.refresh_from_db()
    assert (elsewhere.state, elsewhere.note) == (State.WITHDRAWN, "")
    assert _heard(other.mentor)[-1] == "request_withdrawn"


@pytest.mark.parametrize("what", ["avoids", "leaves", "year closes"])
def test_what_ends_a_request(
    what: str, ask: Ask, cycle: Cycle, enrollment: Enrollment, participation: MentorParticipation, now: datetime
) -> None:
    asked = ask(participation)
    if what == "avoids":
        avoid_mentor(enrollment, participation=participation, now=now)
    elif what == "leaves":
        withdraw_enrollment(enrollment, by=enrollment.mentee, now=now)
    else:
        Cycle.objects.update(state=CycleState.CLOSING)
        advance_cycle(cycle, to=CycleState.CLOSED, now=now, confirmed=True)
    asked.refresh_from_db()
    assert asked.state == (State.EXPIRED if what == "year closes" else State.WITHDRAWN)


def test_only_the_mentor_answers_and_only_the_mentee_takes_back(
    ask: Ask, participation: MentorParticipation, mentor: User, student: User, coordinator: User, now: datetime
) -> None:
    asked = ask(participation)
    for answer in (accept_request, decline_request):
        for by in (student, coordinator):
            with pytest.raises(WrongState):
                answer(asked, by=by, now=now)
    with pytest.raises(WrongState):
        withdraw_request(asked, by=mentor, now=now)
    asked.refresh_from_db()
    assert asked.state == State.OPEN


def test_a_rolling_program_has_no_rounds(cycle: Cycle, now: datetime) -> None:
    with pytest.raises(WrongState, match="mentees ask a mentor directly"):
        create_round(cycle=cycle, name="Main round", closes_at=now)

"""A move is a suggestion: whatever is tried against it, the agreed session stands until the other says yes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from notifications import events
from notifications.models import Message
from pairs.models import Mentorship
from sessions.calendars.recurrence import Repeat
from sessions.errors import DoubleBooked, ImpossibleTime, NotPermitted
from sessions.models import Attendance, MentoringSession, Mode, SessionSeries, TimeSuggestion
from sessions.services.bookings import SessionPlan, accept_proposal, propose_session
from sessions.services.endings import cancel_session
from sessions.services.suggestions import (
    accept_suggestion,
    decline_suggestion,
    move_pair_session,
    withdraw_suggestion,
)
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import SessionFactory, WorkshopFactory
from tests.together import at_once

State = MentoringSession.State
Answer = TimeSuggestion.State
NOW = datetime(2026, 11, 30, 14, tzinfo=UTC)
AGREED = datetime(2026, 12, 17, 13, tzinfo=UTC)
# 13:00 UTC in Kampala
FRIDAY = SessionPlan(local=datetime.fromisoformat("2026-12-18T16:00"), minutes=45, mode=Mode.VIDEO)
MONDAY = replace(FRIDAY, local=datetime.fromisoformat("2026-12-21T16:00"))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_both_databases")]


@pytest.fixture
def pair(mentor: User) -> Mentorship:
    participation = mentor.participations.get()
    return MentorshipFactory.create(cycle=participation.cycle, participation=participation)


@pytest.fixture
def session(pair: Mentorship) -> MentoringSession:
    return SessionFactory.create(mentorship=pair)


def _ask(session: MentoringSession, by: User, plan: SessionPlan = FRIDAY, *, later_too: bool = False) -> TimeSuggestion:
    return move_pair_session(session, by=by, plan=plan, now=NOW, later_too=later_too)[0]


def _stands(session: MentoringSession, *, sequence: int = 0) -> None:
    session.refresh_from_db()
    assert (session.state, session.starts_at, session.sequence) == (State.SCHEDULED, AGREED, sequence)
    assert set(session.attendances.values_list("state", flat=True)) == {Attendance.State.CONFIRMED}


def _heard(event: str) -> list[str]:
    return sorted(Message.objects.filter(event=event).values_list("recipient__given_name", flat=True))


def test_a_suggestion_moves_nothing(session: MentoringSession, pair: Mentorship) -> None:
    _ask(session, pair.mentor)
    _stands(session)
    assert _heard("move_suggested") == [pair.mentee.given_name]
    assert not Message.objects.filter(event__in=("session_changed", "session_cancelled")).exists()


def test_declining_leaves_the_agreed_session(session: MentoringSession, pair: Mentorship) -> None:
    asked = _ask(session, pair.mentor)
    decline_suggestion(asked.batch, by=pair.mentee, now=NOW)
    _stands(session)
    assert _heard("move_declined") == ["Ruth"]
    with pytest.raises(WrongState):
        accept_suggestion(asked.batch, by=pair.mentee, now=NOW)


def test_withdrawing_leaves_the_agreed_session(session: MentoringSession, pair: Mentorship) -> None:
    asked = _ask(session, pair.mentor)
    withdraw_suggestion(asked.batch, by=pair.mentor, now=NOW)
    _stands(session)
    with pytest.raises(WrongState, match="no longer open"):
        accept_suggestion(asked.batch, by=pair.mentee, now=NOW)


def test_a_yes_moves_the_session_and_its_reminders(session: MentoringSession, pair: Mentorship) -> None:
    asked = _ask(session, pair.mentor)
    accept_suggestion(asked.batch, by=pair.mentee, now=NOW)
    session.refresh_from_db()
    assert (session.state, session.sequence) == (State.SCHEDULED, 1)
    assert session.starts_at == datetime(2026, 12, 18, 13, tzinfo=UTC)
    due = Message.objects.get(event="session_tomorrow", recipient=pair.mentee).due_at
    assert due == session.starts_at - timedelta(hours=24)
    assert _heard("session_agreed") == ["Ruth"]


def test_only_the_other_of_the_two_answers(session: MentoringSession, pair: Mentorship, outsider: User) -> None:
    asked = _ask(session, pair.mentor)
    for by in (pair.mentor, outsider):
        with pytest.raises(NotPermitted):
            accept_suggestion(asked.batch, by=by, now=NOW)
    with pytest.raises(NotPermitted):
        decline_suggestion(asked.batch, by=pair.mentor, now=NOW)
    with pytest.raises(NotPermitted):
        withdraw_suggestion(asked.batch, by=pair.mentee, now=NOW)
    _stands(session)


def test_a_newer_suggestion_replaces_the_former(session: MentoringSession, pair: Mentorship) -> None:
    former = _ask(session, pair.mentor)
    newer = _ask(session, pair.mentor, MONDAY)
    with pytest.raises(WrongState, match="replaced"):
        accept_suggestion(former.batch, by=pair.mentee, now=NOW)
    _stands(session)
    accept_suggestion(newer.batch, by=pair.mentee, now=NOW)
    session.refresh_from_db()
    assert session.starts_at == datetime(2026, 12, 21, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "late", [AGREED, datetime(2026, 12, 18, 13, tzinfo=UTC)], ids=["agreed time", "suggested time"]
)
def test_a_suggestion_lapses_when_a_time_comes(session: MentoringSession, pair: Mentorship, late: datetime) -> None:
    asked = _ask(session, pair.mentor)
    with pytest.raises(WrongState):
        accept_suggestion(asked.batch, by=pair.mentee, now=late)
    _stands(session)


def test_a_cancelled_session_takes_its_suggestion_along(session: MentoringSession, pair: Mentorship) -> None:
    asked = _ask(session, pair.mentor)
    cancel_session(session, by=pair.mentee, now=NOW)
    with pytest.raises(WrongState):
        accept_suggestion(asked.batch, by=pair.mentee, now=NOW)
    session.refresh_from_db()
    assert (session.state, session.sequence) == (State.CANCELLED, 1)
    asked.refresh_from_db()
    assert asked.state == Answer.LAPSED


def test_nobody_is_moved_into_another_session(session: MentoringSession, pair: Mentorship) -> None:
    asked = _ask(session, pair.mentor)
    other = WorkshopFactory.create(cycle=pair.cycle, starts_at=asked.starts_at)
    other.attendances.create(user=pair.mentee, state=Attendance.State.CONFIRMED)
    with pytest.raises(DoubleBooked):
        accept_suggestion(asked.batch, by=pair.mentee, now=NOW)
    _stands(session)


def test_a_new_link_holds_at_once_and_leaves_the_suggestion_open(session: MentoringSession, pair: Mentorship) -> None:
    asked = _ask(session, pair.mentor)
    same = replace(FRIDAY, local=datetime.fromisoformat("2026-12-17T16:00"), join_url="https://meet.example/a")
    assert move_pair_session(session, by=pair.mentor, plan=same, now=NOW) == []
    _stands(session, sequence=1)
    assert session.join_url == "https://meet.example/a"
    assert _heard("session_changed") == [pair.mentee.given_name]
    accept_suggestion(asked.batch, by=pair.mentee, now=NOW)
    session.refresh_from_db()
    assert (session.sequence, session.join_url) == (2, "https://meet.example/a")


def test_an_impossible_or_past_time_is_refused(session: MentoringSession, pair: Mentorship) -> None:
    for local in ("2026-11-30T08:00", "2027-03-14T02:30"):
        with pytest.raises(ImpossibleTime):
            _ask(session, pair.mentee, replace(FRIDAY, local=datetime.fromisoformat(local)))
    _stands(session)


def _series(pair: Mentorship) -> list[MentoringSession]:
    series = SessionSeries.objects.create(rule="FREQ=WEEKLY;COUNT=4", time_zone="Africa/Kampala")
    return [
        SessionFactory.create(mentorship=pair, series=series, starts_at=AGREED + timedelta(weeks=week))
        for week in range(4)
    ]


def test_one_of_a_series_moves_alone(pair: Mentorship) -> None:
    sessions = _series(pair)
    accept_suggestion(_ask(sessions[1], pair.mentor, MONDAY).batch, by=pair.mentee, now=NOW)
    starts = list(MentoringSession.objects.order_by("pk").values_list("starts_at", flat=True))
    assert sum(start in [one.starts_at for one in sessions] for start in starts) == 3


@pytest.mark.parametrize("weeks", [1, -1])
def test_all_that_follow_move_onto_each_others_places(pair: Mentorship, weeks: int) -> None:
    sessions = _series(pair)
    local = datetime.fromisoformat("2026-12-24T16:00") + timedelta(weeks=weeks)
    if weeks < 0:
        cancel_session(sessions[0], by=pair.mentor, now=NOW)
    asked = _ask(sessions[1], pair.mentor, replace(FRIDAY, local=local), later_too=True)
    accept_suggestion(asked.batch, by=pair.mentee, now=NOW)
    for session in sessions[1:]:
        before = session.starts_at
        session.refresh_from_db()
        assert session.starts_at == before + timedelta(weeks=weeks)


def test_replacing_part_of_a_question_closes_all_of_it(pair: Mentorship) -> None:
    sessions = _series(pair)
    later = datetime.fromisoformat("2026-12-25T17:00")
    asked = _ask(sessions[1], pair.mentor, replace(FRIDAY, local=later), later_too=True)
    _ask(sessions[3], pair.mentee, MONDAY)
    with pytest.raises(WrongState):
        accept_suggestion(asked.batch, by=pair.mentee, now=NOW)
    assert TimeSuggestion.objects.filter(state=Answer.OPEN).count() == 1


def test_the_database_holds_one_open_suggestion_a_session(session: MentoringSession, pair: Mentorship) -> None:
    asked = _ask(session, pair.mentor)
    asked.pk, asked.batch = None, "0b6bb7d1-8f7b-4b1c-9d35-6a4a1b8f9f10"
    with pytest.raises(IntegrityError), transaction.atomic():
        asked.save(force_insert=True)


def test_a_proposal_that_changed_meanwhile_is_not_accepted_unseen(pair: Mentorship) -> None:
    (proposed,) = propose_session(pair, by=pair.mentor, plan=FRIDAY, now=NOW)
    move_pair_session(proposed, by=pair.mentor, plan=MONDAY, now=NOW)
    with pytest.raises(WrongState, match="in the meantime"):
        accept_proposal(proposed, by=pair.mentee, sequence=0, now=NOW)
    proposed.refresh_from_db()
    assert proposed.state == State.PROPOSED
    accept_proposal(proposed, by=pair.mentee, sequence=1, now=NOW)


def test_a_counter_proposal_is_answered_by_who_asked_first(pair: Mentorship) -> None:
    (proposed,) = propose_session(pair, by=pair.mentor, plan=replace(FRIDAY, repeat=Repeat.ONCE), now=NOW)
    move_pair_session(proposed, by=pair.mentee, plan=MONDAY, now=NOW)
    with pytest.raises(NotPermitted):
        accept_proposal(proposed, by=pair.mentee, now=NOW)
    accept_proposal(proposed, by=pair.mentor, now=NOW)
    proposed.refresh_from_db()
    assert proposed.state == State.SCHEDULED


def test_the_page_refuses_a_stale_yes_with_words(session: MentoringSession, pair: Mentorship, sign_in: SignIn) -> None:
    MentoringSession.objects.update(starts_at=datetime(2040, 12, 17, 13, tzinfo=UTC))
    plan = replace(FRIDAY, local=datetime.fromisoformat("2040-12-18T16:00"))
    former = _ask(session, pair.mentor, plan)
    _ask(session, pair.mentor, replace(plan, local=datetime.fromisoformat("2040-12-19T16:00")))
    url = reverse("sessions:answer-suggestion", kwargs={"pk": session.pk})
    response = sign_in(pair.mentee).post(url, {"batch": former.batch, "answer": "yes"})
    assert response.status_code == 409
    assert "no longer open" in response.content.decode()
    page = sign_in(pair.mentee).get(reverse("sessions:show-session", kwargs={"pk": session.pk})).content.decode()
    assert "Until you say yes, the session stays on" in page


SEVERAL = replace(FRIDAY, local=datetime.fromisoformat("2026-12-17T16:00"), also=(FRIDAY.local, MONDAY.local))


def test_of_several_times_one_is_picked_and_until_then_the_agreed_stands(
    session: MentoringSession, pair: Mentorship
) -> None:
    """The agreed time among them is what a no keeps anyway."""
    asked = move_pair_session(session, by=pair.mentor, plan=SEVERAL, note="I have exams to set.", now=NOW)
    friday, monday = (one.starts_at for one in asked)
    _stands(session)
    message = Message.objects.get(event="move_suggested")
    words = events.get_event("move_suggested").context(message)
    assert (len(words["choices"]), words["later"]) == (2, 0)
    for at in (None, AGREED):
        with pytest.raises(WrongState):
            accept_suggestion(asked[0].batch, by=pair.mentee, at=at, now=NOW)
    with pytest.raises(WrongState):  # Friday has come, Monday is all that is left
        accept_suggestion(asked[0].batch, by=pair.mentee, at=friday, now=AGREED)
    accept_suggestion(asked[0].batch, by=pair.mentee, at=monday, now=NOW)
    session.refresh_from_db()
    assert (session.state, session.starts_at, session.sequence) == (State.SCHEDULED, monday, 1)
    states = list(TimeSuggestion.objects.order_by("starts_at").values_list("starts_at", "state"))
    assert states == [(friday, Answer.LAPSED), (monday, Answer.ACCEPTED)]


def test_several_times_keep_the_rules_of_one(pair: Mentorship) -> None:
    sessions = _series(pair)
    WorkshopFactory.create(starts_at=datetime(2026, 12, 21, 13, 15, tzinfo=UTC)).attendances.create(
        user=pair.mentor, state=Attendance.State.CONFIRMED
    )
    past, six = datetime.fromisoformat("2026-11-30T10:00"), tuple(FRIDAY.local + timedelta(hours=n) for n in range(6))
    next_of_series = sessions[1].starts_at.replace(tzinfo=None) + timedelta(hours=3)
    for plan, later_too, refusal in (
        (SEVERAL, False, DoubleBooked),
        (replace(SEVERAL, also=(next_of_series,)), False, DoubleBooked),
        (replace(SEVERAL, also=(past,)), False, ImpossibleTime),
        (replace(SEVERAL, also=six), False, ImpossibleTime),
        (replace(SEVERAL, also=(FRIDAY.local,)), True, ImpossibleTime),
    ):
        with pytest.raises(refusal):
            _ask(sessions[0], pair.mentor, plan, later_too=later_too)
    assert not TimeSuggestion.objects.exists()


def test_several_times_take_the_place_of_a_proposal_and_of_each_other(pair: Mentorship, sign_in: SignIn) -> None:
    year = timedelta(days=14 * 365)  # pages read the clock
    several = replace(SEVERAL, local=SEVERAL.local + year, also=tuple(one + year for one in SEVERAL.also))
    (proposed,) = propose_session(pair, by=pair.mentor, plan=replace(FRIDAY, local=several.local), now=NOW)
    move_pair_session(proposed, by=pair.mentee, plan=several, now=NOW)
    proposed.refresh_from_db()
    assert (proposed.n_times, proposed.suggestions.count(), proposed.sequence) == (3, 2, 1)
    accept_proposal(proposed, by=pair.mentor, at=proposed.starts_at - timedelta(days=3), now=NOW)
    proposed.refresh_from_db()
    assert (proposed.state, proposed.n_times) == (State.SCHEDULED, 1)

    url = reverse("sessions:show-session", kwargs={"pk": proposed.pk})
    form = {"date": "2040-12-14", "time": "16:00", "minutes": 45, "mode": "video"}
    further = {"date_2": "2040-12-15", "time_2": "16:00", "date_4": "2040-12-16", "time_4": "17:00"}
    move = reverse("sessions:move-session", kwargs={"pk": proposed.pk})
    assert sign_in(pair.mentor).post(move, {**form, **further}).status_code == 302
    answering = sign_in(pair.mentee)
    page = answering.get(url).content.decode()
    assert ("proposed 3 other times" in page, page.count('name="at"')) == (True, 3)
    home = answering.get(reverse("sessions:show-pair", kwargs={"pk": pair.pk})).content.decode()
    assert "Pick one of 3 other times" in home
    assert "Until you pick one, the session stays where it is." in " ".join(home.split())
    batch = proposed.suggestions.open_at(NOW).values_list("batch", flat=True)[0]
    answer = reverse("sessions:answer-suggestion", kwargs={"pk": proposed.pk})
    assert answering.post(answer, {"batch": batch, "answer": "yes"}).status_code == 409
    assert answering.post(answer, {"batch": batch, "answer": "yes", "at": "tomorrow"}).status_code == 409
    picked = {"batch": batch, "answer": "yes", "at": "20401216T1400Z"}
    assert answering.post(answer, picked).status_code == 302
    proposed.refresh_from_db()
    assert proposed.starts_at == datetime(2040, 12, 16, 14, tzinfo=UTC)


def _steps(*steps: Callable[[], object]) -> list[str]:
    return sorted(at_once(steps))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    """Two answers at once: one holds, the other is refused with words, and the session is where the winner left it."""

    @pytest.mark.parametrize("against", ["decline", "withdraw", "replace", "cancel"])
    def test_a_yes_against(self, against: str, session: MentoringSession, pair: Mentorship) -> None:
        asked = _ask(session, pair.mentor)
        others: dict[str, Callable[[], object]] = {
            "decline": lambda: decline_suggestion(asked.batch, by=pair.mentee, now=NOW),
            "withdraw": lambda: withdraw_suggestion(asked.batch, by=pair.mentor, now=NOW),
            "replace": lambda: _ask(session, pair.mentor, MONDAY),
            "cancel": lambda: cancel_session(session, by=pair.mentor, now=NOW),
        }
        outcome = _steps(lambda: accept_suggestion(asked.batch, by=pair.mentee, now=NOW), others[against])
        session.refresh_from_db()
        asked.refresh_from_db()
        moved = session.starts_at != AGREED
        assert moved == (asked.state == Answer.ACCEPTED)
        assert outcome == (["done", "done"] if against in ("replace", "cancel") and moved else ["WrongState", "done"])
        assert TimeSuggestion.objects.filter(session=session, state=Answer.OPEN).count() == (against == "replace")

    def test_one_mentor_says_yes_to_two_moves_onto_one_hour(self, pair: Mentorship) -> None:
        other = MentorshipFactory.create(cycle=pair.cycle, participation=pair.participation)
        asked = []
        for hours, one in ((0, pair), (3, other)):
            session = SessionFactory.create(mentorship=one, starts_at=AGREED + timedelta(hours=hours))
            asked.append(_ask(session, one.mentee, replace(FRIDAY, local=datetime.fromisoformat("2026-12-18T08:00"))))
        mentor = pair.mentor
        steps = [lambda batch=one.batch: accept_suggestion(batch, by=mentor, now=NOW) for one in asked]
        assert _steps(*steps) == ["DoubleBooked", "done"]

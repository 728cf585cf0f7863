from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import Mentorship
from sessions.calendars.recurrence import Repeat
from sessions.errors import DoubleBooked, ImpossibleTime, NotPermitted
from sessions.models import Attendance, MentoringSession, SessionSeries
from sessions.services.bookings import SessionPlan, accept_proposal, decline_proposal, propose_session
from tests.factories.sessions import WorkshopFactory

State = MentoringSession.State
pytestmark = pytest.mark.django_db


def _notices(event: str) -> set[str]:
    return set(Message.objects.filter(event=event).values_list("recipient__given_name", flat=True))


def test_a_proposal_waits_for_the_other_side(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)

    assert session.state == State.PROPOSED
    assert session.starts_at == datetime(2026, 12, 17, 13, tzinfo=UTC)
    answers = dict(session.attendances.values_list("user", "state"))
    assert answers == {student.pk: Attendance.State.CONFIRMED, mentor.pk: Attendance.State.INVITED}
    assert _notices("session_proposed") == {"Ruth"}


def test_the_organisers_own_clock_decides(pair: Mentorship, mentor: User, plan: SessionPlan, now: datetime) -> None:
    (session,) = propose_session(pair, by=mentor, plan=plan, now=now)

    assert session.time_zone == "Africa/Kampala"
    assert session.starts_at == datetime(2026, 12, 17, 5, tzinfo=UTC)


def test_accepting_schedules_it_and_plans_the_reminders(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    accept_proposal(session, by=mentor, now=now)

    session.refresh_from_db()
    assert session.state == State.SCHEDULED
    assert (_notices("session_agreed"), _notices("session_accepted")) == ({"Noor"}, {"Ruth"})
    due = dict(Message.objects.values_list("dedupe_key", "due_at"))
    day_before = session.starts_at - timedelta(hours=24)
    assert due[f"session_tomorrow:{session.pk}:0:{student.pk}:-24h"] == day_before
    assert due[f"session_tomorrow:{session.pk}:0:{mentor.pk}:-24h"] == day_before
    assert due[f"log_missing:{session.pk}:0:{mentor.pk}:+2d"] == session.ends_at + timedelta(days=2)
    assert due[f"log_missing:{session.pk}:0:{mentor.pk}:+7d"] == session.ends_at + timedelta(days=7)


def test_who_suggested_cannot_accept(pair: Mentorship, student: User, plan: SessionPlan, now: datetime) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    with pytest.raises(NotPermitted):
        accept_proposal(session, by=student, now=now)


def test_a_stranger_cannot_accept(
    pair: Mentorship, student: User, outsider: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    with pytest.raises(NotPermitted):
        accept_proposal(session, by=outsider, now=now)


def test_a_past_proposal_cannot_be_accepted(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    with pytest.raises(WrongState):
        accept_proposal(session, by=mentor, now=session.starts_at)


def test_declining_cancels_and_tells_who_suggested(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    decline_proposal(session, by=mentor, now=now)

    session.refresh_from_db()
    assert (session.state, session.sequence) == (State.CANCELLED, 1)
    assert _notices("session_cancelled") == {"Noor"}


@pytest.mark.parametrize("state", [Mentorship.State.PAUSED, Mentorship.State.ENDED])
def test_a_pair_that_is_not_active_books_nothing(
    state: str, pair: Mentorship, student: User, plan: SessionPlan, now: datetime
) -> None:
    Mentorship.objects.filter(pk=pair.pk).update(state=state)
    with pytest.raises(WrongState):
        propose_session(pair, by=student, plan=plan, now=now)


def test_a_time_in_the_past_is_refused(pair: Mentorship, student: User, plan: SessionPlan, now: datetime) -> None:
    with pytest.raises(ImpossibleTime):
        propose_session(pair, by=student, plan=replace(plan, local=datetime.fromisoformat("2026-11-30T08:00")), now=now)


def test_sending_a_suggestion_twice_makes_one(
    pair: Mentorship, student: User, plan: SessionPlan, now: datetime
) -> None:
    propose_session(pair, by=student, plan=plan, now=now)
    with pytest.raises(DoubleBooked):
        propose_session(pair, by=student, plan=plan, now=now)
    assert MentoringSession.objects.count() == 1


def test_who_is_booked_elsewhere_cannot_suggest_that_time(
    pair: Mentorship, student: User, plan: SessionPlan, now: datetime
) -> None:
    other = WorkshopFactory.create(cycle=pair.cycle, starts_at=datetime(2026, 12, 17, 13, 30, tzinfo=UTC))
    other.attendances.create(user=student, state=Attendance.State.CONFIRMED)
    with pytest.raises(DoubleBooked):
        propose_session(pair, by=student, plan=plan, now=now)


def test_who_is_booked_by_now_cannot_accept(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    other = WorkshopFactory.create(cycle=pair.cycle, starts_at=session.starts_at)
    other.attendances.create(user=mentor, state=Attendance.State.CONFIRMED)
    with pytest.raises(DoubleBooked):
        accept_proposal(session, by=mentor, now=now)
    session.refresh_from_db()
    assert session.state == State.PROPOSED


def test_sessions_that_touch_do_not_overlap(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (first,) = propose_session(pair, by=student, plan=plan, now=now)
    accept_proposal(first, by=mentor, now=now)
    (second,) = propose_session(
        pair, by=student, plan=replace(plan, local=datetime.fromisoformat("2026-12-17T08:45")), now=now
    )
    accept_proposal(second, by=mentor, now=now)
    second.refresh_from_db()
    assert second.state == State.SCHEDULED


def test_a_series_keeps_the_local_hour_when_the_clocks_change(
    pair: Mentorship, student: User, plan: SessionPlan, now: datetime
) -> None:
    march = replace(plan, local=datetime.fromisoformat("2027-03-04T08:00"), repeat=Repeat.WEEKLY, times=3)
    sessions = propose_session(pair, by=student, plan=march, now=now)

    assert [one.starts_at.hour for one in sessions] == [13, 13, 12]
    assert {one.starts_at.astimezone(student.zone).hour for one in sessions} == {8}
    assert SessionSeries.objects.get().rule == "FREQ=WEEKLY;INTERVAL=1;COUNT=3"


def test_a_series_over_a_skipped_hour_is_refused(
    pair: Mentorship, student: User, plan: SessionPlan, now: datetime
) -> None:
    with pytest.raises(ImpossibleTime):
        propose_session(
            pair,
            by=student,
            plan=replace(plan, local=datetime.fromisoformat("2027-03-07T02:30"), repeat=Repeat.WEEKLY, times=2),
            now=now,
        )
    assert not MentoringSession.objects.exists()


def test_a_series_is_accepted_as_a_whole(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    first, *_rest = propose_session(pair, by=student, plan=replace(plan, repeat=Repeat.FORTNIGHTLY, times=4), now=now)
    accept_proposal(first, by=mentor, now=now)
    assert MentoringSession.objects.filter(state=State.SCHEDULED).count() == 4
    assert Message.objects.filter(event="session_agreed").count() == 1

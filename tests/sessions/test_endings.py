from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Role, User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import Mentorship
from pairs.services.announcements import announce_start
from pairs.services.mentorships import complete_pairs, end_mentorship
from pairs.signals import mentorship_ended
from people.models import Enrollment, MentorParticipation
from people.services.participations import stop_mentoring
from people.signals import enrollment_withdrawn, participation_changed
from sessions.calendars.recurrence import Repeat
from sessions.errors import NotPermitted
from sessions.models import Attendance, MentoringSession
from sessions.services.bookings import SessionPlan, accept_proposal, propose_session
from sessions.services.endings import cancel_session, cancel_sessions_of_pair, release_person
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.sessions import AttendanceFactory, SessionFactory, WorkshopFactory
from tests.outbox import deliver_due

State = MentoringSession.State
pytestmark = pytest.mark.django_db


def test_either_side_cancels_and_the_other_hears_at_once(
    pair: Mentorship, student: User, mentor: User, now: datetime
) -> None:
    session = SessionFactory.create(mentorship=pair)
    assert cancel_session(session, by=student, now=now) == 1
    session.refresh_from_db()
    assert (session.state, session.sequence) == (State.CANCELLED, 1)
    message = Message.objects.get(event="session_cancelled")
    assert (message.recipient, message.due_at, message.urgent) == (mentor, now, True)


def test_cancelling_twice_is_refused_and_sends_no_second_message(
    pair: Mentorship, student: User, now: datetime
) -> None:
    session = SessionFactory.create(mentorship=pair)
    cancel_session(session, by=student, now=now)
    with pytest.raises(WrongState):
        cancel_session(session, by=student, now=now)
    assert Message.objects.filter(event="session_cancelled").count() == 1


def test_a_stranger_cancels_nothing(pair: Mentorship, outsider: User, coordinator: User, now: datetime) -> None:
    session = SessionFactory.create(mentorship=pair)
    for person in (outsider, coordinator):
        with pytest.raises(NotPermitted):
            cancel_session(session, by=person, now=now)


def test_the_later_ones_of_a_series_go_when_asked(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    first, second, *_rest = propose_session(
        pair, by=student, plan=replace(plan, repeat=Repeat.WEEKLY, times=4), now=now
    )
    accept_proposal(first, by=mentor, now=now)
    assert cancel_session(second, by=mentor, later_too=True, now=now) == 3
    assert list(MentoringSession.objects.values_list("state", flat=True)) == [State.SCHEDULED] + [State.CANCELLED] * 3


def test_a_workshop_is_cancelled_for_those_who_wait_too(coordinator: User, pair: Mentorship, now: datetime) -> None:
    workshop = WorkshopFactory.create(cycle=pair.cycle)
    comes = AttendanceFactory.create(session=workshop).user
    waits = AttendanceFactory.create(session=workshop, state=Attendance.State.WAITLISTED, waiting_since=now).user
    AttendanceFactory.create(session=workshop, state=Attendance.State.DECLINED)
    cancel_session(workshop, by=coordinator, now=now)
    told = set(Message.objects.filter(event="session_cancelled").values_list("recipient", flat=True))
    assert told == {comes.pk, waits.pk}


def test_a_pair_that_ends_takes_its_coming_sessions_along(
    pair: Mentorship, student: User, mentor: User, now: datetime
) -> None:
    coming = SessionFactory.create(mentorship=pair)
    begun = SessionFactory.create(mentorship=pair, starts_at=now - timedelta(days=3))
    cancel_sessions_of_pair(pair, now=now)
    coming.refresh_from_db()
    begun.refresh_from_db()
    assert (coming.state, begun.state) == (State.CANCELLED, State.SCHEDULED)
    told = set(Message.objects.filter(event="session_cancelled").values_list("recipient", flat=True))
    assert told == {student.pk, mentor.pk}


def test_who_leaves_a_cycle_frees_pair_and_place(pair: Mentorship, student: User, now: datetime) -> None:
    session = SessionFactory.create(mentorship=pair)
    workshop = WorkshopFactory.create(cycle=pair.cycle, places=1, starts_at=datetime(2026, 12, 18, 13, tzinfo=UTC))
    AttendanceFactory.create(session=workshop, user=student)
    waiting = AttendanceFactory.create(session=workshop, state=Attendance.State.WAITLISTED, waiting_since=now)

    release_person(student, pair.cycle, role=Role.MENTEE, now=now)

    session.refresh_from_db()
    waiting.refresh_from_db()
    assert session.state == State.CANCELLED
    assert waiting.state == Attendance.State.CONFIRMED
    assert workshop.attendances.get(user=student).state == Attendance.State.DECLINED


def test_who_leaves_as_mentee_stays_as_mentor(pair: Mentorship, mentor: User, now: datetime) -> None:
    """Ruth is also somebody's mentee in the same cycle, and gives only that up."""
    as_mentee = MentorshipFactory.create(
        cycle=pair.cycle, enrollment=EnrollmentFactory.create(cycle=pair.cycle, mentee=mentor)
    )
    kept = SessionFactory.create(mentorship=pair)
    given_up = SessionFactory.create(mentorship=as_mentee, starts_at=datetime(2026, 12, 18, 13, tzinfo=UTC))
    workshop = WorkshopFactory.create(cycle=pair.cycle, starts_at=datetime(2026, 12, 19, 13, tzinfo=UTC))
    place = AttendanceFactory.create(session=workshop, user=mentor)

    release_person(mentor, pair.cycle, role=Role.MENTEE, now=now)

    states = dict(MentoringSession.objects.values_list("pk", "state"))
    assert (states[kept.pk], states[given_up.pk]) == (State.SCHEDULED, State.CANCELLED)
    place.refresh_from_db()
    assert place.state == Attendance.State.CONFIRMED


def _tomorrow(pair: Mentorship, now: datetime) -> MentoringSession:
    return SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=1))


def test_a_mentor_who_stops_ends_the_pair_and_its_sessions(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    session = _tomorrow(pair, now)
    stop_mentoring(participation, now=now)
    session.refresh_from_db()
    pair.refresh_from_db()
    participation.refresh_from_db()
    assert (session.state, pair.state) == (State.CANCELLED, Mentorship.State.MENTOR_LEFT)
    assert participation.places_taken == 0


def test_a_withdrawal_reaches_the_sessions(pair: Mentorship, enrollment: Enrollment, now: datetime) -> None:
    session = _tomorrow(pair, now)
    enrollment_withdrawn.send(sender=Enrollment, enrollment=enrollment, by=enrollment.mentee, now=now)
    session.refresh_from_db()
    assert session.state == State.CANCELLED


def test_the_end_of_a_pair_reaches_the_sessions(pair: Mentorship, now: datetime) -> None:
    session = _tomorrow(pair, now)
    mentorship_ended.send(sender=Mentorship, mentorship=pair, now=now)
    session.refresh_from_db()
    assert session.state == State.CANCELLED


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (MentorParticipation.State.ENDED, State.CANCELLED),
        (MentorParticipation.State.PAUSED, State.SCHEDULED),
        (MentorParticipation.State.READY, State.SCHEDULED),
    ],
)
def test_only_an_ended_participation_reaches_the_sessions(
    state: str, expected: str, pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    session = _tomorrow(pair, now)
    participation.state = state
    participation_changed.send(sender=MentorParticipation, participation=participation, now=now)
    session.refresh_from_db()
    assert session.state == expected


def test_the_end_of_a_pair_is_told_before_its_cancelled_session_which_waits_for_the_morning(
    pair: Mentorship, student: User, now: datetime
) -> None:
    SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=21))
    end_mentorship(pair, by=pair.mentor, now=now)
    own = Message.objects.filter(recipient=student)
    cancelled = own.get(event="session_cancelled")
    own.exclude(event__in=("pair_ended", "session_cancelled")).delete()
    deliver_due(now)
    assert list(own.filter(sent_at=now).values_list("event", flat=True)) == ["pair_ended"]
    deliver_due(now + timedelta(minutes=1))
    assert own.get(pk=cancelled.pk).state == Message.State.SENT
    night = now + timedelta(hours=14)
    for days, sent in ((21, 0), (1, 1)):
        session = SessionFactory.create(mentorship=pair, starts_at=night + timedelta(days=days))
        cancel_session(session, by=pair.mentor, now=night)
        deliver_due(night)
        assert own.filter(subject_pk=str(session.pk), event="session_cancelled", sent_at=night).count() == sent


def _in_order(person: User, *events: str) -> list[str]:
    told = Message.objects.filter(recipient=person, event__in=events, state=Message.State.SENT)
    return list(told.order_by("sent_at", "pk").values_list("event", flat=True))


def test_that_the_year_is_complete_is_told_before_the_session_that_falls_with_it(
    pair: Mentorship, student: User, now: datetime
) -> None:
    SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=5))
    complete_pairs(pair.cycle, now=now)
    Message.objects.exclude(event__in=("pair_completed", "session_cancelled")).delete()
    for minutes in range(4):
        deliver_due(now + timedelta(minutes=minutes))
    assert _in_order(student, "pair_completed", "session_cancelled") == ["pair_completed", "session_cancelled"]


def test_a_pair_that_begins_is_told_after_the_end_of_the_one_before(
    pair: Mentorship, student: User, now: datetime
) -> None:
    end_mentorship(pair, by=pair.mentor, now=now)
    announce_start(MentorshipFactory.create(cycle=pair.cycle, enrollment=pair.enrollment), now=now)
    Message.objects.exclude(recipient=student, event__in=("pair_ended", "pair_started")).delete()
    Message.objects.filter(event="pair_ended").update(leased_until=now + timedelta(minutes=3))
    for minutes in range(8):
        deliver_due(now + timedelta(minutes=minutes))
    assert _in_order(student, "pair_ended", "pair_started") == ["pair_ended", "pair_started"]

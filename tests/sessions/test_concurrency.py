"""What only PostgreSQL can show: two at once, and what the database refuses whoever asks."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import DomainError
from notifications.models import Message
from sessions.models import Attendance, MentoringSession, Mode, SentLog
from sessions.services.bookings import accept_proposal
from sessions.services.logs import SessionLog, log_new_session, log_session
from sessions.services.places import leave_place, take_place
from tests.factories.accounts import UserFactory
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.programs import CycleFactory
from tests.factories.sessions import AttendanceFactory, SessionFactory, WorkshopFactory
from tests.together import results_at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 30, 14, tzinfo=UTC)
State = Attendance.State


def _taking(workshop: MentoringSession, person: User) -> Callable[[], object]:
    return lambda: take_place(workshop, by=User.objects.get(pk=person.pk), now=NOW)


def test_places_are_never_more_whoever_comes_and_goes_at_once() -> None:
    cycle = CycleFactory.create()
    workshop = WorkshopFactory.create(cycle=cycle, places=12)
    people = [EnrollmentFactory.create(cycle=cycle).mentee for _ in range(24)]
    for person in people[:11]:
        AttendanceFactory.create(session=workshop, user=person)

    def leave(person: User) -> Callable[[], object]:
        return lambda: leave_place(workshop, by=User.objects.get(pk=person.pk), now=NOW)

    results_at_once([_taking(workshop, person) for person in people[11:]] + [leave(person) for person in people[:5]])

    states = workshop.attendances.values_list("state", flat=True)
    assert Counter(states) == {State.CONFIRMED: 12, State.WAITLISTED: 7, State.DECLINED: 5}


def test_one_person_cannot_take_two_places_at_the_same_time() -> None:
    cycle = CycleFactory.create()
    person = EnrollmentFactory.create(cycle=cycle).mentee
    workshops = [WorkshopFactory.create(cycle=cycle) for _ in range(2)]

    results = results_at_once(_taking(workshop, person) for workshop in workshops)

    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert Attendance.objects.filter(user=person, state=State.CONFIRMED).count() == 1


def test_a_mentor_cannot_agree_to_two_mentees_at_the_same_time() -> None:
    first = MentorshipFactory.create()
    second = MentorshipFactory.create(cycle=first.cycle, participation=first.participation)
    sessions = []
    for pair in (first, second):
        session = SessionFactory.create(mentorship=pair, state=MentoringSession.State.PROPOSED, people=False)
        AttendanceFactory.create(session=session, user=pair.mentee)
        AttendanceFactory.create(session=session, user=pair.mentor, state=State.INVITED)
        sessions.append(session)

    def agree(session: MentoringSession) -> Callable[[], object]:
        return lambda: accept_proposal(session, by=User.objects.get(pk=first.mentor_id), now=NOW)

    results = results_at_once(agree(session) for session in sessions)

    assert sum(isinstance(result, DomainError) for result in results) == 1
    assert MentoringSession.objects.filter(state=MentoringSession.State.SCHEDULED).count() == 1


def test_the_database_refuses_two_overlapping_confirmations() -> None:
    person = UserFactory.create()
    AttendanceFactory.create(session=WorkshopFactory.create(), user=person)
    overlapping = WorkshopFactory.create(starts_at=datetime(2026, 12, 17, 13, 30, tzinfo=UTC))
    with pytest.raises(IntegrityError, match="nobody_in_two_sessions_at_once"), transaction.atomic():
        AttendanceFactory.create(session=overlapping, user=person)
    touching = WorkshopFactory.create(starts_at=datetime(2026, 12, 17, 13, 45, tzinfo=UTC))
    AttendanceFactory.create(session=touching, user=person)


def test_the_database_refuses_a_move_into_another_session() -> None:
    person = UserFactory.create()
    first = WorkshopFactory.create()
    later = WorkshopFactory.create(starts_at=datetime(2026, 12, 18, 13, tzinfo=UTC))
    for session in (first, later):
        AttendanceFactory.create(session=session, user=person)
    later.starts_at = first.starts_at
    with pytest.raises(IntegrityError, match="nobody_in_two_sessions_at_once"), transaction.atomic():
        later.save()


def test_a_cancelled_session_frees_the_time() -> None:
    person = UserFactory.create()
    first, second = WorkshopFactory.create(), WorkshopFactory.create()
    AttendanceFactory.create(session=first, user=person)
    first.state = MentoringSession.State.CANCELLED
    first.save()
    assert AttendanceFactory.create(session=second, user=person).state == State.CONFIRMED


def test_the_database_refuses_more_people_than_places() -> None:
    workshop = WorkshopFactory.create(places=1)
    AttendanceFactory.create(session=workshop, leads=True)
    AttendanceFactory.create(session=workshop)
    with pytest.raises(IntegrityError, match="every place"), transaction.atomic():
        AttendanceFactory.create(session=workshop)
    waiting = AttendanceFactory.create(session=workshop, state=State.WAITLISTED, waiting_since=NOW)
    waiting.state = State.CONFIRMED
    with pytest.raises(IntegrityError, match="every place"), transaction.atomic():
        waiting.save()


def test_the_database_refuses_fewer_places_than_people() -> None:
    workshop = WorkshopFactory.create(places=2)
    for _ in range(2):
        AttendanceFactory.create(session=workshop)
    workshop.places = 1
    with pytest.raises(IntegrityError, match="every place"), transaction.atomic():
        workshop.save()


def test_one_kept_log_sent_twenty_times_from_two_devices_is_one_log() -> None:
    pair = MentorshipFactory.create()
    booked = SessionFactory.create(mentorship=pair, starts_at=NOW - timedelta(days=2))
    planned = SessionLog(MentoringSession.State.HELD, booked.starts_at, 45, Mode.VIDEO, sent_as=uuid.uuid4())
    unplanned = SessionLog(MentoringSession.State.HELD, NOW - timedelta(days=1), 45, Mode.VIDEO, sent_as=uuid.uuid4())
    number = uuid.uuid4()

    def log_booked() -> object:
        return log_session(booked, by=User.objects.get(pk=pair.mentor_id), log=planned, now=NOW)

    def log_other() -> object:
        by = User.objects.get(pk=pair.mentor_id)
        return log_new_session(pair, by=by, session_id=number, log=unplanned, now=NOW)

    results = results_at_once([log_booked, log_other] * 10)

    assert {type(result) for result in results} == {MentoringSession}
    assert MentoringSession.objects.filter(state=MentoringSession.State.HELD).count() == SentLog.objects.count() == 2
    assert Message.objects.filter(event="log_to_check").count() == 2

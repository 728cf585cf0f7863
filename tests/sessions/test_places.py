from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import Mentorship
from people.models import Enrollment
from programs.models import Cycle
from sessions.errors import DoubleBooked, NotPermitted
from sessions.models import Attendance, MentoringSession
from sessions.services.places import CLAIM, leave_place, pass_on_places, take_place
from tests.factories.accounts import UserFactory
from tests.factories.people import EnrollmentFactory
from tests.factories.sessions import AttendanceFactory, SessionFactory, WorkshopFactory

State = Attendance.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop(cycle: Cycle) -> MentoringSession:
    return WorkshopFactory.create(cycle=cycle, places=2)


@pytest.fixture
def people(cycle: Cycle) -> list[User]:
    return [EnrollmentFactory.create(cycle=cycle).mentee for _ in range(4)]


def _states(workshop: MentoringSession) -> dict[int, str]:
    return dict(workshop.attendances.values_list("user", "state"))


def _fill(workshop: MentoringSession, people: list[User], now: datetime) -> None:
    for minute, person in enumerate(people):
        take_place(workshop, by=person, now=now + timedelta(minutes=minute))


def test_places_are_given_until_they_are_taken(workshop: MentoringSession, people: list[User], now: datetime) -> None:
    _fill(workshop, people, now)
    states = _states(workshop)
    assert [states[one.pk] for one in people] == [State.CONFIRMED] * 2 + [State.WAITLISTED] * 2


def test_who_leads_uses_no_place(workshop: MentoringSession, people: list[User], now: datetime) -> None:
    AttendanceFactory.create(session=workshop, leads=True)
    _fill(workshop, people[:2], now)
    assert set(_states(workshop).values()) == {State.CONFIRMED}


def test_a_free_place_goes_to_the_first_who_waits_with_news_at_once(
    workshop: MentoringSession, people: list[User], now: datetime
) -> None:
    _fill(workshop, people, now)
    later = now + timedelta(hours=1)
    leave_place(workshop, by=people[0], now=later)

    states = _states(workshop)
    assert [states[person.pk] for person in people] == [
        State.DECLINED,
        State.CONFIRMED,
        State.CONFIRMED,
        State.WAITLISTED,
    ]
    message = Message.objects.get(event="place_free")
    assert (message.recipient, message.due_at) == (people[2], later)
    assert Message.objects.filter(event="session_tomorrow", recipient=people[2]).exists()


def test_who_is_booked_elsewhere_keeps_the_position_and_the_next_moves_up(
    workshop: MentoringSession, people: list[User], now: datetime
) -> None:
    _fill(workshop, people, now)
    AttendanceFactory.create(session=WorkshopFactory.create(cycle=workshop.cycle), user=people[2])
    leave_place(workshop, by=people[0], now=now)
    states = _states(workshop)
    assert states[people[2].pk] == State.WAITLISTED
    assert states[people[3].pk] == State.CONFIRMED


def test_taking_a_place_twice_changes_nothing(workshop: MentoringSession, people: list[User], now: datetime) -> None:
    _fill(workshop, people[:3], now)
    again = take_place(workshop, by=people[2], now=now + timedelta(days=1))
    assert again.state == State.WAITLISTED
    assert again.waiting_since == now + timedelta(minutes=2)


def test_coming_back_means_the_end_of_the_list(workshop: MentoringSession, people: list[User], now: datetime) -> None:
    _fill(workshop, people, now)
    leave_place(workshop, by=people[2], now=now + timedelta(hours=1))
    take_place(workshop, by=people[2], now=now + timedelta(hours=2))
    waiting = Attendance.objects.filter(session=workshop).waiting()
    assert [one.user for one in waiting] == [people[3], people[2]]


def test_a_second_session_at_the_same_time_is_refused(
    workshop: MentoringSession, people: list[User], now: datetime
) -> None:
    other = WorkshopFactory.create(cycle=workshop.cycle, starts_at=workshop.starts_at + timedelta(minutes=30))
    take_place(workshop, by=people[0], now=now)
    with pytest.raises(DoubleBooked):
        take_place(other, by=people[0], now=now)


def test_a_session_that_has_begun_takes_nobody(workshop: MentoringSession, people: list[User]) -> None:
    with pytest.raises(WrongState):
        take_place(workshop, by=people[0], now=workshop.starts_at)


def test_who_takes_no_part_in_the_cycle_gets_no_place(
    workshop: MentoringSession, outsider: User, now: datetime
) -> None:
    with pytest.raises(NotPermitted):
        take_place(workshop, by=outsider, now=now)


def test_who_leads_does_not_just_leave(workshop: MentoringSession, now: datetime) -> None:
    leader = AttendanceFactory.create(session=workshop, leads=True).user
    with pytest.raises(NotPermitted):
        leave_place(workshop, by=leader, now=now)


def test_a_pairs_session_has_no_places(pair: Mentorship, student: User, now: datetime) -> None:
    session = SessionFactory.create(mentorship=pair)
    with pytest.raises(NotPermitted):
        take_place(session, by=student, now=now)


def test_a_place_is_held_for_who_moved_up_and_then_goes_to_the_next(
    workshop: MentoringSession, people: list[User], now: datetime
) -> None:
    _fill(workshop, people, now)
    leave_place(workshop, by=people[0], now=now)
    assert pass_on_places(now=now + CLAIM - timedelta(minutes=1)) == 0
    assert pass_on_places(now=now + CLAIM) == 1
    states = _states(workshop)
    assert [states[one.pk] for one in people[2:]] == [State.DECLINED, State.CONFIRMED]
    assert Message.objects.get(event="place_passed").recipient == people[2]
    # Nobody else waits, so the place stays with who has it.
    assert pass_on_places(now=now + 2 * CLAIM) == 0
    assert _states(workshop)[people[3].pk] == State.CONFIRMED


def test_who_says_so_in_time_keeps_the_place(workshop: MentoringSession, people: list[User], now: datetime) -> None:
    _fill(workshop, people, now)
    leave_place(workshop, by=people[0], now=now)
    take_place(workshop, by=people[2], now=now + timedelta(hours=1))
    assert pass_on_places(now=now + CLAIM) == 0
    assert _states(workshop)[people[2].pk] == State.CONFIRMED


def test_shortly_before_a_session_a_place_is_given_for_good(
    workshop: MentoringSession, people: list[User], now: datetime
) -> None:
    _fill(workshop, people, now)
    leave_place(workshop, by=people[0], now=workshop.starts_at - timedelta(hours=2))
    assert workshop.attendances.get(user=people[2]).claim_until is None


def test_three_hundred_people_for_twelve_places_come_up_in_their_order(cycle: Cycle, now: datetime) -> None:
    workshop = WorkshopFactory.create(cycle=cycle, places=12)
    crowd = User.objects.bulk_create(UserFactory.build_batch(300))
    Enrollment.objects.bulk_create(EnrollmentFactory.build(cycle=cycle, mentee=one) for one in crowd)
    _fill(workshop, crowd[:13], now)
    Attendance.objects.bulk_create(
        Attendance(session=workshop, user=one, state=State.WAITLISTED, waiting_since=now + timedelta(minutes=13 + n))
        for n, one in enumerate(crowd[13:299])
    )
    evening = now + timedelta(hours=8)
    take_place(workshop, by=crowd[299], now=evening)
    waiting = workshop.attendances.waiting()
    assert [one.user_id for one in waiting] == [one.pk for one in crowd[12:]]

    for one in crowd[:3]:
        leave_place(workshop, by=one, now=evening)
    take_place(workshop, by=crowd[12], now=evening)
    assert pass_on_places(now=evening + CLAIM) == 2
    coming = {pk for pk, state in _states(workshop).items() if state == State.CONFIRMED}
    assert coming == {one.pk for one in [*crowd[3:13], *crowd[15:17]]}
    assert [one.user_id for one in waiting.all()] == [one.pk for one in crowd[17:]]
    assert {message.recipient for message in Message.objects.filter(event="place_passed")} == set(crowd[13:15])

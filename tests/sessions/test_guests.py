"""Who runs a workshop gives places, puts people on and takes them off; whoever is concerned hears of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from notifications.events import get_event
from notifications.models import Message
from programs.models import Cycle
from sessions.errors import DoubleBooked, NotPermitted
from sessions.models import Attendance, MentoringSession
from sessions.services.endings import cancel_session
from sessions.services.guests import add_guest, remove_guest, set_lead, set_places
from sessions.services.places import take_place
from sessions.services.session_messages import A_DAY, write_to_people
from tests.conftest import SignIn
from tests.factories.people import EnrollmentFactory
from tests.factories.sessions import AttendanceFactory, WorkshopFactory

State = Attendance.State
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def workshop(cycle: Cycle) -> MentoringSession:
    return WorkshopFactory.create(cycle=cycle, places=2)


@pytest.fixture
def people(workshop: MentoringSession, now: datetime) -> list[User]:
    """Five who want two places: three wait."""
    people = [EnrollmentFactory.create(cycle=workshop.cycle).mentee for _ in range(5)]
    for person in people:
        take_place(workshop, by=person, now=now)
    return people


def _states(workshop: MentoringSession) -> list[str]:
    return list(workshop.attendances.order_by("pk").values_list("state", flat=True))


def _heard(event: str) -> list[int]:
    messages = Message.objects.filter(event=event).order_by("pk")
    return [message.recipient_id or 0 for message in messages if get_event(event).still_matters(message)]


def test_more_places_go_to_the_first_who_wait_and_they_hear_of_it(
    workshop: MentoringSession, people: list[User], coordinator: User, now: datetime
) -> None:
    assert set_places(workshop, by=coordinator, places=4, now=now) == 2
    assert _states(workshop) == [State.CONFIRMED] * 4 + [State.WAITLISTED]
    assert _heard("place_free") == [people[2].pk, people[3].pk]


def test_fewer_places_than_people_are_refused(
    workshop: MentoringSession, people: list[User], coordinator: User, now: datetime
) -> None:
    with pytest.raises(WrongState, match="2 people have a place"):
        set_places(workshop, by=coordinator, places=1, now=now)


def test_who_is_taken_off_hears_of_it_and_the_first_who_waits_moves_up(
    workshop: MentoringSession, people: list[User], coordinator: User, now: datetime
) -> None:
    remove_guest(workshop, person=people[0], by=coordinator, now=now)
    assert _states(workshop)[:3] == [State.EXCUSED, State.CONFIRMED, State.CONFIRMED]
    assert _heard("place_withdrawn") == [people[0].pk]
    assert _heard("place_free") == [people[2].pk]
    assert people[0].pk not in _heard("session_tomorrow")


def test_who_is_put_on_gets_a_place_or_the_end_of_the_waiting_list(
    workshop: MentoringSession, student: User, coordinator: User, outsider: User, now: datetime
) -> None:
    assert add_guest(workshop, person=student, by=coordinator, now=now).state == State.CONFIRMED
    assert _heard("place_free") == [student.pk]
    AttendanceFactory.create(session=workshop)
    late = EnrollmentFactory.create(cycle=workshop.cycle).mentee
    assert add_guest(workshop, person=late, by=coordinator, now=now).state == State.WAITLISTED
    with pytest.raises(WrongState):
        add_guest(workshop, person=outsider, by=coordinator, now=now)
    same_hour = WorkshopFactory.create(cycle=workshop.cycle)
    with pytest.raises(DoubleBooked):
        add_guest(same_hour, person=student, by=coordinator, now=now)


def test_whoever_gets_a_place_again_hears_of_it_again(
    workshop: MentoringSession, student: User, coordinator: User, now: datetime
) -> None:
    for day in range(2):
        later = now + timedelta(days=day)
        add_guest(workshop, person=student, by=coordinator, now=later)
        Message.objects.filter(event="place_free").update(state=Message.State.SENT)
        remove_guest(workshop, person=student, by=coordinator, now=later)
    assert Message.objects.filter(event="place_free", recipient=student).count() == 2
    assert Message.objects.filter(event="place_withdrawn", recipient=student).count() == 2


def test_a_guest_runs_nothing(workshop: MentoringSession, people: list[User], now: datetime) -> None:
    for step in (
        lambda: set_places(workshop, by=people[0], places=9, now=now),
        lambda: add_guest(workshop, person=people[0], by=people[0], now=now),
        lambda: remove_guest(workshop, person=people[1], by=people[0], now=now),
    ):
        with pytest.raises(NotPermitted):
            step()


def test_cancelling_tells_those_who_come_and_those_who_wait_and_reminds_nobody(
    workshop: MentoringSession, people: list[User], coordinator: User, now: datetime
) -> None:
    cancel_session(workshop, by=coordinator, now=now)
    assert sorted(_heard("session_cancelled")) == sorted(person.pk for person in people)
    for event in ("session_tomorrow", "session_soon", "place_free", "log_missing"):
        assert _heard(event) == []


def test_the_page_of_a_workshop_offers_it_and_keeps_what_was_typed(
    workshop: MentoringSession, people: list[User], coordinator: User, sign_in: SignIn
) -> None:
    client = sign_in(coordinator)

    def post(name: str, **data: object) -> tuple[int, str]:
        response = client.post(reverse(f"sessions:{name}", kwargs={"pk": workshop.pk}), data)
        return response.status_code, response.content.decode()

    page = client.get(reverse("sessions:show-session", kwargs={"pk": workshop.pk})).content.decode()
    assert page.count("Remove from the list") == 5
    assert post("change-places", places="4")[0] == 302
    assert post("remove-guest", person=people[4].pk)[0] == 302
    status, page = post("add-guest", email="nobody@haldenlake.example")
    assert status == 422
    assert "nobody@haldenlake.example" in page
    assert post("change-places", places="none")[0] == 422
    assert post("change-places", places="1")[0] == 409


def test_a_guest_leads_too_and_the_place_goes_to_the_first_who_waits(
    workshop: MentoringSession, people: list[User], coordinator: User, now: datetime
) -> None:
    AttendanceFactory.create(session=workshop, leads=True, state=State.CONFIRMED)
    set_lead(workshop, person=people[0], leads=True, by=coordinator, now=now)
    assert _states(workshop)[:3] == ["confirmed", "confirmed", "confirmed"]
    with pytest.raises(WrongState, match="Add a place first"):
        set_lead(workshop, person=people[0], leads=False, by=coordinator, now=now)
    with pytest.raises(WrongState, match="coming"):
        set_lead(workshop, person=people[4], leads=True, by=coordinator, now=now)


def test_somebody_leads_a_session(workshop: MentoringSession, coordinator: User, now: datetime) -> None:
    leader = AttendanceFactory.create(session=workshop, leads=True, state=State.CONFIRMED).user
    with pytest.raises(NotPermitted, match="Somebody has to"):
        set_lead(workshop, person=leader, leads=False, by=coordinator, now=now)


def test_the_attendance_list_has_names_and_states(
    workshop: MentoringSession, people: list[User], coordinator: User, sign_in: SignIn
) -> None:
    leader = AttendanceFactory.create(session=workshop, leads=True, state=State.CONFIRMED).user
    answer = sign_in(coordinator).get(reverse("sessions:download-people", kwargs={"pk": workshop.pk}))
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[1] == f"{leader.display_name},Leads,Coming"
    assert len(rows) == 2 + len(people)


def test_who_runs_it_writes_to_everybody_who_is_expected_once(
    workshop: MentoringSession, people: list[User], coordinator: User, now: datetime, sign_in: SignIn
) -> None:
    page, key = reverse("sessions:write-to-people", kwargs={"pk": workshop.pk}), str(uuid4())
    browser = sign_in(coordinator)
    for _click in range(2):
        assert browser.post(page, {"key": key, "text": "Bring a white coat."}).status_code == 302
    assert browser.post(page, {"key": key, "text": ""}).status_code == 422
    [message, other] = Message.objects.filter(event="session_message").order_by("pk")
    assert {message.recipient, other.recipient} == set(people[:2])
    assert "white coat" not in str(message.payload)
    kind = get_event("session_message")
    assert "white coat" in str(kind.context(message))
    remove_guest(workshop, person=message.reader, by=coordinator, now=now)
    assert not kind.still_matters(message)
    shown = sign_in(other.reader).get(reverse("sessions:show-session", kwargs={"pk": workshop.pk}))
    assert "Bring a white coat." in shown.content.decode()


def test_nobody_is_flooded(workshop: MentoringSession, people: list[User], coordinator: User, now: datetime) -> None:
    for _message in range(A_DAY):
        write_to_people(workshop, key=uuid4(), text="x", by=coordinator, now=now)
    with pytest.raises(WrongState, match="tomorrow"):
        write_to_people(workshop, key=uuid4(), text="x", by=coordinator, now=now)
    with pytest.raises(NotPermitted):
        write_to_people(workshop, key=uuid4(), text="x", by=people[0], now=now)

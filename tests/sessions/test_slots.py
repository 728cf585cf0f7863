"""Office hours from the mentor's page to the mentee's booking."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.dates import instant_text
from notifications.models import Message
from pairs.models import Mentorship
from people.models import MentorParticipation
from sessions.errors import ImpossibleTime, NotPermitted, SlotTaken
from sessions.models import MentoringSession, Mode, OfficeHours, OpenHours, StepNote
from sessions.queries.office_hours import slots_for
from sessions.services.office_hours import NewHours, add_hours
from sessions.services.slots import Wish, book_slot, move_to_slot
from tests.conftest import SignIn
from tests.factories.pairs import MentorshipFactory
from tests.factories.sessions import AttendanceFactory, WorkshopFactory
from tests.together import results_at_once

pytestmark = pytest.mark.django_db
NINE = datetime(2026, 12, 8, 12, tzinfo=UTC)  # Tuesday 15:00 in Kampala, 07:00 in Toronto
Kind = OpenHours.Kind


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def office(mentor: User) -> OfficeHours:
    """Tuesdays 15:00–17:15 in Kampala: three slots."""
    add_hours(by=mentor, hours=NewHours(kind=Kind.WEEKLY, weekday=1, starts=time(15), ends=time(17, 15)))
    return OfficeHours.objects.get(mentor=mentor)


def _wish(starts_at: datetime = NINE, **changes: object) -> Wish:
    return replace(Wish(starts_at=starts_at, minutes=45, mode=Mode.VIDEO), **changes)  # type: ignore[arg-type]


def _free(office: OfficeHours, pair: Mentorship, now: datetime) -> list[datetime]:
    return [slot.time.starts_at for slot in slots_for(office, pair, now=now) if slot.free]


def test_a_booking_is_agreed_at_once_and_both_hear_of_it(
    pair: Mentorship, office: OfficeHours, student: User, mentor: User, now: datetime
) -> None:
    OfficeHours.objects.update(join_url="https://video.example/ruth", location="Room 5")
    session = book_slot(pair, by=student, wish=_wish(note=" About the interview. "), now=now)

    assert (session.join_url, session.location) == ("https://video.example/ruth", "")
    assert session.state == MentoringSession.State.SCHEDULED
    assert set(session.attendances.values_list("user", "state")) == {
        (student.pk, "confirmed"),
        (mentor.pk, "confirmed"),
    }
    told = Message.objects.filter(event="session_booked")
    assert {one.recipient_id for one in told} == {student.pk, mentor.pk}
    assert all(one.payload["noted"] for one in told)
    assert StepNote.objects.get().text == "About the interview."
    assert NINE not in _free(office, pair, now)


def test_who_comes_too_late_gets_the_next_free_slots(
    pair: Mentorship, office: OfficeHours, student: User, now: datetime
) -> None:
    other = MentorshipFactory.create(cycle=pair.cycle, participation=pair.participation)
    book_slot(other, by=other.mentee, wish=_wish(), now=now)
    with pytest.raises(SlotTaken) as refusal:
        book_slot(pair, by=student, wish=_wish(), now=now)
    assert refusal.value.instead[:2] == [NINE + timedelta(minutes=45), NINE + timedelta(minutes=90)]
    for wish in (_wish(NINE + timedelta(minutes=5)), _wish(NINE + timedelta(minutes=45), minutes=60)):
        with pytest.raises(SlotTaken):
            book_slot(pair, by=student, wish=wish, now=now)
    with pytest.raises(NotPermitted):
        book_slot(pair, by=pair.mentor, wish=_wish(NINE + timedelta(minutes=45)), now=now)


def test_a_leave_and_what_the_mentee_has_already_are_not_free(
    pair: Mentorship, office: OfficeHours, student: User, now: datetime
) -> None:
    AttendanceFactory.create(session=WorkshopFactory.create(cycle=pair.cycle, starts_at=NINE), user=student)
    assert NINE not in _free(office, pair, now)
    MentorParticipation.objects.filter(mentor=pair.mentor).update(
        away_from=date(2026, 12, 8), away_until=date(2026, 12, 20)
    )
    assert not [start for start in _free(office, pair, now) if date(2026, 12, 8) <= start.date() < date(2026, 12, 20)]
    assert [start for start in _free(office, pair, now) if start.date() == date(2026, 12, 22)]


def test_moving_takes_a_free_slot_and_frees_the_old_one(
    pair: Mentorship, office: OfficeHours, student: User, mentor: User, now: datetime
) -> None:
    session = book_slot(pair, by=student, wish=_wish(), now=now)
    later = NINE + timedelta(minutes=45)
    moved = move_to_slot(session, by=student, wish=_wish(later, minutes=30), now=now)

    assert (moved.pk, moved.starts_at, moved.minutes, moved.sequence) == (session.pk, later, 30, 1)
    assert NINE in _free(office, pair, now)
    assert Message.objects.get(event="session_changed").recipient == mentor


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        (NewHours(kind=Kind.WEEKLY, weekday=1, starts=time(12), ends=time(11)), "ends"),
        (NewHours(kind=Kind.WEEKLY, weekday=1, starts=time(17), ends=time(18)), "starts"),
        (NewHours(kind=Kind.ALSO, day=date(1926, 1, 1), starts=time(17), ends=time(18)), "day"),
        (
            NewHours(
                kind=Kind.WEEKLY,
                weekday=2,
                starts=time(8),
                ends=time(9),
                valid_from=date(2027, 2, 1),
                valid_until=date(2027, 1, 1),
            ),
            "valid_until",
        ),
    ],
)
def test_hours_that_cannot_be_meant_are_refused(office: OfficeHours, hours: NewHours, field: str) -> None:
    with pytest.raises(ImpossibleTime) as refusal:
        add_hours(by=office.mentor, hours=hours)
    assert refusal.value.field == field


@pytest.mark.usefixtures("today")
def test_the_mentor_opens_hours_and_the_mentee_books_in_two_taps(
    pair: Mentorship,
    student: User,
    mentor: User,
    sign_in: SignIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = sign_in(mentor)
    page = reverse("sessions:edit-office-hours")
    assert "No weekly hours yet" in browser.get(page).content.decode()
    wrong = {"week-weekday": "1", "week-starts": "17:15", "week-ends": "15:00"}
    refused = browser.post(reverse("sessions:add-weekly-hours"), wrong)
    assert refused.status_code == 422
    assert "Choose an end after the start" in refused.content.decode()
    browser.post(reverse("sessions:add-weekly-hours"), {**wrong, "week-starts": "15:00", "week-ends": "17:15"})
    browser.post(reverse("sessions:add-day-hours"), {"day-day": "2026-12-08", "day-kind": "off"})
    off = OpenHours.objects.get(kind=Kind.OFF)
    browser.post(reverse("sessions:remove-hours", kwargs={"pk": off.pk}))
    with django_assert_max_num_queries(14):
        assert "15:00" in browser.get(page).content.decode()

    noor = sign_in(student)
    with django_assert_max_num_queries(15):
        week = noor.get(reverse("sessions:find-time", kwargs={"pk": pair.pk}), {"week": "2026-12-08"}).content.decode()
    step = reverse("sessions:book-time", kwargs={"pk": pair.pk, "at": instant_text(NINE)})
    assert step in week
    assert "15:00 Kampala" in week
    assert MentoringSession.objects.count() == 0
    assert "Book Tuesday 8 December, 07:00" in noor.get(step).content.decode()
    assert noor.post(step, {"minutes": "30", "mode": "video", "note": ""}).status_code == 302
    late = noor.post(step, {"minutes": "30", "mode": "video", "note": ""})
    assert late.status_code == 409
    assert "07:45" in late.content.decode()
    assert sign_in(mentor).get(step).status_code == 403


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_book_one_slot_one_gets_it(pair: Mentorship, office: OfficeHours, now: datetime) -> None:
    pairs = [
        MentorshipFactory.create(cycle=pair.cycle, participation=pair.participation, placed=False) for _ in range(50)
    ]

    def booking(one: Mentorship) -> Callable[[], object]:
        return lambda: book_slot(one, by=User.objects.get(pk=one.mentee_id), wish=_wish(), now=now)

    results = results_at_once(booking(one) for one in pairs)

    late = [result for result in results if isinstance(result, SlotTaken)]
    assert len(late) == 49
    assert MentoringSession.objects.filter(starts_at=NINE).count() == 1
    assert all(one.instead[0] == NINE + timedelta(minutes=45) for one in late)

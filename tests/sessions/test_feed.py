"""The feed of a person's sessions: found by its token alone, showing no more than its person chose."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from pairs.models import Mentorship
from sessions.models import Attendance, MentoringSession, PersonalCalendar, Shown
from sessions.services.personal_calendars import make_address, revoke_address
from tests.calendars import valid_calendar
from tests.conftest import SignIn
from tests.factories.sessions import AttendanceFactory, GroupSessionFactory, SessionFactory

pytestmark = pytest.mark.django_db
PAGE = "/sessions/calendar/"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def feed(student: User, now: datetime, time_machine: Any) -> str:
    """The address of Noor's feed, at nine in the morning of 30 November 2026."""
    time_machine.move_to(now, tick=False)
    return _path(make_address(student, now=now))


def _path(calendar: PersonalCalendar) -> str:
    return reverse("sessions:show-feed", kwargs={"token": calendar.token})


def test_the_feed_shows_times_until_its_person_chose_more_and_costs_the_same_for_many(
    feed: str,
    pair: Mentorship,
    student: User,
    client: Client,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for days in (-100, -20, 20, 27, 34, 400):
        SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=days), location="Lakeside 2.14")
    gone = SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=41))
    SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=42), state=MentoringSession.State.CANCELLED)
    gone.attendances.filter(user=student).update(state=Attendance.State.DECLINED)
    circle = GroupSessionFactory.create(starts_at=now + timedelta(days=21), title="Circle 3", time_zone="Africa/Cairo")
    AttendanceFactory.create(session=circle, user=student)
    with django_assert_num_queries(3):
        response = client.get(feed)
    calendar = valid_calendar(response.content)
    assert {str(event["summary"]) for event in calendar.events} == {"Mentoring session"}
    assert len(calendar.events) == 5
    for kept in (pair.mentor.family_name, "Lakeside", "Circle 3", student.email, pair.mentor.email):
        assert kept not in response.content.decode()
    PersonalCalendar.objects.update(in_feed=Shown.DETAILS)
    with django_assert_num_queries(4):
        text = client.get(feed).content.decode().replace("\r\n ", "")
    assert all(shown in text for shown in (pair.mentor.family_name, "Lakeside", "SUMMARY:Circle 3"))
    valid_calendar(client.get(feed).content)


def test_a_program_that_has_the_same_loads_nothing(
    feed: str, pair: Mentorship, client: Client, time_machine: Any
) -> None:
    first = client.get(feed)
    assert first["Cache-Control"] == "private, no-cache"
    time_machine.shift(timedelta(hours=5))
    again = client.get(feed, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(feed)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    SessionFactory.create(mentorship=pair)
    assert client.get(feed, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_nobody_gets_in_with_another_token_an_old_one_or_when_the_account_is_closed(
    feed: str, student: User, client: Client, now: datetime
) -> None:
    assert feed.rpartition("/")[2].removesuffix(".ics") not in str(PersonalCalendar.objects.values().get())
    assert client.get(feed).status_code == 200
    assert client.get("/calendar/a-stranger.ics").status_code == 404
    newer = _path(make_address(student, now=now))
    assert client.get(feed).status_code == 404
    student.is_active = False
    student.save()
    assert client.get(newer).status_code == 404
    student.is_active = True
    student.save()
    revoke_address(student)
    assert client.get(newer).status_code == 404


def test_strangers_and_hasty_programs_are_slowed_down(feed: str, client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {
        "calendar_feed": "2/h/key",
        "calendar_stranger": "2/m/ip",
    }
    assert [client.get(feed).status_code for _ in range(3)] == [200, 200, 429]
    assert [client.get("/calendar/guess.ics").status_code for _ in range(3)] == [404, 404, 429]


def test_the_page_makes_shows_renews_and_takes_away_the_address(
    student: User, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = sign_in(student)
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        assert "webcal:" not in client.get(PAGE).content.decode()
    client.post(reverse("sessions:change-address"), {"do": "make"})
    path = _path(PersonalCalendar.objects.get())
    page = client.get(PAGE).content.decode()
    assert f'href="webcal://localhost:8000{path}"' in page
    assert f'value="http://localhost:8000{path}"' in page
    client.post(PAGE, {"in_feed": "busy", "in_mails": "times"})
    assert PersonalCalendar.objects.values_list("in_feed", "in_mails").get() == ("busy", "times")
    PersonalCalendar.objects.update(token=b"\x01" + b"what a lost key has written, or a damaged disk")
    closed = client.get(PAGE).content.decode()
    assert "We can’t show the address you had" in closed
    client.post(reverse("sessions:change-address"), {"do": "revoke"})
    assert PersonalCalendar.objects.values_list("token_sha256", "made_at").get() == (None, None)

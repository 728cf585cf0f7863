"""The month and the week of one's sessions: on the reader's own clock, bounded, and as cheap with many."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from pairs.models import Mentorship
from pairs.services.actions import add_action
from programs.models import Holiday
from sessions.models import Attendance, MentoringSession
from tests.conftest import SignIn
from tests.factories.sessions import AttendanceFactory, GroupSessionFactory, SessionFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("sessions:list-sessions")
State = MentoringSession.State


@pytest.fixture
def reader(student: User, sign_in: SignIn, now: datetime, time_machine: Any) -> Client:
    """Noor in Toronto, on Monday 30 November 2026."""
    time_machine.move_to(now, tick=False)
    return sign_in(student)


def _cells(html: str) -> dict[str, str]:
    """The text of each day of the grid by its date."""
    found = re.findall(r"<td[^>]*>\s*<time class=\"date\" datetime=\"([\d-]+)\">(.*?)</td>", html, re.DOTALL)
    return {day: " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for day, cell in found}


def test_a_session_stands_on_the_day_of_the_reader_and_says_what_is_uncertain(
    reader: Client, student: User, mentor: User, pair: Mentorship, sign_in: SignIn
) -> None:
    late = datetime(2026, 12, 18, 3, 30, tzinfo=UTC)  # the evening of the 17th in Toronto, the next day in Kampala
    SessionFactory.create(mentorship=pair, starts_at=late)
    SessionFactory.create(mentorship=pair, starts_at=late + timedelta(days=1), state=State.PROPOSED)
    SessionFactory.create(mentorship=pair, starts_at=late + timedelta(days=2), state=State.CANCELLED)
    circle = GroupSessionFactory.create(starts_at=late + timedelta(days=3), title="Circle 3")
    AttendanceFactory.create(session=circle, user=student, state=Attendance.State.INVITED)
    SessionFactory.create(starts_at=late)  # of two others
    html = reader.get(PAGE, {"view": "month", "month": "2026-12"}).content.decode()
    cells = _cells(html)
    assert len(cells) == 35
    assert cells["2026-12-17"] == f"17 22:30 {mentor.given_name}"
    assert cells["2026-12-18"].endswith("not agreed yet")
    assert cells["2026-12-19"].endswith("cancelled")
    assert cells["2026-12-20"] == "20 22:30 Circle 3, not answered yet"
    assert 'aria-current="date"' in html
    week = _cells(reader.get(PAGE, {"view": "week", "day": "2026-12-17"}).content.decode())
    assert (min(week), max(week), len(week)) == ("2026-12-14", "2026-12-20", 7)
    assert week["2026-12-17"].startswith("17 22:30–23:15")
    there = _cells(sign_in(mentor).get(PAGE, {"view": "month", "month": "2026-12"}).content.decode())
    assert there["2026-12-18"] == f"18 06:30 {student.given_name}"


@pytest.mark.parametrize(
    ("query", "status", "title"),
    [
        ("view=month", 200, "November 2026"),
        ("view=month&month=2027-03", 200, "March 2027"),
        ("view=week&day=2027-03-14", 200, "Week of Mon 8 Mar 2027"),
        ("view=month&month=2000-01", 200, "January 2000"),
        ("view=month&month=2099-12", 200, "December 2099"),
        ("view=month&month=0001-01", 404, "November 2026"),
        ("view=month&month=9999-12", 404, "November 2026"),
        ("view=month&month=2027-13", 404, "November 2026"),
        ("view=week&day=tomorrow", 404, "Week of Mon 30 Nov 2026"),
    ],
)
def test_every_address_has_a_clear_answer(reader: Client, query: str, status: int, title: str) -> None:
    response = reader.get(f"{PAGE}?{query}")
    html = response.content.decode()
    assert (response.status_code, re.findall(r"<h1>(.*?)</h1>", html)) == (status, [title])
    assert ("no such date" in html) is (status == 404)
    assert "Nothing planned in these days" in html or "Clocks go" in html


def test_the_clocks_that_change_are_said(reader: Client) -> None:
    assert _cells(reader.get(PAGE, {"view": "month", "month": "2027-03"}).content.decode())["2027-03-14"].endswith(
        "Clocks go forward"
    )


def test_days_off_and_what_is_due_stand_in_their_days(reader: Client, pair: Mentorship, now: datetime) -> None:
    day, school = date(2026, 12, 24), pair.cycle.program.institution
    Holiday.objects.create(institution=school, name="Winter break", starts_on=day, ends_on=day + timedelta(days=3))
    for owner in ("mentee", "mentor"):
        add_action(pair, fields={"text": f"Read as {owner}", "owner": owner, "due_on": day}, now=now)
    html = reader.get(PAGE, {"view": "month", "month": "2026-12"}).content.decode()
    cells = _cells(html)
    assert "Due: Read as mentee" in cells["2026-12-24"]
    assert "Read as mentor" not in cells["2026-12-24"]
    assert [cells[f"2026-12-{n}"].endswith("Winter break") for n in (24, 27, 28)] == [True, True, False]
    on_phones = re.findall(r"<p class=\"day\">(.*?)</p>", html, re.DOTALL)
    rows = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in on_phones]
    assert rows == ["Thu 24", "Fri 25 – Sun 27"], "days that say the same are one row"


def test_many_sessions_of_a_day_are_counted_and_cost_no_more(
    reader: Client, pair: Mentorship, django_assert_num_queries: DjangoAssertNumQueries, now: datetime
) -> None:
    def cost() -> int:
        with django_assert_num_queries(8):
            html = reader.get(PAGE, {"view": "month", "month": "2026-12"}).content.decode()
        return html.count('class="event "')

    SessionFactory.create(mentorship=pair)
    reader.get(PAGE, {"view": "month"})
    assert cost() == 2  # in the grid, and in the list of narrow screens
    for minutes in range(30, 300, 30):
        SessionFactory.create(
            mentorship=pair, starts_at=datetime(2026, 12, 17, 13, tzinfo=UTC) + timedelta(minutes=minutes)
        )
    assert cost() == 8
    assert "6 more" in reader.get(PAGE, {"view": "month", "month": "2026-12"}).content.decode()


def test_lists_are_by_month(reader: Client, pair: Mentorship, now: datetime) -> None:
    for days in (5, 40, 41, -40):
        SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=days))

    def months(query: str) -> list[str]:
        return re.findall(r'<h2 class="month">(.*?)</h2>', reader.get(f"{PAGE}{query}").content.decode())

    assert months("") == ["December 2026", "January 2027"]
    assert months("?when=past") == ["October 2026"]


def test_who_was_taken_off_a_session_is_not_expected_at_it(reader: Client, student: User) -> None:
    workshop = GroupSessionFactory.create(starts_at=datetime(2026, 12, 18, 15, tzinfo=UTC), title="Suturing")
    AttendanceFactory.create(session=workshop, user=student, state=Attendance.State.EXCUSED)
    month = reader.get(PAGE, {"view": "month", "month": "2026-12"}).content.decode()
    assert _cells(month)["2026-12-18"] == "18 10:00 Suturing, not coming"
    assert "Not coming" in reader.get(PAGE).content.decode()

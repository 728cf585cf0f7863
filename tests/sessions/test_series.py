"""A series on two clocks: every date is told before agreeing, and nothing calls an hour the same that moves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from notifications.events import get_event
from notifications.models import Message
from pairs.models import Mentorship
from sessions.calendars.recurrence import Repeat
from sessions.errors import ImpossibleTime
from sessions.models import MentoringSession
from sessions.presentation.series import series_by_zone
from sessions.services.bookings import SessionPlan, propose_session
from tests.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
MARCH = [
    "Mon 1 Mar 2027, 23:00 Kampala · 15:00 Toronto",
    "Mon 8 Mar 2027, 23:00 Kampala · 15:00 Toronto",
    "Mon 15 Mar 2027, 22:00 Kampala · 15:00 Toronto",
    "Mon 22 Mar 2027, 22:00 Kampala · 15:00 Toronto",
]


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def asked(pair: Mentorship, student: User, plan: SessionPlan, now: datetime) -> MentoringSession:
    """Noor, in Toronto, proposes four Mondays at 15:00; the clocks of Toronto change after the second."""
    march = replace(plan, local=datetime.fromisoformat("2027-03-01T15:00"), repeat=Repeat.WEEKLY, times=4)
    return propose_session(pair, by=student, plan=march, now=now)[0]


def test_the_question_lists_every_date_on_both_clocks(asked: MentoringSession, mentor: User, sign_in: SignIn) -> None:
    page = sign_in(mentor).get(reverse("sessions:show-session", kwargs={"pk": asked.pk})).content.decode()
    listed = page.split('<ul class="plain flow-tight">')[1].split("</ul>")[0]
    for day in ("Mon 1 Mar 2027, 23:00", "Mon 8 Mar 2027, 23:00", "Mon 15 Mar 2027, 22:00", "Mon 22 Mar 2027, 22:00"):
        assert day in listed
    assert listed.count("15:00 Toronto") == 4
    assert "In Kampala at 23:00, from Mon 15 Mar 2027 at 22:00." in page
    assert "In Toronto, always at 15:00." in page
    assert "same local time" not in page


def test_the_message_lists_every_date_with_the_readers_clock_first(asked: MentoringSession, mentor: User) -> None:
    message = Message.objects.get(event="session_proposed", recipient=mentor)
    kind = get_event("session_proposed")
    text = render_to_string(kind.template, kind.context(message) | {"recipient": mentor, "url": "https://x.example"})
    assert [line[2:] for line in text.splitlines() if line.startswith("- ")] == MARCH


def test_neither_page_nor_pair_calls_a_moving_hour_the_same(
    asked: MentoringSession, pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    for person in (student, mentor):
        page = sign_in(person).get(reverse("sessions:show-pair", kwargs={"pk": pair.pk})).content.decode()
        assert "same local time" not in page


def test_a_clock_that_agrees_in_every_session_is_told_once(student: User) -> None:
    starts = [datetime(2026, 12, day, 13, tzinfo=UTC) for day in (3, 10)]
    assert series_by_zone(starts, [student.zone, student.zone]) == ["In Toronto, always at 08:00."]


@pytest.mark.parametrize(
    ("zone", "first", "repeat", "day"),
    [
        ("Africa/Cairo", "2027-04-30T00:30", Repeat.ONCE, "Fri 30 Apr 2027"),
        ("Asia/Beirut", "2027-03-28T00:15", Repeat.ONCE, "Sun 28 Mar 2027"),
        ("Africa/Casablanca", "2027-03-14T02:30", Repeat.ONCE, "Sun 14 Mar 2027"),
        ("America/Toronto", "2027-03-07T02:30", Repeat.WEEKLY, "Sun 14 Mar 2027"),
    ],
)
def test_a_time_that_the_clocks_skip_is_refused_with_its_day(
    zone: str, first: str, repeat: Repeat, day: str, pair: Mentorship, student: User, plan: SessionPlan, now: datetime
) -> None:
    student.time_zone = zone
    student.save()
    times = 1 if repeat == Repeat.ONCE else 3
    with pytest.raises(ImpossibleTime, match=day):
        propose_session(
            pair,
            by=student,
            plan=replace(plan, local=datetime.fromisoformat(first), repeat=repeat, times=times),
            now=now,
        )


def test_who_plans_a_series_sees_its_dates_on_both_clocks_before_anybody_is_asked(
    pair: Mentorship, student: User, sign_in: SignIn
) -> None:
    browser, asks = sign_in(student), reverse("sessions:propose-session", kwargs={"pk": pair.pk})
    series = {"date": "2027-03-08", "time": "08:00", "minutes": "45", "mode": "video", "repeat": "weekly", "times": "2"}
    shown = browser.post(asks, series)
    page = shown.content.decode()
    for words in ("Mon 8 Mar 2027, 08:00 Toronto", "16:00 Kampala", "Mon 15 Mar 2027, 08:00 Toronto", "15:00 Kampala"):
        assert words in page
    assert "In Kampala at 16:00, from Mon 15 Mar 2027 at 15:00." in page
    assert not MentoringSession.objects.exists()
    seen = shown.context["form"]["dates_seen"].value()
    changed = browser.post(asks, {**series, "times": "3", "dates_seen": seen})
    assert (changed.status_code, MentoringSession.objects.count()) == (200, 0)
    assert browser.post(asks, {**series, "dates_seen": seen}).status_code == 302
    assert MentoringSession.objects.count() == 2

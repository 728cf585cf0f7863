"""What a calendar takes in: the place, the people and the clock; and what it never learns."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from accounts.models import User
from pairs.models import Mentorship
from sessions.calendars.time_zones import time_zone_component
from sessions.models import Attendance, MentoringSession, SharedSummary, Shown
from sessions.presentation.calendar_entries import entries_for
from sessions.presentation.calendar_file import session_file
from sessions.services.bookings import SessionPlan, accept_proposal, propose_session
from sessions.services.endings import cancel_session
from sessions.services.suggestions import accept_suggestion, move_pair_session
from tests.calendars import valid_calendar
from tests.factories.accounts import UserFactory
from tests.factories.programs import CycleFactory
from tests.factories.sessions import AttendanceFactory, GroupFactory, SessionFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 14, tzinfo=UTC)


def _file(session: MentoringSession, reader: User | None = None, shows: Shown = Shown.DETAILS) -> bytes:
    [entry] = entries_for(reader or _mentee(session), [session], shows=shows, now=NOW)
    content = session_file(entry)[1]
    valid_calendar(content)
    return content


def _mentee(session: MentoringSession) -> User:
    assert session.mentorship is not None
    return session.mentorship.mentee


def _event(session: MentoringSession, reader: User | None = None) -> Any:
    [event] = Calendar.from_ical(_file(session, reader)).events
    return event


def test_the_file_keeps_the_organisers_local_time() -> None:
    session = SessionFactory.create()
    calendar = Calendar.from_ical(_file(session))
    (event,) = calendar.events
    assert event.decoded("dtstart") == session.starts_at
    assert event["dtstart"].params["TZID"] == "America/Toronto"
    assert event.decoded("dtend") - event.decoded("dtstart") == session.ends_at - session.starts_at
    assert (calendar["method"], event["status"], event["sequence"]) == ("PUBLISH", "CONFIRMED", 1)


def test_the_time_zone_is_told_for_the_days_around_only() -> None:
    calendar = Calendar.from_ical(_file(SessionFactory.create()))
    (zone,) = calendar.timezones
    assert zone["tzid"] == "America/Toronto"
    assert len(zone.subcomponents) == 1
    assert len(_file(SessionFactory.create())) < 1500


@pytest.mark.parametrize(
    ("zone", "day", "onsets"),
    [
        ("America/Toronto", (2027, 3, 14), {("STANDARD", "20261101T020000"), ("DAYLIGHT", "20270314T020000")}),
        ("Africa/Kampala", (2027, 3, 14), {("STANDARD", "19700101T000000")}),
        ("Africa/Cairo", (2027, 4, 30), {("STANDARD", "20261030T000000"), ("DAYLIGHT", "20270430T000000")}),
        # The clocks go back for Ramadan and forth after it, so nothing here is daylight saving time.
        ("Africa/Casablanca", (2027, 2, 7), {("STANDARD", "20260322T020000"), ("STANDARD", "20270207T030000")}),
    ],
)
def test_the_clocks_change_at_their_own_hour(zone: str, day: tuple[int, int, int], onsets: set[Any]) -> None:
    noon = datetime(*day, 12, tzinfo=UTC)
    text = time_zone_component(ZoneInfo(zone), noon - timedelta(days=2), noon + timedelta(days=2))
    lines = text.split("\r\n")
    told = {
        (lines[number - 1].removeprefix("BEGIN:"), line.removeprefix("DTSTART:"))
        for number, line in enumerate(lines)
        if line.startswith("DTSTART")
    }
    assert told == onsets
    content = _file(SessionFactory.create(starts_at=noon, time_zone=zone))
    assert zone.encode() in content


def test_the_second_of_two_equal_hours_stands_in_utc() -> None:
    first, second = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert b"DTSTART;TZID=America/Toronto:20261101T013000" in _file(SessionFactory.create(starts_at=first, minutes=20))
    assert b"DTSTART:20261101T063000Z" in _file(SessionFactory.create(starts_at=second))


def test_a_cancelled_session_removes_itself() -> None:
    session = SessionFactory.create(state=MentoringSession.State.CANCELLED, sequence=2)
    calendar = Calendar.from_ical(_file(session))
    (event,) = calendar.events
    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 5)
    assert event["uid"] == f"{session.pk}@mentorship"


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (MentoringSession.State.PROPOSED, Attendance.State.CONFIRMED),
        (MentoringSession.State.SCHEDULED, Attendance.State.WAITLISTED),
        (MentoringSession.State.SCHEDULED, Attendance.State.INVITED),
    ],
)
def test_what_is_not_certain_is_tentative(state: str, answer: str) -> None:
    session = SessionFactory.create(state=state)
    session.attendances.filter(user=_mentee(session)).update(state=answer, waiting_since=NOW)
    assert _event(session)["status"] == "TENTATIVE"


def test_the_file_tells_where_and_with_whom_and_never_what_about(pair: Mentorship) -> None:
    session = SessionFactory.create(
        mentorship=pair, title="A hard night", description="The night shift", join_url="https://meet.example/x"
    )
    SharedSummary.objects.create(session=session, text="We spoke about the night shift.")
    session.topics.create(function="psychological_support")
    text = _file(session).decode()
    for secret in ("night", "sychological", pair.mentee.email, pair.mentor.email):
        assert secret not in text
    event = _event(session)
    assert event["summary"] == "Mentoring session"
    for told in (pair.mentee.display_name, pair.mentor.display_name, "https://meet.example/x"):
        assert told in event["description"]
    assert event["location"] == "https://meet.example/x"
    assert event["conference"] == "https://meet.example/x"
    assert event["organizer"].params["CN"] == session.organiser.display_name
    assert event["organizer"] == "mailto:mentorship@localhost"


@pytest.mark.parametrize(("shows", "title"), [(Shown.BUSY, "Busy"), (Shown.TIMES, "Mentoring session")])
def test_who_shares_a_calendar_can_keep_names_and_places_out_of_it(shows: Shown, title: str) -> None:
    session = SessionFactory.create(location="Lakeside 2.14", join_url="https://meet.example/x")
    text = _file(session, shows=shows).decode()
    people = (_mentee(session), session.organiser)
    for kept in ("Lakeside", "meet.example", *(one.family_name for one in people), *(one.email for one in people)):
        assert kept not in text
    assert f"SUMMARY:{title}\r\n" in text


def test_a_confidential_session_carries_no_title() -> None:
    workshop = WorkshopFactory.create(title="After a patient died", confidential=True)
    text = _file(workshop, workshop.organiser).decode()
    assert "patient" not in text
    assert "Mentoring session" in text


def test_who_only_waits_for_a_place_learns_neither_the_link_nor_the_names() -> None:
    circle = SessionFactory.create(
        mentorship=None,
        kind=MentoringSession.Kind.GROUP,
        group=GroupFactory.create(),
        cycle=CycleFactory.create(),
        organiser=UserFactory.create(),
        title="Circle 3, evening 2",
        join_url="https://meet.example/x",
        location="Room 3",
    )
    leader, member, asked = (AttendanceFactory.create(session=circle, leads=n == 0) for n in range(3))
    Attendance.objects.filter(pk=asked.pk).update(state=Attendance.State.INVITED)
    inside, outside = _event(circle, member.user), _event(circle, asked.user)
    assert (inside["summary"], inside["location"]) == ("Circle 3, evening 2", "Room 3")
    assert leader.user.display_name in inside["description"]
    assert member.user.display_name in inside["description"]
    assert "https://meet.example/x" in inside["description"]
    assert leader.user.display_name in outside["description"]
    assert member.user.display_name not in outside["description"]
    assert "conference" not in outside


def test_a_long_place_is_folded_between_letters_and_escaped() -> None:
    place = (
        "Salle d’entretien nº 4, bâtiment Élisabeth-Bélanger, rez-de-chaussée, à côté de la bibliothèque "
        "— 🏥 entrée accessible; code, 12\\34"
    )
    session = SessionFactory.create(location=place, starts_at=datetime(2026, 11, 2, 14, tzinfo=UTC))
    content = _file(session)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    unfolded = content.replace(b"\r\n ", b"").decode()
    assert "nº 4\\, bâtiment" in unfolded
    assert "accessible\\; code\\, 12\\\\34" in unfolded
    assert _event(session)["location"] == place
    zone = content.split(b"BEGIN:VTIMEZONE")[1].split(b"END:VTIMEZONE")[0]
    assert len(zone.splitlines()) < 60
    assert {b"BEGIN:STANDARD", b"BEGIN:DAYLIGHT"} <= set(zone.splitlines())


def test_agreeing_moving_and_cancelling_keep_the_entry_and_count_up(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    entries = [_told(session)]
    accept_proposal(session, by=mentor, now=now)
    entries.append(_told(session))
    (asked,) = move_pair_session(
        session, by=mentor, plan=replace(plan, local=datetime.fromisoformat("2026-12-18T16:00")), now=now
    )
    assert _told(session) == entries[1]
    accept_suggestion(asked.batch, by=student, now=now)
    entries.append(_told(session))
    cancel_session(session, by=student, now=now)
    entries.append(_told(session))
    assert [entry[1:] for entry in entries] == [
        (0, "PUBLISH", "TENTATIVE"),
        (1, "PUBLISH", "CONFIRMED"),
        (3, "PUBLISH", "CONFIRMED"),
        (5, "CANCEL", "CANCELLED"),
    ]
    assert {entry[0] for entry in entries} == {f"{session.pk}@mentorship"}


def _told(session: MentoringSession) -> tuple[str, int, str, str]:
    session.refresh_from_db()
    calendar: Any = Calendar.from_ical(_file(session))
    [event] = calendar.events
    return (str(event["uid"]), int(event["sequence"]), str(calendar["method"]), str(event["status"]))


def test_no_character_of_a_name_or_place_breaks_the_file() -> None:
    session = SessionFactory.create(location="Room\x07 4\u202e")
    organiser, mentee = session.organiser, _mentee(session)
    for person in (organiser, mentee):
        person.given_name, person.family_name, person.title, person.credentials = "Ru\x1bth", "Ha\u200ble", "", ""
        person.save()
    session.refresh_from_db()
    event = _event(session)
    assert event["location"] == "Room 4"
    assert not {"\x07", "\x1b", "\u200b", "\u202e"} & set(_file(session).decode())

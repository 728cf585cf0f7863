"""What a calendar takes in: the place, the people and the clock; and what it never learns."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from icalendar import Calendar

from accounts.models import User
from pairs.models import Mentorship
from sessions.models import Attendance, MentoringSession, SharedSummary
from sessions.presentation import calendar_file
from sessions.services.bookings import SessionPlan, accept_proposal, propose_session
from sessions.services.endings import cancel_session
from sessions.services.suggestions import accept_suggestion, move_pair_session
from tests.factories.accounts import UserFactory
from tests.factories.programs import CycleFactory
from tests.factories.sessions import AttendanceFactory, GroupFactory, SessionFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 14, tzinfo=UTC)


def _file(session: MentoringSession, reader: User | None = None) -> bytes:
    return calendar_file.build(
        session,
        reader=reader or _mentee(session),
        attendances=list(session.attendances.select_related("user")),
        url="https://mentoring.example/sessions/1/",
        sender="Mentorship <mentorship@localhost>",
        now=NOW,
    )


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
    assert (calendar["method"], event["status"], event["sequence"]) == ("PUBLISH", "CONFIRMED", 0)


def test_the_time_zone_is_told_for_the_days_around_only() -> None:
    calendar = Calendar.from_ical(_file(SessionFactory.create()))
    (zone,) = calendar.timezones
    assert zone["tzid"] == "America/Toronto"
    assert len(zone.subcomponents) == 1
    assert len(_file(SessionFactory.create())) < 1500


def test_both_offsets_are_there_when_the_clocks_change_that_day() -> None:
    session = SessionFactory.create(starts_at=datetime(2027, 3, 14, 14, tzinfo=UTC))
    (zone,) = Calendar.from_ical(_file(session)).timezones
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_a_cancelled_session_removes_itself() -> None:
    session = SessionFactory.create(state=MentoringSession.State.CANCELLED, sequence=2)
    calendar = Calendar.from_ical(_file(session))
    (event,) = calendar.events
    assert (calendar["method"], event["status"], event["sequence"]) == ("CANCEL", "CANCELLED", 2)
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
    assert event["summary"] == f"Mentoring session with {pair.mentor.display_name}"
    assert _event(session, pair.mentor)["summary"] == f"Mentoring session with {pair.mentee.display_name}"
    for told in (pair.mentee.display_name, pair.mentor.display_name, "https://meet.example/x"):
        assert told in event["description"]
    assert event["location"] == "https://meet.example/x"
    assert event["conference"] == "https://meet.example/x"
    assert event["organizer"].params["CN"] == session.organiser.display_name
    assert event["organizer"] == "mailto:mentorship@localhost"


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
    accept_proposal(session, by=mentor, now=now)
    entries = [_told(session)]
    (asked,) = move_pair_session(
        session, by=mentor, plan=replace(plan, local=datetime.fromisoformat("2026-12-18T16:00")), now=now
    )
    assert _told(session) == entries[0]
    accept_suggestion(asked.batch, by=student, now=now)
    entries.append(_told(session))
    cancel_session(session, by=student, now=now)
    entries.append(_told(session))
    assert [entry[1:] for entry in entries] == [
        (0, "PUBLISH", "CONFIRMED"),
        (1, "PUBLISH", "CONFIRMED"),
        (2, "CANCEL", "CANCELLED"),
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

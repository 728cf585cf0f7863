from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from matching.models import Mentorship
from sessions import calendar_file
from sessions.models import Attendance, MentoringSession, SharedSummary
from tests.factories.sessions import SessionFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 14, tzinfo=UTC)


def _file(session: MentoringSession, answer: str | None = None) -> bytes:
    return calendar_file.build(
        session,
        summary="Mentoring session",
        url="https://mentoring.example/sessions/1/",
        sender="Mentorship <mentorship@localhost>",
        now=NOW,
        answer=answer,
    )


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
    (event,) = Calendar.from_ical(_file(SessionFactory.create(state=state), answer)).events
    assert event["status"] == "TENTATIVE"


def test_the_file_tells_nothing_personal(pair: Mentorship) -> None:
    session = SessionFactory.create(
        mentorship=pair, title="A hard night", description="The night shift", join_url="https://meet.example/x"
    )
    SharedSummary.objects.create(session=session, text="We spoke about the night shift.")
    text = _file(session).decode()
    for secret in ("night", "meet.example", pair.mentee.email, pair.mentor.email, "Haddad", "Nambozo"):
        assert secret not in text

"""The calendar files in the mails: one entry for a session's life, its number rising, and an answer that counts."""

from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from accounts.models import User
from notifications.models import Message
from notifications.queries.digests import DIGEST
from pairs.models import Mentorship
from sessions.calendars.recurrence import Repeat
from sessions.models import MentoringSession, PersonalCalendar, Shown
from sessions.services.bookings import SessionPlan, accept_proposal, propose_session
from sessions.services.endings import cancel_session
from sessions.services.guests import remove_guest
from sessions.services.places import take_place
from sessions.services.suggestions import accept_suggestion, move_pair_session
from tests.calendars import valid_calendar
from tests.factories.people import EnrollmentFactory
from tests.factories.sessions import AttendanceFactory, WorkshopFactory
from tests.outbox import deliver_due

pytestmark = pytest.mark.django_db


def _last_mail(to: User | None = None) -> Any:
    """The newest mail, to anybody or to one person, as its receiver gets it."""
    own = [each for each in mail.outbox if to is None or to.email in each.to]
    return message_from_bytes(own[-1].message().as_bytes(), policy=policy.default)


def _invitation(parsed: Any) -> tuple[str, Any]:
    """The METHOD that the mail says and the entry; the attached file is the same, for programs that show neither."""
    [part] = [one for one in parsed.walk() if one.get_content_type() == "text/calendar"]
    [file] = [one for one in parsed.walk() if one.get_content_type() == "application/ics"]
    assert file.get_filename() == "session.ics"
    content = file.get_content()
    assert part.get_content().encode().splitlines() == content.splitlines()
    calendar = valid_calendar(content)
    assert part["content-type"].params["method"] == calendar["method"]
    [event] = calendar.events
    return str(calendar["method"]), event


def _told(event: Any, reader: User) -> tuple[int, str, str]:
    assert event["attendee"] == f"mailto:{reader.email}"
    assert event["attendee"].params["RSVP"] == "FALSE"
    assert event["organizer"] == "mailto:mentorship@localhost"
    return int(event["sequence"]), str(event["status"]), str(event["attendee"].params["PARTSTAT"])


def test_each_step_of_a_session_brings_the_entry_up_to_date(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    deliver_due(now)
    asked = _last_mail()
    assert "an answer from your calendar doesn’t reach us" in " ".join(asked.get_body(("plain",)).get_content().split())
    method, proposed = _invitation(asked)
    assert (method, *_told(proposed, mentor)) == ("REQUEST", 0, "TENTATIVE", "NEEDS-ACTION")
    assert str(proposed["uid"]) == f"{session.pk}@mentorship"
    [alarm] = proposed.walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", timedelta(minutes=-15))

    accept_proposal(session, by=mentor, now=now)
    deliver_due(now)
    for reader in (mentor, student):
        method, agreed = _invitation(_last_mail(reader))
        assert (method, *_told(agreed, reader)) == ("REQUEST", 1, "CONFIRMED", "ACCEPTED")

    later = replace(plan, local=datetime.fromisoformat("2026-12-18T15:00"))
    session.refresh_from_db()
    [suggestion] = move_pair_session(session, by=student, plan=later, now=now)
    deliver_due(now)
    assert "text/calendar" not in [part.get_content_type() for part in _last_mail().walk()]  # what was agreed stands
    accept_suggestion(suggestion.batch, by=mentor, now=now)
    deliver_due(now)
    session.refresh_from_db()
    cancel_session(session, by=mentor, now=now)
    deliver_due(now)
    method, cancelled = _invitation(_last_mail())
    assert (method, *_told(cancelled, student)) == ("CANCEL", 5, "CANCELLED", "ACCEPTED")
    assert cancelled["uid"] == agreed["uid"] == proposed["uid"]


def test_a_series_comes_as_one_file_with_every_date_and_a_move_as_an_invitation(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    first, *rest = propose_session(pair, by=student, plan=replace(plan, repeat=Repeat.WEEKLY, times=3), now=now)
    deliver_due(now)
    [file] = [one for one in _last_mail().walk() if one.get_content_type() == "application/ics"]
    events = valid_calendar(file.get_content()).events
    assert {str(event["uid"]) for event in events} == {f"{one.pk}@mentorship" for one in (first, *rest)}
    assert not [one for one in _last_mail().walk() if one.get_content_type() == "text/calendar"]
    accept_proposal(first, by=mentor, now=now)
    later = replace(plan, local=datetime.fromisoformat("2026-12-18T15:00"))
    first.refresh_from_db()
    [suggestion] = move_pair_session(first, by=mentor, plan=later, now=now)
    accept_suggestion(suggestion.batch, by=student, now=now)
    Message.objects.exclude(event="session_agreed", subject_pk=str(first.pk)).update(state=Message.State.SUPPRESSED)
    deliver_due(now + timedelta(days=1))
    method, moved = _invitation(_last_mail())
    assert (method, *_told(moved, mentor)) == ("REQUEST", 3, "CONFIRMED", "ACCEPTED")
    cancel_session(MentoringSession.objects.get(pk=first.pk), by=mentor, later_too=True, now=now)
    deliver_due(now)
    files = [one for one in _last_mail().walk() if one.get_content_type() == "application/ics"]
    removals = [valid_calendar(one.get_content()) for one in files]
    assert [str(one["method"]) for one in removals] == ["CANCEL"] * 3


def test_who_is_taken_off_a_list_has_the_entry_removed_and_can_come_back(now: datetime, settings: Settings) -> None:
    workshop = WorkshopFactory.create()
    leader = AttendanceFactory.create(session=workshop, user=workshop.organiser, leads=True).user
    guest = EnrollmentFactory.create(cycle=workshop.cycle).mentee
    PersonalCalendar.objects.create(user=guest, in_mails=Shown.BUSY)
    take_place(workshop, by=guest, now=now)
    remove_guest(workshop, person=guest, by=leader, now=now)
    deliver_due(now)
    method, removed = _invitation(_last_mail())
    assert (method, *_told(removed, guest)) == ("CANCEL", 2, "CANCELLED", "DECLINED")
    assert removed["summary"] == "Busy"
    assert workshop.title not in removed.to_ical().decode()


def test_what_waits_for_the_digest_takes_its_file_along(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    for day in (17, 18, 19):
        there = replace(plan, local=datetime.fromisoformat(f"2026-12-{day}T15:00"))
        propose_session(pair, by=student, plan=there, now=now)
    deliver_due(now)
    digest = Message.objects.get(event=DIGEST)
    deliver_due(digest.due_at)
    parsed = _last_mail()
    [file] = [one for one in parsed.walk() if one.get_content_type() == "application/ics"]
    assert parsed.get_content_type() == "multipart/mixed"
    assert len(valid_calendar(file.get_content()).events) == 1

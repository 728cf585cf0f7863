"""Each message says when and with whom, never what about, and is dropped once it is no longer true."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.template.loader import render_to_string

from accounts.models import User
from notifications.events import get_event
from notifications.models import Message, NotificationPreference
from notifications.presentation.emails import build_email, render_message
from pairs.models import Mentorship
from programs.models import Program
from sessions.calendars.recurrence import Repeat
from sessions.models import MentoringSession, Mode, SharedSummary
from sessions.notices import EVENTS
from sessions.services.bookings import SessionPlan, accept_proposal, decline_proposal, propose_session
from sessions.services.endings import cancel_session, cancel_sessions_of_pair
from sessions.services.log_checks import confirm_log, dispute_log
from sessions.services.logs import SessionLog, log_session
from sessions.services.notices import announce_change
from sessions.services.places import leave_place, take_place
from sessions.services.suggestions import accept_suggestion, decline_suggestion, move_pair_session
from tests.factories.people import EnrollmentFactory
from tests.factories.sessions import SessionFactory, WorkshopFactory
from tests.outbox import deliver_due

pytestmark = pytest.mark.django_db


def _matters(event: str, recipient: User) -> bool:
    message = Message.objects.filter(event=event, recipient=recipient).earliest("pk")
    return get_event(event).still_matters(message)


def _text(event: str, recipient: User) -> str:
    message = Message.objects.filter(event=event, recipient=recipient).latest("pk")
    kind = get_event(event)
    return render_to_string(kind.template, kind.context(message) | {"recipient": recipient, "url": "https://x.example"})


@pytest.fixture
def planned(pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime) -> MentoringSession:
    """A session that Noor suggested and Ruth agreed to."""
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    accept_proposal(session, by=mentor, now=now)
    session.refresh_from_db()
    return session


def test_a_suggestion_matters_until_it_is_answered(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    assert _matters("session_proposed", mentor)
    assert "16:00 Kampala · 08:00 Toronto" in _text("session_proposed", mentor)
    decline_proposal(session, by=mentor, now=now)
    assert not _matters("session_proposed", mentor)


def test_reminders_of_a_moved_session_no_longer_matter(
    planned: MentoringSession, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    assert _matters("session_tomorrow", mentor)
    assert _matters("log_missing", mentor)
    later = replace(plan, local=datetime.fromisoformat("2026-12-18T08:00"))
    (asked,) = move_pair_session(planned, by=student, plan=later, now=now)
    assert _matters("move_suggested", mentor)
    assert _matters("session_tomorrow", mentor)
    old = [Message.objects.get(event=event, recipient=mentor) for event in ("session_tomorrow",)]
    accept_suggestion(asked.batch, by=mentor, now=now)
    assert not _matters("move_suggested", mentor)
    assert [get_event(message.event).still_matters(message) for message in old] == [False]
    renewed = Message.objects.filter(event="session_tomorrow", recipient=mentor).latest("pk")
    assert get_event("session_tomorrow").still_matters(renewed)
    assert not _matters("log_missing", mentor)


def test_a_suggestion_is_told_in_both_clocks_and_says_that_the_session_stays(
    planned: MentoringSession, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    later = replace(plan, local=datetime.fromisoformat("2026-12-18T15:00"))
    (asked,) = move_pair_session(planned, by=student, plan=later, now=now)
    text = " ".join(_text("move_suggested", mentor).split())
    assert "proposed Fri 18 Dec 2026, 23:00 Kampala · 15:00 Toronto instead." in text
    assert "Until you say yes, the session stays on Thu 17 Dec 2026, 16:00 Kampala · 08:00 Toronto." in text
    decline_suggestion(asked.batch, by=mentor, now=now)
    assert not _matters("move_suggested", mentor)
    assert _matters("move_declined", student)
    assert "The session stays on Thu 17 Dec 2026, 08:00 Toronto" in _text("move_declined", student)


def test_reminders_of_a_cancelled_session_no_longer_matter(
    planned: MentoringSession, student: User, mentor: User, now: datetime
) -> None:
    cancel_session(planned, by=student, now=now)
    for event in ("session_agreed", "session_tomorrow"):
        assert not _matters(event, student)
    assert not _matters("log_missing", mentor)
    assert _matters("session_cancelled", mentor)


@pytest.fixture
def weekly(pair: Mentorship, student: User, plan: SessionPlan, now: datetime) -> list[MentoringSession]:
    """A series of four that Noor suggests."""
    return propose_session(pair, by=student, plan=replace(plan, repeat=Repeat.WEEKLY, times=4), now=now)


def test_of_a_series_that_falls_one_message_dates_every_session(
    weekly: list[MentoringSession], pair: Mentorship, student: User, mentor: User, now: datetime
) -> None:
    accept_proposal(weekly[0], by=mentor, now=now)
    cancel_sessions_of_pair(pair, now=now)
    assert Message.objects.filter(event="session_cancelled", recipient=student).count() == 1
    assert _matters("session_cancelled", student)
    text = _text("session_cancelled", student)
    assert "4 sessions have been cancelled" in text
    for day in ("17 Dec", "24 Dec", "31 Dec", "7 Jan"):
        assert text.count(day) == 1


def test_a_declined_series_is_told_whole(
    weekly: list[MentoringSession], student: User, mentor: User, now: datetime
) -> None:
    decline_proposal(weekly[0], by=mentor, now=now)
    assert _matters("session_cancelled", student)
    assert "4 sessions have been cancelled" in _text("session_cancelled", student)


def test_only_who_asked_is_reminded_an_hour_before(planned: MentoringSession, student: User, mentor: User) -> None:
    NotificationPreference.objects.create(user=mentor, hour_before=True)
    assert _matters("session_soon", mentor)
    assert not _matters("session_soon", student)
    due = Message.objects.get(event="session_soon", recipient=mentor).due_at
    assert due == planned.starts_at - timedelta(hours=1)
    assert "in an hour" in _text("session_soon", mentor)


def test_a_reply_reaches_the_other_only_where_both_allow_it(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    Program.objects.update(contact_email="compass@school.example")
    propose_session(pair, by=student, plan=plan, now=now)
    message = Message.objects.get(event="session_proposed", recipient=mentor)

    def sent() -> tuple[str, bool]:
        event = get_event(message.event)
        email = build_email(message, event, render_message(message, event), now=now)
        return email.reply_to[0], "goes to Noor, and to nobody else" in email.body

    NotificationPreference.objects.create(user=mentor, takes_replies=True)
    assert sent() == ("compass@school.example", False)
    NotificationPreference.objects.create(user=student, takes_replies=True)
    assert sent() == (student.email, True)
    Mentorship.objects.update(state=Mentorship.State.ENDED, ended_on=now.date())
    assert sent() == ("compass@school.example", False)


def test_the_log_reminder_stops_with_the_log(
    planned: MentoringSession, student: User, mentor: User, now: datetime
) -> None:
    after = planned.ends_at + timedelta(hours=1)
    log = SessionLog(outcome="held", starts_at=planned.starts_at, minutes=45, mode=Mode.VIDEO)
    log_session(planned, by=mentor, log=log, now=after)
    assert not _matters("log_missing", mentor)
    assert _matters("log_to_check", student)
    dispute_log(planned, by=student, requested_change="Shorter.", now=after)
    assert _matters("log_disputed", mentor)
    assert not _matters("log_to_check", student)
    confirm_log(planned, by=student, now=after)
    assert not _matters("log_disputed", mentor)


def test_a_place_that_was_given_back_is_no_news(pair: Mentorship, student: User, now: datetime) -> None:
    workshop = WorkshopFactory.create(cycle=pair.cycle, places=1)
    first = EnrollmentFactory.create(cycle=pair.cycle).mentee
    for minute, person in enumerate((first, student)):
        take_place(workshop, by=person, now=now + timedelta(minutes=minute))
    leave_place(workshop, by=first, now=now)
    assert _matters("place_free", student)
    assert "Telling a story from practice" in _text("place_free", student)
    leave_place(workshop, by=student, now=now)
    assert not _matters("place_free", student)


def test_who_said_no_is_not_reminded(pair: Mentorship, student: User, now: datetime) -> None:
    workshop = WorkshopFactory.create(cycle=pair.cycle)
    take_place(workshop, by=student, now=now)
    leave_place(workshop, by=student, now=now)
    assert not _matters("session_tomorrow", student)


@pytest.mark.parametrize("event", [event.name for event in EVENTS])
def test_no_message_tells_what_a_session_is_about(event: str, pair: Mentorship, now: datetime) -> None:
    session = SessionFactory.create(
        mentorship=pair,
        title="A hard night",
        description="The night shift",
        starts_at=datetime(2026, 12, 17, 13, tzinfo=UTC),
    )
    session.topics.create(function="psychological_support")
    SharedSummary.objects.create(session=session, text="The night shift.", requested_change="Not that night.")
    message = Message(
        event=event, recipient=pair.mentee, subject_pk=str(session.pk), payload={"sequence": 0}, due_at=now
    )
    kind = get_event(event)
    text = render_to_string(
        kind.template, kind.context(message) | {"recipient": pair.mentee, "url": "https://x.example"}
    )
    subject, _, body = text.strip().partition("\n")
    for secret in ("night", "sychological"):
        assert secret not in text
    assert "Nambozo" not in subject
    assert 8 < len(subject) < 60
    assert "08:00 Toronto · 16:00 Kampala" in body
    assert kind.path(message).startswith(f"/sessions/{session.pk}/")


def test_news_about_a_session_that_is_gone_is_dropped(pair: Mentorship, now: datetime) -> None:
    for event in EVENTS:
        message = Message(
            event=event.name,
            recipient=pair.mentee,
            subject_pk="00000000-0000-0000-0000-000000000000",
            payload={"sequence": 0},
            due_at=now,
        )
        assert not event.still_matters(message)


@pytest.mark.parametrize(("was", "days", "at_once"), [(20, 30, False), (1, 30, True), (30, 1, True)])
def test_at_night_a_move_is_told_at_once_only_where_it_concerns_the_next_days(
    was: int, days: int, at_once: bool, pair: Mentorship, now: datetime
) -> None:
    night = now + timedelta(hours=14)
    session = SessionFactory.create(mentorship=pair, starts_at=night + timedelta(days=days))
    announce_change(session, was=night + timedelta(days=was), by=pair.mentor, now=night)
    deliver_due(night)
    told = Message.objects.get(event="session_changed")
    assert (told.state == Message.State.SENT) == at_once
    deliver_due(night + timedelta(hours=10))
    told.refresh_from_db()
    assert told.state == Message.State.SENT

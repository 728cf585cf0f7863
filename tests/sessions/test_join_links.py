"""Where people join by video: a link of theirs, the school's own room, or one that follows and is asked for."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.models import User
from pairs.models import Mentorship
from programs.forms.schools import SchoolForm
from programs.models.join_links import validate_join_link
from sessions.forms import BookingForm
from sessions.models import MentoringSession, Mode, OfficeHours
from sessions.services.bookings import SessionPlan, accept_proposal, propose_session
from tests.factories.sessions import SessionFactory
from tests.outbox import deliver_due

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pattern", "good"),
    [
        ("https://meet.example/{token}", True),
        ("https://meet.example/school/{mentor}?lobby=1", True),
        ("http://meet.example/{token}", False),
        ("https://meet.example/one-room-for-all", False),
        ("https://{token}.meet.example/", False),
        ("https://meet.example/{token}/{password}", False),
        ("javascript:alert({token})", False),
    ],
)
def test_a_room_is_private_and_of_one_session_or_mentor(pattern: str, good: bool) -> None:
    try:
        validate_join_link(pattern)
    except ValidationError:
        assert not good
    else:
        assert good


def test_the_schools_room_is_used_where_nobody_typed_a_link(pair: Mentorship, mentor: User) -> None:
    first, second = SessionFactory.create(mentorship=pair), SessionFactory.create(mentorship=pair)
    typed = SessionFactory.create(mentorship=pair, join_url="https://zoom.example/j/1")
    walk = SessionFactory.create(mentorship=pair, mode="walk")
    school = pair.cycle.program.institution
    assert (first.link, first.link_follows) == ("", True)
    school.join_link = "https://meet.example/{token}"
    assert first.link.startswith("https://meet.example/")
    assert len({first.link, second.link, typed.link, walk.link}) == 4
    assert (typed.link, walk.link, first.link_follows) == ("https://zoom.example/j/1", "", False)
    assert str(first.pk) not in first.link
    school.join_link = "https://meet.example/{mentor}"
    assert first.link == second.link


def test_a_mentors_own_link_is_used_where_nobody_types_another(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    OfficeHours.objects.create(mentor=mentor, time_zone="Africa/Kampala", join_url="https://zoom.example/my/ruth")
    links = [
        propose_session(pair, by=student, plan=replace(plan, local=plan.local + hours, **how), now=now)[0].link
        for hours, how in (
            (timedelta(0), {}),
            (timedelta(hours=2), {"join_url": "https://zoom.example/j/1"}),
            (timedelta(hours=4), {"mode": Mode.WALK}),
        )
    ]
    assert links == ["https://zoom.example/my/ruth", "https://zoom.example/j/1", ""]


def test_links_are_secure() -> None:
    form = BookingForm({"join_url": "http://meet.example/x"}, zone=ZoneInfo("America/Toronto"), minutes=45)
    assert form.errors["join_url"] == ["Enter a link that starts with https://."]
    school = SchoolForm({"join_link": "https://meet.example/"})
    assert "everyone would share one" in str(school.errors["join_link"])


def test_who_planned_it_is_asked_for_the_link_a_day_before(
    pair: Mentorship, student: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = propose_session(pair, by=student, plan=plan, now=now)
    accept_proposal(session, by=mentor, now=now)
    day_before = session.starts_at - timedelta(hours=24)
    MentoringSession.objects.filter(pk=session.pk).update(join_url="https://meet.example/x")
    deliver_due(day_before)
    assert not [one for one in mail.outbox if "no link" in one.subject]
    (other,) = propose_session(pair, by=student, plan=plan_on(plan, "2026-12-22T08:00"), now=now)
    accept_proposal(other, by=mentor, now=now)
    deliver_due(now)
    deliver_due(other.starts_at - timedelta(hours=24))
    [asked] = [one for one in mail.outbox if "no link" in one.subject]
    assert asked.to == [student.email]
    assert f"/sessions/{other.pk}/move/" in str(asked.body)


def plan_on(plan: SessionPlan, local: str) -> SessionPlan:
    return SessionPlan(local=datetime.fromisoformat(local), minutes=plan.minutes, mode=plan.mode)

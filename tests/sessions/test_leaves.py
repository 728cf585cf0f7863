"""A mentor's leave: the mentees hear the days, nothing new is booked in it, and what was agreed waits to be moved."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from notifications.events import get_event
from notifications.models import Message
from pairs.models import GroupMember, Mentorship
from people.models import MentorParticipation
from people.services.leaves import follow_leaves, go_on_leave, return_from_leave
from sessions.errors import ImpossibleTime
from sessions.models import Attendance, MentoringSession
from sessions.presentation.timeline import expected_session_count
from sessions.queries.drift import quiet_pairs
from sessions.services.bookings import SessionPlan, accept_proposal, propose_session
from sessions.services.endings import cancel_session
from sessions.services.groups import plan_group_session
from sessions.services.suggestions import accept_suggestion, move_pair_session
from tests.conftest import SignIn
from tests.factories.sessions import AttendanceFactory, GroupFactory, GroupMemberFactory, SessionFactory
from tests.sessions.tasks import tasks_for

State = MentoringSession.State
FROM, UNTIL = date(2026, 12, 10), date(2027, 1, 4)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def agreed(pair: Mentorship) -> MentoringSession:
    """On 17 December, inside the leave."""
    return SessionFactory.create(mentorship=pair)


def _leave(participation: MentorParticipation, now: datetime, first: date = FROM, last: date = UNTIL) -> None:
    go_on_leave(participation, away_from=first, away_until=last, now=now)


def _at(plan: SessionPlan, local: str) -> SessionPlan:
    return replace(plan, local=datetime.fromisoformat(local))


def _text(event: str, recipient: User) -> str:
    message = Message.objects.filter(event=event, recipient=recipient).latest("pk")
    kind = get_event(event)
    context = kind.context(message) | {"recipient": recipient, "url": "https://x.example"}
    return " ".join(render_to_string(kind.template, context).split())


def _matters(event: str) -> list[bool]:
    messages = Message.objects.filter(event=event).order_by("pk")
    return [get_event(event).still_matters(message) for message in messages]


def test_mentees_hear_from_when_to_when_and_not_why(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    _leave(participation, now)
    text = _text("mentor_away", pair.mentee)
    assert "is away from Thu 10 Dec 2026 and back on Mon 4 Jan 2027" in text
    assert "leave" not in text
    assert not Message.objects.filter(event="mentor_away", recipient=pair.mentor).exists()


def test_changed_days_are_told_and_the_older_message_no_longer_matters(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    _leave(participation, now)
    _leave(participation, now + timedelta(minutes=1))
    _leave(participation, now + timedelta(minutes=2), last=date(2026, 12, 20))
    assert _matters("mentor_away") == [False, True]
    return_from_leave(participation, now=now + timedelta(minutes=3))
    assert _matters("mentor_away") == [False, False]
    assert _matters("mentor_back") == [True]


def test_the_session_stands_and_is_a_task_of_both_until_another_time_is_suggested(
    agreed: MentoringSession, pair: Mentorship, participation: MentorParticipation, plan: SessionPlan, now: datetime
) -> None:
    _leave(participation, now)
    agreed.refresh_from_db()
    assert agreed.state == State.SCHEDULED
    assert [task.title for task in tasks_for(pair.mentor, now=now)] == ["A session falls during your leave"]
    assert [task.title for task in tasks_for(pair.mentee, now=now)] == ["A session falls during your mentor’s leave"]
    (asked,) = move_pair_session(agreed, by=pair.mentor, plan=_at(plan, "2027-01-05T15:00"), now=now)
    assert tasks_for(pair.mentor, now=now) == []
    assert [task.title for task in tasks_for(pair.mentee, now=now)] == ["Another time is proposed"]
    accept_suggestion(asked.batch, by=pair.mentee, now=now)
    assert tasks_for(pair.mentee, now=now) == []


def test_a_shortened_leave_and_a_cancelled_session_leave_no_task(
    agreed: MentoringSession, pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    _leave(participation, now)
    _leave(participation, now, last=date(2026, 12, 17))
    assert tasks_for(pair.mentor, now=now) == []
    _leave(participation, now)
    cancel_session(agreed, by=pair.mentor, now=now)
    assert tasks_for(pair.mentor, now=now) == []


def test_nothing_is_booked_in_a_leave(
    pair: Mentorship, participation: MentorParticipation, plan: SessionPlan, now: datetime
) -> None:
    (asked,) = propose_session(pair, by=pair.mentee, plan=_at(plan, "2026-12-22T08:00"), now=now)
    outside = SessionFactory.create(mentorship=pair, starts_at=now + timedelta(days=3))
    _leave(participation, now)
    for step in (
        lambda: propose_session(pair, by=pair.mentee, plan=plan, now=now),
        lambda: accept_proposal(asked, by=pair.mentor, now=now),
        lambda: move_pair_session(outside, by=pair.mentee, plan=plan, now=now),
    ):
        with pytest.raises(ImpossibleTime, match="away from Thu 10 Dec 2026 and back on Mon 4 Jan 2027"):
            step()
    propose_session(pair, by=pair.mentee, plan=_at(plan, "2027-01-04T08:00"), now=now)


def test_a_group_meets_without_a_leader_on_leave_only_by_another_date(
    participation: MentorParticipation, mentor: User, student: User, plan: SessionPlan, now: datetime
) -> None:
    group = GroupFactory.create(cycle=participation.cycle)
    GroupMemberFactory.create(group=group, user=mentor, side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=student)
    (evening,) = plan_group_session(group, by=mentor, plan=plan, title="Evening", description="", now=now)
    _leave(participation, now)
    with pytest.raises(ImpossibleTime):
        plan_group_session(group, by=mentor, plan=plan, title="Evening", description="", now=now)
    tasks = [task.title for task in tasks_for(mentor, now=now)]
    assert tasks == ["A session falls during your leave"]
    assert evening.attendances.get(user=mentor).leads


def test_the_leave_begins_and_ends_by_the_calendar_and_its_days_do_not_count(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    _leave(participation, now)
    pair.refresh_from_db()
    assert pair.state == Mentorship.State.ACTIVE
    begins = now + timedelta(days=10)
    assert [follow_leaves(now=begins - timedelta(days=1)), follow_leaves(now=begins), follow_leaves(now=begins)] == [
        0,
        1,
        0,
    ]
    pair.refresh_from_db()
    assert (pair.state, pair.paused_on) == (Mentorship.State.PAUSED, FROM)
    back = now + timedelta(days=35)
    assert follow_leaves(now=back) == 1
    pair.refresh_from_db()
    participation.refresh_from_db()
    assert (pair.state, pair.resumed_on, pair.paused_days) == (Mentorship.State.ACTIVE, UNTIL, 25)
    assert (participation.away_from, participation.away_until) == (None, None)


def test_mentees_of_a_group_hear_of_the_leave_of_who_leads_it(
    participation: MentorParticipation, mentor: User, student: User, outsider: User, now: datetime
) -> None:
    group = GroupFactory.create(cycle=participation.cycle, name="Circle 4")
    for person, side in ((mentor, GroupMember.Side.MENTOR), (outsider, GroupMember.Side.MENTOR)):
        GroupMemberFactory.create(group=group, user=person, side=side)
    GroupMemberFactory.create(group=group, user=student)
    _leave(participation, now)
    told = Message.objects.filter(event__in=("leader_away", "mentor_away"))
    assert [message.recipient for message in told] == [student]
    text = _text("leader_away", student)
    assert "of “Circle 4” is away from Thu 10 Dec 2026 and back on Mon 4 Jan 2027" in text
    assert _matters("leader_away") == [True]
    return_from_leave(participation, now=now + timedelta(days=1))
    assert (_matters("leader_away"), _matters("leader_back")) == ([False], [True])
    assert "or isn’t going away after all" in _text("leader_back", student)
    group.members.get(user=student).delete()
    assert _matters("leader_back") == [False]


def test_a_pair_is_not_at_risk_for_the_days_of_a_leave(
    pair: Mentorship, participation: MentorParticipation, now: datetime
) -> None:
    cadence = pair.cycle.program.cadence_days
    patience = timedelta(days=int(1.5 * cadence))
    Mentorship.objects.filter(pk=pair.pk).update(started_on=(now - timedelta(days=5)).date())
    _leave(participation, now, first=now.date(), last=now.date() + 2 * patience)
    assert not quiet_pairs(pair.cycle, now=now + patience * 1.5).exists()
    back = now + 2 * patience
    follow_leaves(now=back)
    assert not quiet_pairs(pair.cycle, now=back).exists()
    assert not quiet_pairs(pair.cycle, now=back + patience - timedelta(days=6)).exists()
    assert quiet_pairs(pair.cycle, now=back + patience).exists()
    pair = Mentorship.objects.select_related("cycle__program", "participation").get(pk=pair.pk)
    assert expected_session_count(pair) == pair.cycle.program.expected_sessions - 2 * patience.days // cadence


def test_the_mentor_sees_the_sessions_when_entering_the_leave(
    agreed: MentoringSession, participation: MentorParticipation, mentor: User, sign_in: SignIn
) -> None:
    url = reverse("people:take-leave", kwargs={"pk": participation.pk})
    response = sign_in(mentor).post(url, {"away_from": FROM, "away_until": UNTIL}, follow=True)
    page = response.content.decode()
    assert "<h1>Sessions during your leave</h1>" in page
    assert reverse("sessions:move-session", kwargs={"pk": agreed.pk}) in page
    assert reverse("sessions:cancel-session", kwargs={"pk": agreed.pk}) in page


def test_both_read_it_on_their_pages_and_the_coordinator_in_the_queue_and_the_list(
    agreed: MentoringSession,
    pair: Mentorship,
    participation: MentorParticipation,
    coordinator: User,
    now: datetime,
    sign_in: SignIn,
) -> None:
    _leave(participation, now)
    for url in (
        reverse("sessions:show-pair", kwargs={"pk": pair.pk}),
        reverse("sessions:show-session", kwargs={"pk": agreed.pk}),
    ):
        page = " ".join(sign_in(pair.mentee).get(url).content.decode().split())
        assert "is away from Thu 10 Dec 2026 and back on Mon 4 Jan 2027" in page
    client = sign_in(coordinator)
    queue = " ".join(client.get(reverse("home"), {"queue": "leave"}).content.decode().split())
    assert "from 10 Dec, back on 4 Jan 2027" in queue
    people = client.get(reverse("people:show-list", kwargs={"slug": pair.cycle.program.slug, "name": "mentors"}))
    assert "away from 10 Dec, back on 4 Jan 2027" in " ".join(people.content.decode().split())


def test_the_tasks_of_a_leave_name_only_ones_own_sessions(
    agreed: MentoringSession, participation: MentorParticipation, outsider: User, now: datetime
) -> None:
    _leave(participation, now)
    AttendanceFactory.create(session=agreed, user=outsider, state=Attendance.State.DECLINED)
    assert tasks_for(outsider, now=now) == []

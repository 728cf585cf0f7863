from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import GroupMember, MentoringGroup
from programs.models import Cycle
from sessions.calendars.recurrence import Repeat
from sessions.errors import DoubleBooked, NotPermitted
from sessions.models import Attendance, MentoringSession
from sessions.services.bookings import SessionPlan
from sessions.services.groups import move_group_session, plan_group_session, plan_workshop
from sessions.services.places import take_place
from tests.factories.sessions import AttendanceFactory, GroupFactory, GroupMemberFactory, WorkshopFactory

State = Attendance.State
pytestmark = pytest.mark.django_db
NEXT_DAY = datetime.fromisoformat("2026-12-18T08:00")


@pytest.fixture
def group(cycle: Cycle, mentor: User, student: User) -> MentoringGroup:
    group = GroupFactory.create(cycle=cycle)
    GroupMemberFactory.create(group=group, user=mentor, side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=student)
    GroupMemberFactory.create(group=group)
    return group


def test_a_mentor_plans_and_all_members_are_invited(
    group: MentoringGroup, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (session,) = plan_group_session(group, by=mentor, plan=plan, title="Circle", description="", now=now)
    assert session.state == MentoringSession.State.SCHEDULED
    assert session.attendances.get(user=mentor).leads
    assert session.attendances.filter(state=State.INVITED).count() == 2
    assert Message.objects.filter(event="session_proposed").count() == 2
    assert set(Message.objects.filter(event="log_missing").values_list("recipient", flat=True)) == {mentor.pk}


def test_a_series_of_a_group_invites_once(
    group: MentoringGroup, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    weekly = replace(plan, repeat=Repeat.WEEKLY, times=3)
    sessions = plan_group_session(group, by=mentor, plan=weekly, title="Circle", description="", now=now)
    assert len(sessions) == 3
    assert Message.objects.filter(event="session_proposed").count() == 2


def test_a_mentee_of_the_group_does_not_plan(
    group: MentoringGroup, student: User, plan: SessionPlan, now: datetime
) -> None:
    with pytest.raises(NotPermitted):
        plan_group_session(group, by=student, plan=plan, title="Circle", description="", now=now)


def test_a_coordinator_plans_a_workshop(
    cycle: Cycle, coordinator: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    (workshop,) = plan_workshop(
        cycle, by=coordinator, plan=plan, title="Stories", description="", places=2, leaders=[mentor], now=now
    )
    assert workshop.time_zone == "America/Toronto"
    leader = workshop.attendances.get()
    assert (leader.user, leader.leads, leader.state) == (mentor, True, State.CONFIRMED)


def test_a_workshop_is_not_planned_by_a_mentor(cycle: Cycle, mentor: User, plan: SessionPlan, now: datetime) -> None:
    with pytest.raises(NotPermitted):
        plan_workshop(cycle, by=mentor, plan=plan, title="Stories", description="", places=2, leaders=[], now=now)


def test_a_leader_who_is_booked_cannot_lead(
    cycle: Cycle, coordinator: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    AttendanceFactory.create(session=WorkshopFactory.create(cycle=cycle), user=mentor)
    with pytest.raises(DoubleBooked):
        plan_workshop(
            cycle, by=coordinator, plan=plan, title="Stories", description="", places=2, leaders=[mentor], now=now
        )
    assert MentoringSession.objects.count() == 1


def test_moving_tells_everybody_and_keeps_places(
    cycle: Cycle, coordinator: User, student: User, plan: SessionPlan, now: datetime
) -> None:
    workshop = WorkshopFactory.create(cycle=cycle, organiser=coordinator)
    take_place(workshop, by=student, now=now)
    move_group_session(workshop, by=coordinator, plan=replace(plan, local=NEXT_DAY), now=now)

    workshop.refresh_from_db()
    assert (workshop.sequence, workshop.starts_at) == (1, datetime(2026, 12, 18, 13, tzinfo=UTC))
    assert workshop.attendances.get(user=student).state == State.CONFIRMED
    assert Message.objects.get(event="session_changed").recipient == student
    revisions = Message.objects.filter(event="session_tomorrow").values_list("dedupe_key", flat=True)
    assert {key.split(":")[2] for key in revisions} == {"0", "1"}


def test_moving_asks_those_again_who_are_booked_then_and_gives_their_place_on(
    cycle: Cycle, coordinator: User, student: User, plan: SessionPlan, now: datetime
) -> None:
    workshop = WorkshopFactory.create(cycle=cycle, organiser=coordinator, places=1)
    take_place(workshop, by=student, now=now)
    waiting = AttendanceFactory.create(session=workshop, state=State.WAITLISTED, waiting_since=now)
    busy = WorkshopFactory.create(cycle=cycle, starts_at=datetime(2026, 12, 18, 13, tzinfo=UTC))
    AttendanceFactory.create(session=busy, user=student)

    move_group_session(workshop, by=coordinator, plan=replace(plan, local=NEXT_DAY), now=now)

    assert workshop.attendances.get(user=student).state == State.INVITED
    waiting.refresh_from_db()
    assert waiting.state == State.CONFIRMED


def test_a_move_into_a_leaders_other_session_is_refused(
    cycle: Cycle, coordinator: User, mentor: User, plan: SessionPlan, now: datetime
) -> None:
    workshop = WorkshopFactory.create(cycle=cycle, organiser=coordinator)
    AttendanceFactory.create(session=workshop, user=mentor, leads=True)
    busy = WorkshopFactory.create(cycle=cycle, starts_at=datetime(2026, 12, 18, 13, tzinfo=UTC))
    AttendanceFactory.create(session=busy, user=mentor)
    with pytest.raises(DoubleBooked):
        move_group_session(workshop, by=coordinator, plan=replace(plan, local=NEXT_DAY), now=now)


def test_a_cancelled_workshop_is_not_moved(cycle: Cycle, coordinator: User, plan: SessionPlan, now: datetime) -> None:
    workshop = WorkshopFactory.create(cycle=cycle, organiser=coordinator, state=MentoringSession.State.CANCELLED)
    with pytest.raises(WrongState):
        move_group_session(workshop, by=coordinator, plan=replace(plan, local=NEXT_DAY), now=now)

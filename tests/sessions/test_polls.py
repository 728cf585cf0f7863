"""A poll of times in a circle: offered, answered, picked, told."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from notifications.models import Message
from pairs.models import GroupMember, MentoringGroup
from programs.models import Cycle
from sessions.errors import ImpossibleTime, NotPermitted
from sessions.models import Attendance, Mode, PollAnswer, TimePoll
from sessions.services.polls import PollDraft, answer_poll, open_poll, pick_poll_time
from tests.conftest import SignIn
from tests.factories.people import EnrollmentFactory
from tests.factories.sessions import AttendanceFactory, GroupFactory, GroupMemberFactory, WorkshopFactory
from tests.sessions.tasks import tasks_for

pytestmark = pytest.mark.django_db
Says = PollAnswer.Says
FIRST = datetime.fromisoformat("2026-12-15T18:00")


@pytest.fixture(autouse=True)
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def circle(cycle: Cycle, mentor: User, student: User) -> MentoringGroup:
    group = GroupFactory.create(cycle=cycle)
    GroupMemberFactory.create(group=group, user=mentor, side=GroupMember.Side.MENTOR)
    for person in (student, *(EnrollmentFactory.create(cycle=cycle).mentee for _ in range(2))):
        GroupMemberFactory.create(group=group, user=person)
    return group


@pytest.fixture
def poll(circle: MentoringGroup, mentor: User, now: datetime) -> TimePoll:
    return open_poll(circle, by=mentor, draft=_draft(0, 1, 2), now=now)


def _draft(*days: int) -> PollDraft:
    times = [FIRST + timedelta(days=number) for number in days]
    return PollDraft(title="Spring evening", times=times, minutes=90, mode=Mode.VIDEO)


def _members(circle: MentoringGroup) -> list[User]:
    return [one.user for one in circle.members.filter(side=GroupMember.Side.MENTEE).order_by("pk")]


def test_the_best_time_is_shown_first_and_picked(
    poll: TimePoll, circle: MentoringGroup, mentor: User, now: datetime, sign_in: SignIn
) -> None:
    early, middle, late = (time.pk for time in poll.times.all())
    noor, second, third = _members(circle)
    assert [task.title for task in tasks_for(noor, now=now)] == ["Say which times suit you"]
    answer = {f"time_{early}": "no", f"time_{middle}": "yes", f"time_{late}": "maybe"}
    page = reverse("sessions:show-poll", kwargs={"pk": poll.pk})
    assert sign_in(noor).post(page, {**answer, f"time_{late}": "perhaps"}).status_code == 422
    assert sign_in(noor).post(page, answer).status_code == 302
    assert tasks_for(noor, now=now) == []
    answer_poll(poll, by=second, says={early: Says.NO, middle: Says.YES, late: Says.YES}, now=now)
    answer_poll(poll, by=third, says={early: Says.YES, middle: Says.MAYBE, late: Says.NO}, now=now)
    busy = WorkshopFactory.create(cycle=circle.cycle, starts_at=poll.times.get(pk=middle).starts_at)
    AttendanceFactory.create(session=busy, user=second)

    shown = sign_in(mentor).get(page).content.decode()
    assert shown.index(f'value="{middle}"') < shown.index(f'value="{late}"') < shown.index(f'value="{early}"')
    assert (
        sign_in(noor).post(reverse("sessions:pick-poll-time", kwargs={"pk": poll.pk}), {"time": middle}).status_code
        == 409
    )
    session = pick_poll_time(poll, middle, by=mentor, now=now)

    states = dict(session.attendances.values_list("user", "state"))
    invited, confirmed = Attendance.State.INVITED, Attendance.State.CONFIRMED
    assert states == {mentor.pk: confirmed, noor.pk: confirmed, second.pk: invited, third.pk: invited}
    assert {one.recipient for one in Message.objects.filter(event="poll_decided")} == {noor}
    assert "was picked" in sign_in(noor).get(page).content.decode()
    with pytest.raises(WrongState):
        pick_poll_time(poll, late, by=mentor, now=now)
    with pytest.raises(WrongState):
        answer_poll(poll, by=noor, says={early: Says.YES}, now=now)


def test_who_may_not_and_what_cannot_be(
    poll: TimePoll, circle: MentoringGroup, mentor: User, outsider: User, now: datetime, sign_in: SignIn
) -> None:
    noor, *_others = _members(circle)
    assert {one.recipient for one in Message.objects.filter(event="poll_opened")} == set(_members(circle))
    assert sign_in(outsider).get(reverse("sessions:show-poll", kwargs={"pk": poll.pk})).status_code == 404
    with pytest.raises(NotPermitted):
        open_poll(circle, by=noor, draft=_draft(0, 1), now=now)
    with pytest.raises(NotPermitted):
        answer_poll(poll, by=outsider, says={}, now=now)
    for days in ((0,), (0, 0), tuple(range(11)), (-60, 1)):
        with pytest.raises(ImpossibleTime):
            open_poll(circle, by=mentor, draft=_draft(*days), now=now)


def test_a_poll_is_opened_on_a_page_that_costs_little(
    circle: MentoringGroup, mentor: User, sign_in: SignIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser, page = sign_in(mentor), reverse("sessions:open-poll", kwargs={"pk": circle.pk})
    draft = {"title": "Spring evening", "minutes": "45", "mode": "video", "date_1": "2026-12-15", "time_1": "18:00"}
    assert "Offer at least two times" in browser.post(page, draft).content.decode()
    assert browser.post(page, {**draft, "date_7": "2026-12-16", "time_7": "18:00"}).status_code == 302
    poll = TimePoll.objects.get()
    assert (
        "Which time suits for Spring evening?"
        in browser.get(reverse("sessions:show-group", kwargs={"pk": circle.pk})).content.decode()
    )
    with django_assert_max_num_queries(15):
        browser.get(reverse("sessions:show-poll", kwargs={"pk": poll.pk}))
    assert browser.post(reverse("sessions:close-poll", kwargs={"pk": poll.pk})).status_code == 302
    poll.refresh_from_db()
    assert poll.state == TimePoll.State.CLOSED

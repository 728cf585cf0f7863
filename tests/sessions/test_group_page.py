"""The page of a circle: who belongs to it, and when it meets."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from pairs.models import GroupMember, MentoringGroup
from programs.models import Cycle
from sessions.models import MentoringSession
from tests.conftest import SignIn
from tests.factories.sessions import GroupFactory, GroupMemberFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(cycle: Cycle, mentor: User, student: User) -> MentoringGroup:
    group = GroupFactory.create(cycle=cycle, name="Harbor circle")
    GroupMemberFactory.create(group=group, user=mentor, side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=student, side=GroupMember.Side.MENTEE)
    return group


def _page(circle: MentoringGroup) -> str:
    return reverse("sessions:show-group", kwargs={"pk": circle.pk})


def test_only_who_leads_plans(circle: MentoringGroup, mentor: User, student: User, sign_in: SignIn) -> None:
    plan = reverse("sessions:plan-group-session", kwargs={"pk": circle.pk})
    assert plan in sign_in(mentor).get(_page(circle)).content.decode()
    page = sign_in(student).get(_page(circle)).content.decode()
    assert plan not in page
    assert "You’ll hear as soon as a date is set." in page
    assert mentor.display_name in page


def test_a_stranger_does_not_learn_of_it(circle: MentoringGroup, outsider: User, sign_in: SignIn) -> None:
    assert sign_in(outsider).get(_page(circle)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_for_any_number_of_sessions(
    rows: int,
    circle: MentoringGroup,
    mentor: User,
    student: User,
    now: datetime,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    about = {"mentorship": None, "group": circle, "kind": "group", "cycle": circle.cycle, "organiser": mentor}
    for day in range(1, rows + 1):
        for start in (now + timedelta(days=day), now - timedelta(days=day)):
            state = MentoringSession.State.SCHEDULED if start > now else MentoringSession.State.HELD
            SessionFactory.create(**about, title=f"Evening {day}", starts_at=start, state=state)
    browser = sign_in(student)
    with time_machine.travel(now, tick=False), django_assert_num_queries(16):
        page = browser.get(_page(circle)).content.decode()
    assert page.count("Evening") >= 2 * rows

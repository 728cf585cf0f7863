"""What a circle writes down together: for all its members, and for nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from core.revised_forms import REVISION
from core.revisions import revision_of
from notifications.models import Message
from pairs.models import Action, GroupMember, MentoringGroup, Topic
from pairs.services.actions import add_action, stored_action
from pairs.services.topics import add_topic
from programs.models import Cycle, CycleState
from tests.conftest import SignIn
from tests.factories.sessions import GroupFactory, GroupMemberFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture
def circle(cycle: Cycle, mentor: User, student: User) -> MentoringGroup:
    group = GroupFactory.create(cycle=cycle, name="Harbor circle")
    GroupMemberFactory.create(group=group, user=mentor, side=GroupMember.Side.MENTOR)
    GroupMemberFactory.create(group=group, user=student, side=GroupMember.Side.MENTEE)
    return group


def test_every_member_adds_and_settles_and_nobody_else_reads(
    circle: MentoringGroup, student: User, mentor: User, coordinator: User, outsider: User, sign_in: SignIn
) -> None:
    page = reverse("sessions:show-group", args=[circle.pk])
    hers, his = sign_in(student), sign_in(mentor)
    add = reverse("pairs:add-group-topic", args=[circle.pk])
    assert hers.post(add, {"text": "First nights on call"})["Location"].endswith("#pair-topics")
    his.post(
        reverse("pairs:add-group-action", args=[circle.pk]),
        {"text": "Find a room", "owner": str(student.pk), "due_on": ""},
    )
    topic, action = Topic.objects.get(), Action.objects.get()
    assert (action.owner, action.person, action.mentorship) == (Action.Owner.MEMBER, student, None)
    shown = his.get(page).content.decode()
    assert all(text in shown for text in ("First nights on call", "Find a room", f">{student.given_name}"))
    assert "First nights" not in sign_in(coordinator).get(page).content.decode()
    settle = reverse("pairs:settle-group-topic", args=[circle.pk, topic.pk])
    assert [sign_in(one).post(settle, {"step": "remove"}).status_code for one in (coordinator, outsider)] == [403, 404]
    his.post(settle, {"step": "talked"})
    hers.post(reverse("pairs:tick-group-action", args=[circle.pk, action.pk]), {"done": "yes"})
    topic.refresh_from_db()
    action.refresh_from_db()
    assert topic.talked_at
    assert action.done_at


def test_an_action_is_given_to_another_and_a_member_who_left_gets_none(
    circle: MentoringGroup, student: User, mentor: User, sign_in: SignIn
) -> None:
    action = add_action(circle, fields={"text": "Find a room", "owner": "all", "due_on": None}, now=NOON)
    browser, edit = sign_in(student), reverse("pairs:edit-group-action", args=[circle.pk, action.pk])
    given = {"text": "Find a room", "owner": str(mentor.pk), "due_on": "", REVISION: revision_of(stored_action(action))}
    assert browser.post(edit, given).status_code == 302
    action.refresh_from_db()
    assert action.person == mentor
    assert browser.post(edit, given | {"owner": "all"}).status_code == 422  # it began from what is no more
    with pytest.raises(WrongState):
        add_action(circle, fields={"text": "x", "owner": "0", "due_on": None}, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.update(owner=Action.Owner.MENTEE)


def test_all_are_reminded_of_what_all_do_and_a_year_that_is_over_changes_nothing(
    circle: MentoringGroup, student: User, mentor: User
) -> None:
    fields = {"text": "Bring a question", "owner": "all", "due_on": (NOON + timedelta(days=9)).date()}
    add_action(circle, fields=fields, now=NOON)
    told = Message.objects.filter(event="actions_due", subject_pk=f"group-{circle.pk}")
    assert set(told.values_list("recipient", flat=True)) == {student.pk, mentor.pk}
    Cycle.objects.filter(pk=circle.cycle_id).update(state=CycleState.CLOSED)
    with pytest.raises(WrongState):
        add_topic(circle, by=student, text="Too late", now=NOON)

"""Peers look back: each writes to each, and nobody else reads it."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.errors import WrongState
from core.revisions import EditedMeanwhile, revision_of
from feedback.errors import AlreadyReleased
from feedback.models import DevelopmentalFeedback
from feedback.presentation.submitted import words_of
from feedback.services.developmental import FeedbackText, open_feedback, submit_to_peer
from feedback.todo import tasks_for
from notifications.models import Message
from pairs.models import MentoringGroup
from pairs.services.peers import leave_peers
from programs.models import Cycle, CycleState
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
WORDS = FeedbackText("You asked first.")


@pytest.fixture
def three(peers: list[MentoringGroup]) -> list[User]:
    """The three who are together, in the weeks in which their year closes."""
    Cycle.objects.filter(pk=peers[1].cycle_id).update(state=CycleState.CLOSING)
    return [member.user for member in peers[1].members.select_related("user").order_by("pk")]


def _page(group: MentoringGroup, other: User) -> str:
    return reverse("feedback:give-to-peer", args=[group.pk, other.pk])


def test_each_writes_to_each_and_only_the_two_read_it(
    peers: list[MentoringGroup], three: list[User], sign_in: SignIn
) -> None:
    one, other, third = three
    client, page = sign_in(one), _page(peers[1], other)
    assert client.post(page, {"observation": "", "effect": "Calm."}).status_code == 422
    done = client.post(page, {"observation": "You asked first."}, follow=True).content.decode()
    assert "You asked first." in done
    written = DevelopmentalFeedback.objects.get()
    assert (written.recipient, written.group, written.mentorship) == (other, peers[1], None)
    received = sign_in(other)
    assert "You asked first." not in received.get(_page(peers[1], one)).content.decode()
    opened = received.post(reverse("feedback:open-feedback", args=[written.pk]), follow=True).content.decode()
    assert "You asked first." in opened
    answer = reverse("feedback:answer-feedback", args=[written.pk])
    assert received.post(answer, {"answer": ""}).status_code == 422
    received.post(answer, {"answer": "I\u2019ll wait longer."})
    assert "I\u2019ll wait longer." in sign_in(one).get(page).content.decode()
    assert sign_in(third).get(_page(peers[1], one)).content.decode().count("You asked first.") == 0
    assert sign_in(third).post(answer, {"answer": "Mine"}).status_code == 404
    assert sorted(Message.objects.filter(due_at__lte=timezone.now()).values_list("event", flat=True)) == [
        "feedback_answered",
        "feedback_received",
    ]


def test_what_was_opened_stands_and_two_windows_do_not_overwrite_each_other(
    peers: list[MentoringGroup], three: list[User], now: datetime
) -> None:
    one, other, _third = three
    stale = revision_of(words_of(None))
    submit_to_peer(peers[1], by=one, recipient=other, words=WORDS, now=now)
    with pytest.raises(EditedMeanwhile):
        submit_to_peer(peers[1], by=one, recipient=other, words=FeedbackText("No."), now=now, began_from=stale)
    submit_to_peer(peers[1], by=one, recipient=other, words=FeedbackText("You waited."), now=now)
    open_feedback(DevelopmentalFeedback.objects.get(), by=other, now=now)
    with pytest.raises(AlreadyReleased):
        submit_to_peer(peers[1], by=one, recipient=other, words=WORDS, now=now)
    assert DevelopmentalFeedback.objects.get().observation == "You waited."


def test_only_those_who_are_together_write_and_only_while_the_year_closes(
    peers: list[MentoringGroup], three: list[User], now: datetime, sign_in: SignIn
) -> None:
    one, other, third = three
    outsider = peers[0].members.select_related("user")[0].user
    assert sign_in(outsider).get(_page(peers[1], one)).status_code == 404
    assert sign_in(one).get(_page(peers[1], outsider)).status_code == 404
    leave_peers(peers[1], by=third, now=now)
    with pytest.raises(WrongState):
        submit_to_peer(peers[1], by=one, recipient=third, words=WORDS, now=now)
    Cycle.objects.update(state=CycleState.RUNNING)
    with pytest.raises(WrongState):
        submit_to_peer(peers[1], by=one, recipient=other, words=WORDS, now=now)
    assert "You can look back when the year closes" in sign_in(one).get(_page(peers[1], other)).content.decode()


def test_home_asks_until_each_has_written_to_each(
    peers: list[MentoringGroup], three: list[User], now: datetime
) -> None:
    one, other, third = three
    cycle = Cycle.objects.select_related("program__institution").get(pk=peers[1].cycle_id)
    titles = [task.title for task in tasks_for(one, [cycle], now=now)]
    assert titles == [f"Look back on the year with {person.formal_name}" for person in (other, third)]
    submit_to_peer(peers[1], by=one, recipient=other, words=WORDS, now=now + timedelta(minutes=1))
    assert len(tasks_for(one, [cycle], now=now)) == 1


def test_feedback_is_in_a_pair_or_among_peers(three: list[User], now: datetime) -> None:
    with pytest.raises(IntegrityError):
        DevelopmentalFeedback.objects.create(writer=three[0], recipient=three[1], observation="You asked.", sent_at=now)

"""Feedback at any time of the year: several pieces, each between two people until one of them shares it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from feedback.models import ASKED_AFTER, DevelopmentalFeedback, FeedbackRequest, FollowUp, Two
from feedback.queries.all_year import entries_between
from feedback.services.all_year import follow_up, write_feedback
from feedback.services.developmental import FeedbackText, answer_feedback, open_feedback
from feedback.services.requests import ask_for_feedback
from feedback.services.sharing import share_feedback
from feedback.todo import tasks_for
from notifications.models import Message
from pairs.models import MentoringGroup, Mentorship
from pairs.presentation.workspace_sections import more_sections
from programs.models import Cycle, CycleState
from tests.conftest import SignIn
from tests.factories.accounts import UserFactory
from tests.factories.feedback import DevelopmentalFeedbackFactory, FeedbackRequestFactory
from tests.factories.sessions import GroupFactory, GroupMemberFactory
from tests.outbox import deliver_due
from tests.site.two_editors import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
SECRET = "You asked before you advised"
WORDS = FeedbackText(SECRET, "I found my own answer.", "Do it more.")


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def pair(pair: Mentorship) -> Mentorship:
    """In the middle of the year."""
    pair.cycle.state = CycleState.RUNNING
    pair.cycle.save()
    return pair


@pytest.fixture
def two(pair: Mentorship, student: User, mentor: User) -> Two:
    """The mentee, and her mentor."""
    return Two(student, mentor, mentorship=pair)


@pytest.fixture
def answered(two: Two, now: datetime) -> DevelopmentalFeedback:
    """From the mentee, read and answered by the mentor."""
    feedback = write_feedback(two, key=uuid4(), words=WORDS, now=now)
    open_feedback(feedback, by=two.other, now=now)
    answer_feedback(feedback, by=two.other, answer="I’ll wait longer.", now=now)
    feedback.refresh_from_db()
    return feedback


def test_a_request_is_answered_read_replied_to_and_followed_up(
    two: Two, now: datetime, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """One conversation over a month, by the pages; what is said is in no email and readable in no column."""
    mentee, mentor = sign_in(two.reader), sign_in(two.other)
    pk = two.place.pk
    mentor.post(reverse("feedback:ask-feedback", args=[pk]), {"about": "How did I explain the case?"})
    request = FeedbackRequest.objects.get()
    [task] = tasks_for(two.reader, [two.cycle], now=now)
    assert task.url == reverse("feedback:answer-request", args=[request.pk])

    page = Window(mentee, task.url)
    assert "How did I explain the case?" in page.page
    words = {"observation": SECRET, "effect": "I saw each step.", "suggestion": "One example less."}
    assert page.save(**words) == 302
    assert page.save(**words) == 302  # sent again, it is there once
    feedback = DevelopmentalFeedback.objects.get()
    assert (feedback.request, tasks_for(two.reader, [two.cycle], now=now)) == (request, [])

    shown = reverse("feedback:show-feedback", args=[feedback.pk])
    assert SECRET not in mentor.get(shown).content.decode()
    assert SECRET in mentor.post(reverse("feedback:open-feedback", args=[feedback.pk]), follow=True).content.decode()
    mentor.post(reverse("feedback:answer-feedback", args=[feedback.pk]), {"answer": "One example it is."})
    with django_assert_num_queries(9):
        assert "One example it is." in mentee.get(shown).content.decode()
    assert mentee.get(reverse("feedback:edit-feedback", args=[feedback.pk])).status_code == 403

    early = reverse("feedback:follow-up", args=[feedback.pk])
    assert mentee.post(early, {"changed": "yes"}).status_code == 422
    with time_machine.travel(now + ASKED_AFTER, tick=False):
        later = now + ASKED_AFTER
        mentee, mentor = sign_in(two.reader), sign_in(two.other)
        assert [each.url for each in tasks_for(two.other, [two.cycle], now=later)] == [early]
        assert mentor.post(early, {"changed": "partly", "words": "Twice I forgot."})["Location"] == shown
        assert tasks_for(two.other, [two.cycle], now=later) == []
        assert "Twice I forgot." in mentee.get(shown).content.decode()
        deliver_due(later)
    assert [each.to for each in mail.outbox if "Four weeks" in each.subject] == [[two.reader.email]]
    said = "".join(each.subject + str(each.body) for each in mail.outbox)
    assert all(text not in said for text in (SECRET, "explain the case", "One example", "forgot"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT about FROM feedback_feedbackrequest UNION ALL SELECT words FROM feedback_followup")
        assert not any(b"explain" in bytes(value) or b"forgot" in bytes(value) for (value,) in cursor.fetchall())


def test_a_request_is_declined_or_taken_back_and_nobody_is_pressed(two: Two, now: datetime, sign_in: SignIn) -> None:
    asked = ask_for_feedback(two, about=SECRET, now=now)
    with pytest.raises(WrongState, match="hasn’t answered your last request"):
        ask_for_feedback(two, about="And this?", now=now)
    mentee, mentor = sign_in(two.reader), sign_in(two.other)
    mentee.post(reverse("feedback:decline-request", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.is_open  # only who was asked declines
    mentor.post(reverse("feedback:decline-request", args=[asked.pk]))
    late = mentor.post(
        reverse("feedback:answer-request", args=[asked.pk]), {"key": str(uuid4()), "observation": "A late thought."}
    )
    assert (late.status_code, "A late thought." in late.content.decode()) == (422, True)
    told = Message.objects.get(event="feedback_request_declined")
    assert (told.recipient, DevelopmentalFeedback.objects.exists()) == (two.reader, False)
    assert "Not this time" in mentee.get(reverse("feedback:list-feedback", args=[two.place.pk])).content.decode()
    again = ask_for_feedback(two, about="And this?", now=now)
    mentee.post(reverse("feedback:take-back-request", args=[again.pk]))
    again.refresh_from_db()
    assert again.state == FeedbackRequest.State.TAKEN_BACK


def test_only_the_two_read_it_until_one_shares_it_and_takes_it_back(
    answered: DevelopmentalFeedback, two: Two, coordinator: User, outsider: User, sign_in: SignIn
) -> None:
    shared = reverse("feedback:list-shared", args=[two.cycle.program.slug])
    step = reverse("feedback:share-feedback", args=[answered.pk])
    read_by_coordinator = sign_in(coordinator)
    assert SECRET not in read_by_coordinator.get(shared).content.decode()
    assert [sign_in(person).post(step).status_code for person in (coordinator, outsider)] == [404, 404]
    mentor = sign_in(two.other)
    mentor.post(step)
    page = read_by_coordinator.get(shared).content.decode()
    assert (SECRET in page, "I’ll wait longer." in page, two.other.display_name in page) == (True, True, True)
    assert read_by_coordinator.get(reverse("feedback:show-feedback", args=[answered.pk])).status_code == 404
    seen = sign_in(two.reader).get(reverse("feedback:show-feedback", args=[answered.pk])).content.decode()
    assert f"{two.other.given_name} shared it with the coordinators" in seen
    assert set(Message.objects.filter(event__contains="shared").values_list("event", "recipient")) == {
        ("feedback_shared", two.reader.pk),
        ("feedback_shared_with_you", coordinator.pk),
    }
    back = reverse("feedback:unshare-feedback", args=[answered.pk])
    sign_in(two.reader).post(back)
    assert SECRET in read_by_coordinator.get(shared).content.decode()  # who shared it takes it back
    mentor.post(back)
    assert SECRET not in read_by_coordinator.get(shared).content.decode()
    assert Message.objects.get(event="feedback_unshared").recipient == two.reader


def test_what_is_not_open_is_changed_from_two_windows_and_not_shared(two: Two, now: datetime, sign_in: SignIn) -> None:
    feedback = write_feedback(two, key=uuid4(), words=WORDS, now=now)
    address = reverse("feedback:edit-feedback", args=[feedback.pk])
    first, second = (Window(sign_in(two.reader), address) for _ in range(2))
    assert first.save(observation="You waited.") == 302
    assert second.save(observation="You hurried.") == 422
    assert "You waited." in second.page
    assert second.save() == 302
    feedback.refresh_from_db()
    assert feedback.observation == "You hurried."
    with pytest.raises(WrongState):
        share_feedback(feedback, by=two.reader, now=now)
    with pytest.raises(WrongState):
        follow_up(feedback, by=two.reader, changed="yes", now=now + timedelta(days=90))


def test_the_pages_of_a_pair_cost_the_same_with_much_feedback(
    pair: Mentorship, two: Two, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    DevelopmentalFeedbackFactory.create_batch(28, mentorship=pair, occasion="any_time")
    FeedbackRequestFactory.create_batch(2, mentorship=pair, state="declined", closed_at=pair.cycle.ranking_opens_at)
    with django_assert_num_queries(1):
        [section] = more_sections(pair, two.reader)
    assert (len(section.shown.lines), entries_between(two).count()) == (3, 30)
    client = sign_in(two.reader)
    client.get("/")
    with django_assert_num_queries(9):
        page = client.get(reverse("feedback:list-feedback", args=[pair.pk])).content.decode()
    assert "page=2" in page


def test_peers_have_it_too_and_who_has_left_writes_no_more(
    peers: list[MentoringGroup], now: datetime, sign_in: SignIn
) -> None:
    one, other, third = (member.user for member in peers[1].members.select_related("user").order_by("pk"))
    place = [peers[1].pk, other.pk]
    words = {"key": str(uuid4()), "observation": SECRET}
    client = sign_in(one)
    assert client.post(reverse("feedback:write-group-feedback", args=place), words).status_code == 302
    assert "You wrote to" in client.get(reverse("feedback:list-group-feedback", args=place)).content.decode()
    assert entries_between(Two(third, one, group=peers[1])).count() == 0
    peers[1].members.filter(user=other).update(left_on=now.date())
    with pytest.raises(WrongState):
        write_feedback(Two(one, other, group=peers[1]), key=uuid4(), words=WORDS, now=now)
    assert FollowUp.objects.count() == 0


def test_a_mentor_of_a_circle_and_its_members_have_it_and_members_among_themselves_do_not(
    cycle: Cycle, mentor: User, student: User, now: datetime, sign_in: SignIn
) -> None:
    circle = GroupFactory.create(cycle=cycle)
    third = UserFactory.create()
    for person, side in ((mentor, "mentor"), (student, "mentee"), (third, "mentee")):
        GroupMemberFactory.create(group=circle, user=person, side=side)
    with pytest.raises(WrongState):
        write_feedback(Two(student, third, group=circle), key=uuid4(), words=WORDS, now=now)
    browser = sign_in(student)
    assert browser.get(reverse("feedback:write-group-feedback", args=[circle.pk, third.pk])).status_code == 404
    browser.post(
        reverse("feedback:write-group-feedback", args=[circle.pk, mentor.pk]),
        {"key": str(uuid4()), **WORDS.as_stored()},
    )
    written = DevelopmentalFeedback.objects.get()
    assert (written.recipient, written.group) == (mentor, circle)
    page = sign_in(mentor).get(reverse("sessions:show-group", args=[circle.pk])).content.decode()
    assert page.count("1 not read yet") == 1
    assert SECRET not in page
    assert not DevelopmentalFeedback.objects.visible_to(third).exists()
    ask_for_feedback(Two(mentor, third, group=circle), about="How did I run the evening?", now=now)
    assert len(tasks_for(third, [circle.cycle], now=now)) == 1

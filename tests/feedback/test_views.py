from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from django.contrib import admin as admin_site
from django.db import connection
from django.urls import reverse

from accounts.models import User
from feedback.models import ConfidentialFeedback, DevelopmentalFeedback
from feedback.policies import can_view_feedback
from feedback.services import renew_release
from matching.models import Mentorship
from programs.models import CycleState, MentorParticipation
from tests.conftest import SignIn
from tests.factories.feedback import ConfidentialFeedbackFactory, DevelopmentalFeedbackFactory
from tests.factories.programs import EnrollmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WORDS = {"observation": "You asked first.", "effect": "I thought for myself.", "suggestion": "Do it more."}


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def _form(pair: Mentorship) -> str:
    return reverse("feedback:give-feedback", kwargs={"pk": pair.pk})


def _ratings(participation: MentorParticipation) -> str:
    return reverse("feedback:show-ratings", kwargs={"pk": participation.pk})


def test_each_part_says_first_who_reads_it(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    page = sign_in(student).get(_form(pair)).content.decode()
    assert page.count("Who reads this:") == 2
    assert page.index("nobody reads your single answers") < page.index("My mentor was easy to approach.")
    assert page.count("I prefer not to answer") == 5
    assert "checked" not in page


def test_a_mentor_sees_no_scale(pair: Mentorship, mentor: User, sign_in: SignIn) -> None:
    assert "Strongly agree" not in sign_in(mentor).get(_form(pair)).content.decode()


def test_skipped_items_are_saved_as_skipped(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    response = sign_in(student).post(_form(pair), {"trustworthy": "5", "adapts": "skip"})
    assert response.status_code == 302
    rated = ConfidentialFeedback.objects.get()
    assert (rated.trustworthy, rated.adapts, rated.approachable) == (5, None, None)
    assert not DevelopmentalFeedback.objects.exists()


def test_a_suggestion_without_what_was_seen_is_asked_for(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    response = sign_in(student).post(_form(pair), {"suggestion": "Do it more."})
    assert response.status_code == 422
    assert "Begin with what you saw." in response.content.decode()
    assert not ConfidentialFeedback.objects.exists()


def test_a_value_off_the_scale_is_refused(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    assert sign_in(student).post(_form(pair), {"trustworthy": "6"}).status_code == 422


def test_sending_twice_is_refused_with_the_reason(pair: Mentorship, mentor: User, sign_in: SignIn) -> None:
    browser = sign_in(mentor)
    assert browser.post(_form(pair), WORDS).status_code == 302
    response = browser.post(_form(pair), WORDS)
    assert response.status_code == 409
    assert "You have sent your feedback." in response.content.decode()


def test_words_reach_the_other_and_come_back_with_an_answer(
    pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    sign_in(student).post(_form(pair), WORDS)
    feedback = DevelopmentalFeedback.objects.get()
    browser = sign_in(mentor)
    assert "You asked first." in browser.get(_form(pair)).content.decode()
    answer = reverse("feedback:answer-feedback", kwargs={"pk": feedback.pk})
    assert browser.post(answer, {"answer": " "}).status_code == 422
    assert browser.post(answer, {"answer": "I will wait longer."}).status_code == 302
    assert "I will wait longer." in sign_in(student).get(_form(pair)).content.decode()


def test_before_its_time_the_page_says_when(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    pair.cycle.state = CycleState.RUNNING
    pair.cycle.save()
    page = sign_in(student).get(_form(pair)).content.decode()
    assert "from Mon 7 Jun 2027" in page
    assert "Send my answers" not in page


def test_named_feedback_is_between_two_people(
    pair: Mentorship, student: User, mentor: User, coordinator: User, admin: User, safeguarding_officer: User
) -> None:
    feedback = DevelopmentalFeedbackFactory.create(mentorship=pair)
    locked_out = EnrollmentFactory.create(cycle=pair.cycle, mentee__is_active=False).mentee
    foreign = DevelopmentalFeedbackFactory.create(writer=locked_out)
    for person in (student, mentor, coordinator, admin, safeguarding_officer, locked_out):
        seen = set(DevelopmentalFeedback.objects.visible_to(person))
        for one in (feedback, foreign):
            assert can_view_feedback(person, one) == (one in seen)
    assert set(DevelopmentalFeedback.objects.visible_to(student)) == {feedback}


def test_named_feedback_is_not_readable_in_the_database(pair: Mentorship) -> None:
    DevelopmentalFeedbackFactory.create(mentorship=pair)
    with connection.cursor() as cursor:
        cursor.execute("SELECT observation, effect, suggestion FROM feedback_developmentalfeedback")
        assert b"advised" not in b"".join(bytes(value) for value in cursor.fetchone())


@pytest.mark.parametrize("model", [ConfidentialFeedback, DevelopmentalFeedback])
def test_feedback_is_not_in_the_admin_site(model: type[ConfidentialFeedback]) -> None:
    assert not admin_site.site.is_registered(model)


def _rate(participation: MentorParticipation, n: int) -> None:
    for _ in range(n):
        ConfidentialFeedbackFactory.create(
            mentorship__cycle=participation.cycle, mentorship__participation=participation
        )
    renew_release(participation.mentor, participation.cycle.program, now=datetime.fromisoformat("2027-06-10T14:00Z"))


def test_too_few_answers_are_not_shown_and_the_page_says_why(
    pair: Mentorship, participation: MentorParticipation, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    _rate(participation, 4)
    for person in (mentor, coordinator):
        page = sign_in(person).get(_ratings(participation)).content.decode()
        assert "Fewer than 5 mentees have answered." in page
        assert "4.0" not in page


def test_enough_answers_are_shown_as_means(
    pair: Mentorship, participation: MentorParticipation, mentor: User, sign_in: SignIn
) -> None:
    _rate(participation, 9)
    page = sign_in(mentor).get(_ratings(participation)).content.decode()
    assert page.count("4.0") == 5
    assert "From 9 mentees" in page


def test_another_mentor_sees_nothing(
    pair: Mentorship, participation: MentorParticipation, student: User, sign_in: SignIn
) -> None:
    _rate(participation, 9)
    assert sign_in(student).get(_ratings(participation)).status_code == 404

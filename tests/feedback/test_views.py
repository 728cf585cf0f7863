from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib import admin as admin_site
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from feedback.models import CompletionToken, ConfidentialAnswer, ConfidentialComment, DevelopmentalFeedback
from feedback.services.releases import update_release
from pairs.models import Mentorship
from people.models import MentorParticipation
from programs.models import CycleState
from tests.conftest import SignIn
from tests.factories.feedback import ConfidentialAnswerFactory, ConfidentialCommentFactory, DevelopmentalFeedbackFactory
from tests.factories.people import EnrollmentFactory
from tests.site.two_editors import Window
from tests.site.walk.forms import forms_of
from tests.site.walk.markup import parse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
HAND_IN = {"step": "hand_in"}
SKIPPED = dict.fromkeys(ConfidentialAnswer.ITEMS, "skip")
WORDS = {"observation": "You asked first.", "effect": "I thought for myself.", "suggestion": "Do it more."}


@pytest.fixture
def today(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def _send(browser: Client, pair: Mentorship, fields: list[tuple[str, str]]) -> Any:
    return browser.post(_form(pair), urlencode(fields), content_type="application/x-www-form-urlencoded", follow=True)


def _form(pair: Mentorship) -> str:
    return reverse("feedback:give-feedback", kwargs={"pk": pair.pk})


def _ratings(participation: MentorParticipation) -> str:
    return reverse("feedback:show-ratings", kwargs={"pk": participation.pk})


def test_each_part_says_first_who_reads_it(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    page = sign_in(student).get(_form(pair)).content.decode()
    assert page.count("Who reads this:") == 2
    page = " ".join(page.split())
    first = page.index("My mentor was easy to approach.")
    assert (
        page.index("nobody reads your individual answers") < page.index("they can’t be changed or taken back") < first
    )
    assert "only together with at least 4 others" in page
    assert page.count("I’d rather not say") == 5
    assert "checked" not in page


def test_a_mentor_sees_no_scale(pair: Mentorship, mentor: User, sign_in: SignIn) -> None:
    assert "Strongly agree" not in sign_in(mentor).get(_form(pair)).content.decode()


def test_skipped_items_are_saved_as_skipped(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    response = sign_in(student).post(_form(pair), SKIPPED | {"trustworthy": "5"} | HAND_IN)
    assert response.status_code == 302
    assert ConfidentialAnswer.objects.get().values == (5, None, None, None, None)
    assert not DevelopmentalFeedback.objects.exists()


def test_a_suggestion_without_what_was_seen_is_asked_for(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    response = sign_in(student).post(_form(pair), SKIPPED | {"suggestion": "Do it more."})
    assert response.status_code == 422
    assert "Start with what you noticed." in response.content.decode()
    assert not ConfidentialAnswer.objects.exists()


def test_a_value_off_the_scale_is_refused(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    assert sign_in(student).post(_form(pair), {"trustworthy": "6"}).status_code == 422


@pytest.mark.parametrize("step", [{}, HAND_IN])
def test_an_empty_form_is_not_taken(
    step: dict[str, str], pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    for person, missing in ((student, 5), (mentor, 1)):
        response = sign_in(person).post(_form(pair), step)
        assert response.status_code == 422
        assert len(response.context["form"].errors) == missing
    assert sign_in(student).post(_form(pair), SKIPPED | step).status_code == 422
    assert not ConfidentialAnswer.objects.exists()
    assert not DevelopmentalFeedback.objects.exists()


def test_it_is_looked_at_once_more_before_it_is_handed_in(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    browser = sign_in(student)
    review = browser.post(_form(pair), SKIPPED | {"trustworthy": "5"} | WORDS)
    page = review.content.decode()
    assert review.status_code == 200
    assert page.index("I could trust my mentor") < page.index("Strongly agree") < page.index("You asked first.")
    assert page.count("I’d rather not say") == 4
    assert not ConfidentialAnswer.objects.exists()

    [form] = [form for form in forms_of(parse(page), _form(pair)) if ("step", "change") in form.fields]
    changed = _send(browser, pair, form.fields).content.decode()
    assert "You asked first." in changed
    assert changed.count("checked") == 5

    [form] = [form for form in forms_of(parse(page), _form(pair)) if ("step", "hand_in") in form.fields]
    done = _send(browser, pair, form.fields)
    assert "Feedback handed in. Thank you." in done.content.decode()
    assert ConfidentialAnswer.objects.get().given == "50000"
    assert DevelopmentalFeedback.objects.get().observation == "You asked first."


def test_words_are_changed_until_they_are_read_and_answers_in_confidence_never(
    pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    browser = sign_in(student)
    late = Window(sign_in(student), _form(pair))
    browser.post(_form(pair), SKIPPED | {"trustworthy": "5"} | WORDS | HAND_IN)
    page = browser.get(_form(pair)).content.decode()
    assert "Edit what I wrote" in page
    assert "Nobody can tell which answers are yours" in page
    again = browser.get(_form(pair) + "?change=ratings").content.decode()
    assert "Strongly agree" not in again

    answers = SKIPPED | {"adapts": "1", "comment": "A second comment.", "observation": "A second thought."}
    kept = [(name, value) for name, value in late.fields if name not in answers]
    refused = _send(browser, pair, [*kept, *(answers | HAND_IN).items()])
    assert refused.status_code == 409
    for text in ("already, maybe from another window", "A second comment.", "A second thought."):
        assert text in refused.content.decode()
    assert ConfidentialAnswer.objects.get().given == "50000"
    assert DevelopmentalFeedback.objects.get().observation == "You asked first."

    words = {"part": "words", "observation": "You waited."} | HAND_IN
    assert browser.post(_form(pair), words).status_code == 302
    received = sign_in(mentor)
    assert "You waited." not in received.get(_form(pair)).content.decode()
    received.post(reverse("feedback:open-feedback", kwargs={"pk": DevelopmentalFeedback.objects.get().pk}))
    page = browser.get(_form(pair)).content.decode()
    assert "Edit what I wrote" not in page
    refused = browser.post(_form(pair), words | {"observation": "A late thought."})
    assert refused.status_code == 409
    assert "Ruth has read what you wrote, so it can’t be changed anymore." in refused.content.decode()
    assert "A late thought." in refused.content.decode()


def test_a_comment_is_looked_at_and_handed_in_or_is_too_long_and_kept(
    pair: Mentorship, student: User, sign_in: SignIn
) -> None:
    browser = sign_in(student)
    long = browser.post(_form(pair), SKIPPED | {"comment": "=1+1 " * 2_000})
    assert long.status_code == 422
    assert "=1+1 =1+1" in long.content.decode()
    review = browser.post(_form(pair), SKIPPED | {"comment": "You listened."})
    assert "You listened." in review.content.decode()
    assert "it can’t be changed or taken back" in " ".join(review.content.decode().split())
    browser.post(_form(pair), SKIPPED | {"comment": "You listened."} | HAND_IN)
    assert ConfidentialComment.objects.get().words == "You listened."
    assert not ConfidentialAnswer.objects.exists()
    assert "You listened." not in browser.get(_form(pair)).content.decode()


def test_two_windows_on_ones_feedback(pair: Mentorship, mentor: User, sign_in: SignIn) -> None:
    first, second = (Window(sign_in(mentor), _form(pair)) for _ in range(2))
    assert first.save(observation="You waited.", **HAND_IN) == 302
    assert second.save(observation="You hurried.", **HAND_IN) == 422
    assert "You waited." in second.page
    assert DevelopmentalFeedback.objects.get().observation == "You waited."
    assert second.save(**HAND_IN) == 302
    assert DevelopmentalFeedback.objects.get().observation == "You hurried."


def test_two_windows_on_ones_answer(pair: Mentorship, mentor: User, sign_in: SignIn) -> None:
    feedback = DevelopmentalFeedbackFactory.create(mentorship=pair)
    address = reverse("feedback:answer-feedback", kwargs={"pk": feedback.pk})
    first, second = (Window(sign_in(mentor), _form(pair), address) for _ in range(2))
    assert first.save(answer="I will wait.") == 302
    assert second.save(answer="I will ask.") == 422
    assert "I will wait." in second.page
    assert second.save() == 302


def test_words_reach_the_other_and_come_back_with_an_answer(
    pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    sign_in(student).post(_form(pair), SKIPPED | WORDS | HAND_IN)
    feedback = DevelopmentalFeedback.objects.get()
    browser = sign_in(mentor)
    page = browser.get(_form(pair)).content.decode()
    assert "You asked first." not in page
    assert "Until you open it, Noor can still change it." in page
    opened = browser.post(reverse("feedback:open-feedback", kwargs={"pk": feedback.pk}), follow=True)
    assert "You asked first." in opened.content.decode()
    answer = reverse("feedback:answer-feedback", kwargs={"pk": feedback.pk})
    assert browser.post(answer, {"answer": " "}).status_code == 422
    assert browser.post(answer, {"answer": "I will wait longer."}).status_code == 302
    assert "I will wait longer." in sign_in(student).get(_form(pair)).content.decode()


def test_before_its_time_the_page_says_when(pair: Mentorship, student: User, sign_in: SignIn) -> None:
    pair.cycle.state = CycleState.RUNNING
    pair.cycle.save()
    page = sign_in(student).get(_form(pair)).content.decode()
    assert "from Mon 7 Jun 2027" in page
    assert "Review before handing in" not in page


def test_named_feedback_is_between_two_people(
    pair: Mentorship, student: User, mentor: User, coordinator: User, admin: User, safeguarding_officer: User
) -> None:
    feedback = DevelopmentalFeedbackFactory.create(mentorship=pair)
    locked_out = EnrollmentFactory.create(cycle=pair.cycle, mentee__is_active=False).mentee
    DevelopmentalFeedbackFactory.create(writer=locked_out)
    for person in (student, mentor, coordinator, admin, safeguarding_officer, locked_out):
        own = {feedback} if person in (student, mentor) else set()
        assert set(DevelopmentalFeedback.objects.visible_to(person)) == own


def test_named_feedback_is_not_readable_in_the_database(pair: Mentorship) -> None:
    DevelopmentalFeedbackFactory.create(mentorship=pair)
    with connection.cursor() as cursor:
        cursor.execute("SELECT observation, effect, suggestion FROM feedback_developmentalfeedback")
        assert b"advised" not in b"".join(bytes(value) for value in cursor.fetchone())


@pytest.mark.parametrize("model", [ConfidentialAnswer, ConfidentialComment, CompletionToken, DevelopmentalFeedback])
def test_feedback_is_not_in_the_admin_site(model: type[Model]) -> None:
    assert not admin_site.site.is_registered(model)


def _rate(participation: MentorParticipation, n: int, given: str = "44444") -> None:
    ConfidentialAnswerFactory.create_batch(n, participation=participation, given=given)
    update_release(participation.mentor, participation.cycle.program, now=datetime.fromisoformat("2027-06-10T14:00Z"))


def test_too_few_answers_are_not_shown_and_the_page_says_why(
    pair: Mentorship, participation: MentorParticipation, mentor: User, coordinator: User, sign_in: SignIn
) -> None:
    _rate(participation, 4)
    ConfidentialCommentFactory.create_batch(4, participation=participation)
    for person in (mentor, coordinator):
        page = sign_in(person).get(_ratings(participation)).content.decode()
        assert "Not enough mentees have answered yet." in page
        assert "Comments are shown when a year has closed, once at least 5 are there." in " ".join(page.split())
        assert "4.0" not in page
        assert "You asked before" not in page


def test_enough_answers_are_shown_as_means_and_comments_once_released(
    pair: Mentorship,
    participation: MentorParticipation,
    mentor: User,
    sign_in: SignIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _rate(participation, 9, "34550")
    ConfidentialCommentFactory.create_batch(5, participation=participation, released_on=date(2027, 6, 30))
    ConfidentialCommentFactory.create(participation=participation, words="Not yet.")
    browser = sign_in(mentor)
    with django_assert_num_queries(8):
        page = browser.get(_ratings(participation)).content.decode()
    assert "From 9 mentees" in page
    for words in ("3.0", "4.0", "4.4 or more", "too few", "Where nearly everyone chose an end of the scale"):
        assert words in page
    assert page.count("You asked before you advised.") == 5
    assert "Not yet." not in page


def test_another_mentor_sees_nothing(
    pair: Mentorship, participation: MentorParticipation, student: User, sign_in: SignIn
) -> None:
    _rate(participation, 9)
    assert sign_in(student).get(_ratings(participation)).status_code == 404

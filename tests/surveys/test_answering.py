"""Answering: pages, branches, drafts, handing in, two windows, and everything that people type by mistake."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import travel

from accounts.models import User
from core.revisions import EditedMeanwhile, revision_of
from programs.models import Cycle
from surveys.errors import Unanswered, UnfitAnswer, WaveNotOpen
from surveys.models import AskedPerson, SurveyResponse, Wave
from surveys.models.content import questions_of
from surveys.presentation.form_values import form_values
from surveys.presentation.own_surveys import own_surveys
from surveys.presentation.pages import pages_of
from surveys.queries.answers import answers_of, response_rates
from surveys.queries.own import asked_of
from surveys.services.answering import hand_in, save_draft, take_back
from tests.conftest import SignIn
from tests.factories.surveys import AGREE, WaveFactory, content_of, every_kind, question
from tests.handbooks import text

WHOLE = {
    "often": "no",
    "why": "Too far.",
    "topics": ["research"],
    "mentor": {"listens": "3", "asks": "1"},
    "hours": 7.5,
    "order": ["c", "a"],
    "since": "2026-09-01",
}
TYPED = {
    "q-often": "no",
    "q-why": "Too far.",
    "q-topics": ["research"],
    "q-mentor-listens": "3",
    "q-mentor-asks": "1",
    "q-hours": "7.5",
    "q-order-c": "1",
    "q-order-a": "2",
    "q-order-b": "",
    "q-since": "2026-09-01",
}


@pytest.fixture(autouse=True)
def _clock(now: datetime) -> Iterator[None]:
    with travel(now, tick=False):
        yield


@pytest.fixture
def wave(cycle: Cycle) -> Wave:
    return WaveFactory.create(cycle=cycle)


@pytest.fixture
def asked(wave: Wave, student: User, now: datetime) -> AskedPerson:
    return AskedPerson.objects.create(wave=wave, person=student, role="mentee", asked_at=now)


@pytest.fixture
def browser(sign_in: SignIn, student: User) -> Client:
    return sign_in(student)


def _url(wave: Wave, page: int = 1) -> str:
    return reverse("surveys:answer", args=[wave.pk]) + f"?page={page}"


def _response() -> SurveyResponse:
    return SurveyResponse.objects.get()


def test_every_kind_of_question_from_the_form_to_the_figures(
    asked: AskedPerson, wave: Wave, browser: Client, student: User
) -> None:
    page = browser.get(_url(wave)).content.decode()
    assert page.count("<h1") == 1
    assert "nobody reads your own answers" in page
    assert "A number from 0 to 40." in page
    assert 'name="q-why"' not in page
    before_it_came_up = {name: value for name, value in TYPED.items() if name != "q-why"}
    again = browser.post(_url(wave), before_it_came_up | {"go": "next"})
    assert again.headers["Location"] == _url(wave)
    assert 'name="q-why"' in browser.get(_url(wave)).content.decode()
    assert list(answers_of(wave)) == []
    done = browser.post(_url(wave), TYPED | {"go": "next"}, follow=True).content.decode()
    assert "Answers handed in" in done
    assert all(words in done for words in ("Too far.", "1. C", "2. A", "7.5", "Listens – Agree"))
    assert list(answers_of(wave)) == [(student.pk, "mentee", WHOLE)]
    assert response_rates([wave])[wave.pk].share == 1


def test_what_a_branch_hides_is_kept_for_its_writer_and_counts_for_nothing(
    asked: AskedPerson, wave: Wave, browser: Client
) -> None:
    browser.post(_url(wave), TYPED | {"go": "later"})
    assert "checked" not in browser.get(_url(wave)).content.decode().split('name="q-mentor-asks" value="~"')[1][:60]
    browser.post(_url(wave), TYPED | {"go": "next", "q-often": "yes", "q-mentor-asks": "~"})
    assert _response().given["mentor"] == {"listens": "3"}
    assert "why" not in _response().given
    browser.post(_url(wave), TYPED | {"go": "later", "q-often": "no"})
    assert (_response().begun["why"], _response().given["often"]) == ("Too far.", "yes")
    assert _response().has_unsent_changes
    assert "You’ve changed answers" in browser.get(_url(wave)).content.decode()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"q-often": "perhaps"}, "q-often", "answers that there are"),
        ({"q-often": ""}, "q-often", "Choose one."),
        ({"q-topics": ["research", "money"]}, "q-topics", "answers that there are"),
        ({"q-mentor-asks": "9"}, "q-mentor-asks", "answers that there are"),
        ({"q-hours": "41"}, "q-hours", "40"),
        ({"q-hours": "nan"}, "q-hours", "Enter a number"),
        ({"q-order-a": "1"}, "q-order-c", "has this place already"),
        ({"q-since": "yesterday"}, "q-since", "date"),
        ({"q-why": "x" * 10_001}, "q-why", "10000"),
    ],
)
def test_what_is_no_answer_is_said_beside_its_field_and_nothing_typed_is_lost(
    typed: dict[str, Any], field: str, said: str, asked: AskedPerson, wave: Wave, browser: Client
) -> None:
    response = browser.post(_url(wave), TYPED | {"go": "next"} | typed)
    assert response.status_code == 422
    assert said in str(response.context["form"].errors[field])
    assert "Too far." in response.content.decode() or "q-why" in typed
    assert not SurveyResponse.objects.exists()


def test_ten_thousand_letters_and_lines_are_kept_as_they_are(asked: AskedPerson, wave: Wave, browser: Client) -> None:
    long = ("=1+1\n" + "ü" * 4994) * 2
    assert browser.post(_url(wave), TYPED | {"go": "later", "q-why": long}).status_code == 302
    assert _response().begun["why"] == long.strip()


def test_an_empty_form_is_no_answer_and_leaves_nothing(asked: AskedPerson, wave: Wave, browser: Client) -> None:
    page = browser.post(_url(wave), {"go": "later"}, follow=True)
    assert page.status_code == 200
    assert not SurveyResponse.objects.exists()
    assert browser.post(_url(wave), {"go": "next"}).status_code == 422


def test_a_survey_of_optional_questions_cannot_be_handed_in_empty(
    cycle: Cycle, student: User, now: datetime, browser: Client
) -> None:
    wave = WaveFactory.create(cycle=cycle, version__content=content_of(question("words", "text")))
    AskedPerson.objects.create(wave=wave, person=student, role="mentee", asked_at=now)
    page = browser.post(_url(wave), {"go": "next", "q-words": "  "}, follow=True).content.decode()
    assert "nothing to hand in yet" in page
    assert not SurveyResponse.objects.exists()


def test_a_survey_that_closes_while_it_is_open_in_a_browser_shows_what_was_typed(
    asked: AskedPerson, wave: Wave, browser: Client, now: datetime
) -> None:
    Wave.objects.update(closes_at=now)
    response = browser.post(_url(wave), TYPED | {"go": "next"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "has closed, so nothing was saved" in page
    assert "Too far." in page
    assert 'name="go"' not in page
    assert not SurveyResponse.objects.exists()
    assert "You handed in no answers" in browser.get(_url(wave), follow=True).content.decode()


def test_of_two_tabs_the_second_is_shown_both_versions(asked: AskedPerson, wave: Wave, browser: Client) -> None:
    first = browser.get(_url(wave)).context["form"]["revision"].value()
    browser.post(_url(wave), TYPED | {"go": "later", "revision": first})
    mine = TYPED | {"go": "later", "revision": first, "q-hours": "3"}
    response = browser.post(_url(wave), mine)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Two versions" in page
    assert _response().begun["hours"] == 7.5
    mine["revision"] = response.context["form"]["revision"].value()
    assert browser.post(_url(wave), mine).status_code == 302
    assert _response().begun["hours"] == 3


def test_two_hundred_questions_are_pages_of_a_dozen_in_as_many_queries(
    cycle: Cycle, student: User, now: datetime, browser: Client, django_assert_num_queries: Any
) -> None:
    options = {"options": AGREE}
    content = content_of(*(question(f"q{n}", "single", required=n == 0, **options) for n in range(200)))
    wave = WaveFactory.create(cycle=cycle, version__content=content)
    asked = AskedPerson.objects.create(wave=wave, person=student, role="mentee", asked_at=now)
    assert [len(page.questions) for page in pages_of(content)] == [12] * 16 + [8]
    browser.get(_url(wave))
    with django_assert_num_queries(8):
        browser.get(_url(wave, 17))
    last = browser.post(_url(wave, 17), {"go": "next", "q-q199": "1"}, follow=True)
    assert last.redirect_chain[-1][0] == _url(wave)
    assert "required has no answer" in last.content.decode()
    questions = list(questions_of(content))
    answers = {each["key"]: "2" for each in questions}
    assert hand_in(asked, questions=questions, answers=answers, now=now).given == answers


def test_help_is_shown_to_the_one_who_answers(
    cycle: Cycle, student: User, now: datetime, browser: Client, sign_in: SignIn, coordinator: User
) -> None:
    worn = question("worn", "single", options=AGREE, help_if={"values": ["3"]})
    wave = WaveFactory.create(cycle=cycle, version__content=content_of(worn, audience="own"))
    AskedPerson.objects.create(wave=wave, person=student, role="mentee", asked_at=now)
    assert "like to talk to someone" not in browser.get(_url(wave)).content.decode()
    done = browser.post(_url(wave), {"go": "next", "q-worn": "3"}, follow=True).content.decode()
    assert "like to talk to someone" in done
    assert "555 0100" in done.split("like to talk to someone")[1]
    assert list(answers_of(wave)) == [(student.pk, "mentee", {})]
    for name in ("answer", "show-answers"):
        assert sign_in(coordinator).get(reverse(f"surveys:{name}", args=[wave.pk])).status_code == 404


def test_a_question_is_read_in_the_language_of_its_reader(
    cycle: Cycle, student: User, now: datetime, browser: Client
) -> None:
    content = content_of(question("often", "text", text={"en": "How often?", "fr": "Combien de fois ?"}))
    content["languages"] = ["en", "fr"]
    wave = WaveFactory.create(cycle=cycle, version__content=content)
    AskedPerson.objects.create(wave=wave, person=student, role="mentee", asked_at=now)
    assert "How often?" in browser.get(_url(wave)).content.decode()
    french = browser.get(_url(wave) + "&language=fr").content.decode()
    assert "Combien de fois ?" in french
    assert "Your year" in french
    assert "language=fr" in french.split("<form method")[-1]


def test_answers_are_taken_back_until_the_survey_closes(asked: AskedPerson, wave: Wave, now: datetime) -> None:
    questions = list(questions_of(every_kind()))
    hand_in(asked, questions=questions, answers=WHOLE, now=now)
    take_back(asked, now=now)
    assert not SurveyResponse.objects.exists()
    with pytest.raises(WaveNotOpen):
        take_back(asked, now=wave.closes_at)


@pytest.mark.parametrize(
    "unfit",
    [
        {"often": ["no"]}, {"topics": ["research", "research"]}, {"mentor": {"hears": "1"}}, {"hours": True},
        {"hours": float("inf")}, {"order": ["z"]}, {"since": "2026-02-30"}, {"why": ""},
    ],
)  # fmt: skip
def test_the_service_keeps_nothing_that_a_question_cannot_have(
    unfit: dict[str, Any], asked: AskedPerson, now: datetime
) -> None:
    with pytest.raises(UnfitAnswer):
        save_draft(asked, questions=list(questions_of(every_kind())), answers=unfit, now=now)
    assert not SurveyResponse.objects.exists()


def two_windows_at_once(asked: AskedPerson, now: datetime) -> list[Any]:
    """Two windows that began from the same page, each with its own answers."""
    questions = list(questions_of(every_kind()))
    began_from = revision_of(form_values(questions, {}))
    return [
        partial(save_draft, asked, questions=questions, answers={"hours": hours}, now=now, began_from=began_from)
        for hours in (1, 2)
    ]


def test_of_two_windows_the_later_is_refused(asked: AskedPerson, now: datetime) -> None:
    first, second = two_windows_at_once(asked, now)
    first()
    with pytest.raises(EditedMeanwhile):
        second()
    with pytest.raises(Unanswered):
        hand_in(asked, questions=(), answers={}, now=now)
    assert _response().begun == {"hours": 1}


def test_ones_surveys_are_on_a_page_by_what_can_be_done_with_them(
    asked: AskedPerson, wave: Wave, browser: Client, student: User, cycle: Cycle, now: datetime,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    over = WaveFactory.create(cycle=cycle, opens_at=now - timedelta(days=40), closes_at=now - timedelta(days=30))
    later = WaveFactory.create(cycle=cycle, opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=9))
    for each in (over, later):
        AskedPerson.objects.create(wave=each, person=student, role="mentee", asked_at=now)
    with django_assert_num_queries(1):
        found = own_surveys(asked_of(student, now=now), now=now)
    assert [[each.wave for each in part] for part in (found.to_answer, found.answered, found.closed)] == [
        [wave], [], [over],
    ]  # fmt: skip
    questions = list(questions_of(wave.version.questions))
    save_draft(asked, questions=questions, answers={"often": "yes"}, now=now)
    assert own_surveys(asked_of(student, now=now), now=now).to_answer[0].has_begun
    hand_in(asked, questions=questions, answers={"often": "yes"}, now=now)
    page = text(browser.get(reverse("surveys:list-mine")))
    assert page.index("Answered") < page.index("You handed in no answers.")
    assert "To answer" not in page

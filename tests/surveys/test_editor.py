"""Writing a survey: from nothing to published, in two languages, by two people at once, and what is refused."""

from datetime import datetime
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Language, User
from core.revisions import revision_of
from programs.models import Cycle, Institution, Program
from surveys.errors import NotADraft
from surveys.forms.preview import tried_page
from surveys.models import SchoolInstrument, Survey, SurveyResponse, SurveyVersion, Wave
from surveys.models.content import questions_of
from surveys.presentation.editor_values import written_lines
from surveys.services import drafts
from surveys.services.versions import publish_version
from tests.conftest import SignIn
from tests.factories.surveys import SurveyVersionFactory, WaveFactory, content_of, every_kind, question


@pytest.fixture
def office(sign_in: SignIn, coordinator: User) -> Client:
    return sign_in(coordinator)


@pytest.fixture
def draft(program: Program) -> SurveyVersion:
    return SurveyVersionFactory.create(survey__program=program, state="draft", published_at=None)


def _url(name: str, survey: Survey, *args: str) -> str:
    return reverse(f"surveys:{name}", args=[survey.program.slug, survey.pk, *args])


def _content(survey: Survey) -> Any:
    return survey.versions.first().content  # type: ignore[union-attr]


def test_a_survey_is_written_and_published_without_a_script(
    program: Program, office: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    new = reverse("surveys:create-survey", args=[program.slug])
    typed = {"name": "Before the year", "phase": "baseline", "asked": "both", "occasion": ""}
    office.post(new, typed)
    assert office.post(new, typed).status_code == 422  # the name is taken
    survey = Survey.objects.get()
    assert "1 to 30 parts" in office.get(_url("edit-survey", survey)).content.decode()
    part = {"title_en": "You", "purpose_en": "To plan the year.", "audience": "aggregate"}
    office.post(_url("add-part", survey), part)
    for kind, more in {
        "single": {"options_en": "Yes\nNo"},
        "matrix": {"options_en": "Agree\nDisagree", "rows_en": "Listens\nAsks"},
        "number": {"least": "0", "most": "40"},
        "text": {"most": "500"},
    }.items():
        sent = {"text_en": f"A {kind}?", **more}
        assert office.post(_url("add-question", survey, "part1", kind), sent).status_code == 302, kind
    of_library = _url("take-questions", survey, "part1")
    assert office.post(of_library, {"questions": ["progress"]}).status_code == 422  # it speaks to mentees alone
    office.post(of_library, {"questions": ["in_the_way"]})
    single, matrix, _number, text, *library = list(questions_of(_content(survey)))
    assert [each["value"] for each in single["options"]] == ["1", "2"]
    assert [each["key"] for each in matrix["rows"]] == ["s1", "s2"]
    assert [each["key"] for each in library] == ["in_the_way"]

    edit = _url("edit-question", survey, text["key"])
    asked_next = office.post(edit, {"text_en": "Why?", "show_if": single["key"]}, follow=True).content.decode()
    assert "If the answer to “A single?” is" in asked_next
    office.post(edit, {"text_en": "Why?", "show_if": single["key"], "show_if_values": ["2"]})
    with django_assert_num_queries(7):
        page = office.get(_url("edit-survey", survey)).content.decode()
    assert "only if “A single?” is “No”" in page
    preview = office.get(_url("preview-survey", survey) + "?all=1").content.decode()
    assert "Comes up only if" in preview
    assert 'name="csrfmiddlewaretoken"' not in preview.split("<main")[1].split("</main")[0]
    office.post(_url("move-question", survey, text["key"]), {"direction": "up"})
    office.post(_url("publish-survey", survey), {"revision": revision_of(_content(survey))})
    assert survey.versions.get().state == "published"


def test_the_preview_branches_on_what_is_chosen_and_keeps_nothing(draft: SurveyVersion, office: Client) -> None:
    page = _url("preview-survey", draft.survey)
    first = office.get(page).context["tried"]
    assert "q-why" not in first.form.fields
    chosen = {"page": 1, "seen": first.seen, "go": "next", "q-often": "no", "q-topics": ["exams", "surgery"]}
    answer = office.get(page, chosen)
    tried = answer.context["tried"]
    assert tried.has_new and tried.page.number == 1  # noqa: PT018
    assert tried.form.fields["q-why"].disabled  # words stay out of addresses
    assert tried.form.before == {"often": "no"}  # “surgery” is none of the topics, so that answer is none
    assert not SurveyResponse.objects.exists()
    long = content_of(*(question(f"n{n}", "number") for n in range(14)))
    second = tried_page(
        QueryDict("page=1&seen=" + ",".join(f"n{n}" for n in range(12)) + "&go=next&q-n0=3"), long, ["en"]
    )
    assert (second.place, second.places, second.kept) == (2, 2, [("q-n0", "3.0")])
    assert "n0" not in second.seen


def test_a_published_version_stands_and_the_next_says_what_changes(
    program: Program, cycle: Cycle, office: Client, admin: User, now: datetime
) -> None:
    wave: Wave = WaveFactory.create(cycle=cycle)
    survey = wave.version.survey
    refused = office.post(_url("edit-question", survey, "hours"), {"text_en": "How many?"})
    assert refused.status_code == 422
    assert "can’t be changed" in refused.content.decode()
    assert "How many?" in refused.content.decode()
    office.post(_url("start-version", survey))
    office.post(_url("edit-question", survey, "hours"), {"text_en": "How many?", "least": "0", "most": "40"})
    office.post(_url("delete-question", survey, "often"), {})
    page = office.get(_url("edit-survey", survey)).content.decode()
    assert "Changed: “How many?”" in page
    assert "Gone: “About often?”" in page
    assert "can only depend on a question before it" in page  # beside the one that depended on it
    assert office.post(_url("publish-survey", survey), {}, follow=True).status_code == 200
    assert survey.versions.filter(state="draft").exists()
    office.post(_url("edit-question", survey, "why"), {"text_en": "Why?", "show_if": ""})
    office.post(_url("publish-survey", survey), {})
    wave.refresh_from_db()
    assert (wave.version.number, survey.versions.filter(state="published").count()) == (1, 2)
    assert wave.version.content == every_kind()


def test_of_two_editors_nobody_loses_a_word(draft: SurveyVersion, office: Client, admin: User, now: datetime) -> None:
    survey = draft.survey
    url = _url("edit-question", survey, "hours")
    began = office.get(url).context["form"]["revision"].value()
    office.post(_url("edit-question", survey, "why"), {"text_en": "Another question is no conflict"})
    office.post(url, {"text_en": "Theirs", "revision": began})
    mine = office.post(url, {"text_en": "Mine", "revision": began})
    assert mine.status_code == 422
    assert "Two versions" in mine.content.decode()
    stale = revision_of(question("hours", "number"))
    office.post(_url("delete-question", survey, "hours"), {"revision": stale})
    assert "Theirs" in str(_content(survey))
    office.post(_url("publish-survey", survey), {"revision": stale})
    assert survey.versions.get().is_draft
    office.post(_url("delete-question", survey, "hours"), {})
    gone = office.post(url, {"text_en": "Mine", "revision": began})
    assert gone.status_code == 409
    assert "Mine" in gone.content.decode()
    publish_version(draft, by=admin, now=now)
    with pytest.raises(NotADraft):
        drafts.move_block(draft, "part", up=True)


def test_words_in_another_language_stand_beside_the_first_and_go_together(draft: SurveyVersion, office: Client) -> None:
    Language.objects.get_or_create(code="fr", defaults={"name": "French"})
    survey = draft.survey
    office.post(_url("edit-languages", survey), {"language": "fr"})
    url = _url("edit-question", survey, "topics")
    typed = {"text_en": "Topics?", "text_fr": "Sujets ?", "options_en": "Exams\nResearch", "options_fr": "Examens"}
    assert office.post(url, typed | {"options_fr": "Examens\n\nTrop"}).status_code == 422
    office.post(url, typed)
    topics = next(each for each in questions_of(_content(survey)) if each["key"] == "topics")
    assert [(each["value"], each["text"]) for each in topics["options"]] == [
        ("exams", {"en": "Exams", "fr": "Examens"}),
        ("research", {"en": "Research"}),
    ]
    assert "Sujets" in office.get(_url("preview-survey", survey) + "?language=fr").content.decode()
    office.post(_url("drop-language", survey, "en"))
    office.post(_url("drop-language", survey, "fr"))
    assert "Sujets" not in str(_content(survey))
    assert _content(survey)["languages"] == ["en"]


def test_a_choice_keeps_its_value_when_it_is_moved_or_reworded() -> None:
    before = [{"value": key, "text": {"en": key.upper()}} for key in ("a", "b", "c")]
    lines = {"options_en": "C\nB, reworded\nNew\nA"}
    assert [each["value"] for each in written_lines("options", before, lines, ["en"])] == ["c", "b", "1", "a"]


def test_instruments_that_are_on_are_offered_with_their_terms_and_stay_in_their_words(
    draft: SurveyVersion, office: Client, institution: Institution
) -> None:
    survey = draft.survey
    Survey.objects.update(asked="mentee")
    assert "Self-Efficacy" not in office.get(_url("choose-instrument", survey)).content.decode()
    office.post(_url("add-instrument", survey, "self_efficacy"))
    assert len(_content(survey)["blocks"]) == 1
    SchoolInstrument.objects.create(institution=institution, slug="self_efficacy", on=True)
    page = office.get(_url("choose-instrument", survey)).content.decode()
    assert "Terms that your school has accepted" in page
    office.post(_url("add-instrument", survey, "self_efficacy"))
    office.post(_url("add-instrument", survey, "self_efficacy"))
    block = _content(survey)["blocks"][1]
    assert (block["instrument"], len(_content(survey)["blocks"])) == ("self_efficacy", 2)
    key = block["questions"][0]["key"]
    refused = office.post(_url("edit-question", survey, key), {"text_en": "Other words", "options_en": "A\nB"})
    assert refused.status_code == 422
    assert "Other words" not in str(_content(survey))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text_en": ""}, "Fill this in"),
        ({"text_en": "x" * 10_000}, "2000"),
        ({"options_en": "x" * 20_001}, "20000"),
        ({"least": "3", "most": "2"}, "more than the most"),
        ({"show_if": "since"}, "since is not one"),
    ],
)
def test_what_is_no_question_is_refused_beside_its_field(
    typed: dict[str, str], said: str, draft: SurveyVersion, office: Client
) -> None:
    sent = {"text_en": "=cmd|'/c calc'!A1", "options_en": "Yes\nNo"} | typed
    page = office.post(_url("edit-question", draft.survey, "topics"), sent)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert _content(draft.survey) == every_kind()


def test_there_is_room_for_300_questions_and_no_more(program: Program, office: Client) -> None:
    content = content_of(*(question(f"n{n}", "date") for n in range(300)))
    full = SurveyVersionFactory.create(survey__program=program, state="draft", published_at=None, content=content)
    page = office.post(_url("add-question", full.survey, "part", "date"), {"text_en": "One more?"})
    assert "at most 300 questions" in page.content.decode()
    assert "One more?" in page.content.decode()


def test_only_those_who_run_the_program_write_its_surveys(
    draft: SurveyVersion, sign_in: SignIn, student: User, outsider: User
) -> None:
    for person in (student, outsider):
        assert sign_in(person).get(_url("edit-survey", draft.survey)).status_code in (403, 404)

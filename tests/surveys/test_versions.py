"""Surveys in versions: what can be published, and that what was published stands."""

from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import WrongState
from programs.models import Cycle, Program
from surveys.errors import NotReady
from surveys.models import Asked, AskedPerson, Phase, SurveyVersion, Wave
from surveys.models.content_check import content_problems
from surveys.services.versions import create_survey, publish_version, start_draft
from tests.factories.surveys import WaveFactory, content_of, every_kind, question


def _mended(path: tuple[Any, ...], value: Any) -> Any:
    """Every kind of question, with one value replaced."""
    content: Any = deepcopy(every_kind())
    at = content
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return content


_FIRST = ("blocks", 0, "questions", 0)


@pytest.mark.parametrize(
    ("path", "value", "place", "said"),
    [
        (("format",), 2, "", "format"),
        (("languages",), ["en", "en"], "", "each language once"),
        (("blocks",), [], "", "1 to 30 parts"),
        (("blocks", 0, "audience"), "dean", "Part 1", "who learns"),
        (("blocks", 0, "title"), {"en": " "}, "Part 1", "in en"),
        (("blocks", 0, "questions"), [], "Part 1", "Add a question"),
        ((*_FIRST, "kind"), "slider", "Part 1, question 1", "kind of question"),
        ((*_FIRST, "key"), "Often!", "Part 1, question 1", "small letter"),
        ((*_FIRST, "text"), {"en": "x" * 2001}, "Part 1, question 1", "2000 letters"),
        ((*_FIRST, "text"), {"de": "Oft?"}, "Part 1, question 1", "language"),
        ((*_FIRST, "options", 1, "value"), "yes", "Part 1, question 1", "there twice"),
        ((*_FIRST, "options"), [], "Part 1, question 1", "number of choices"),
        ((*_FIRST, "show_if"), {"question": "why", "values": ["x"]}, "Part 1, question 1", "before it"),
        ((*_FIRST, "help_if"), {"values": ["maybe"]}, "Part 1, question 1", "doesn’t have"),
        ((*_FIRST, "matching"), {"meaning": "similar", "weight": 1}, "Part 1, question 1", "part for pairing"),
        (("blocks", 0, "questions", 1, "key"), "often", "Part 1, question 2", "taken"),
        (("blocks", 0, "questions", 1, "show_if", "values"), ["maybe"], "Part 1, question 2", "doesn’t have"),
        (("blocks", 0, "questions", 3, "rows"), [], "Part 1, question 4", "statements"),
        (("blocks", 0, "questions", 4, "least"), 50, "Part 1, question 5", "least is more"),
        (("blocks", 0, "questions", 4, "most"), float("nan"), "Part 1, question 5", "numbers"),
        (("blocks", 0, "questions", 4, "most"), True, "Part 1, question 5", "numbers"),
    ],
)
def test_what_keeps_a_survey_from_being_one_is_said_with_its_place(
    path: tuple[Any, ...], value: Any, place: str, said: str
) -> None:
    assert content_problems(every_kind()) == []
    found = content_problems(_mended(path, value))
    assert (found[0].place, said in found[0].message) == (place, True), found


@pytest.mark.parametrize("content", [None, [], {}, {"format": 1}, {"format": 1, "languages": ["en"], "blocks": [3]}])
def test_a_document_that_is_something_else_is_told(content: object) -> None:
    assert content_problems(content)


def test_no_more_than_300_questions(db: None) -> None:
    questions = [question(f"q{n}", "date") for n in range(301)]
    assert "at most 300 questions" in content_problems(content_of(*questions))[0].message
    assert content_problems(content_of(*questions[:300])) == []


def published_versions_stand(program: Program, cycle: Cycle, student: User, admin: User, now: datetime) -> None:
    """The whole life of a version, against the service and against the database."""
    draft = create_survey(program, name="Midyear", phase=Phase.MID_YEAR, asked=Asked.BOTH, content=content_of())
    with pytest.raises(NotReady, match="Part 1: Add a question"):
        publish_version(draft, by=admin, now=now)
    draft.content = every_kind()
    draft.save()
    first = publish_version(draft, by=admin, now=now)
    with pytest.raises(WrongState):
        publish_version(draft, by=admin, now=now)
    for change in ({"content": content_of()}, {"state": "draft", "published_at": None}, {"number": 9}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SurveyVersion.objects.filter(pk=first.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        first.delete()
    waits, asks = (WaveFactory.create(version=first, cycle=cycle, opens_at=now.replace(day=day)) for day in (28, 27))
    AskedPerson.objects.create(wave=asks, person=student, role="mentee", asked_at=now)
    second = publish_version(start_draft(first.survey), by=admin, now=now)
    assert (second.number, second.content) == (2, first.content)
    assert [Wave.objects.get(pk=wave.pk).version_id for wave in (waits, asks)] == [second.pk, first.pk]
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=asks.pk).update(version=second)


def test_a_published_version_stands(program: Program, cycle: Cycle, student: User, admin: User, now: datetime) -> None:
    published_versions_stand(program, cycle, student, admin, now)

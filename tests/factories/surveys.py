"""Surveys with a question of every kind, published, and a wave that is open."""

from datetime import UTC, datetime
from typing import Any, cast

import factory
from factory.django import DjangoModelFactory

from surveys.models import Asked, Phase, Survey, SurveyVersion, Wave
from surveys.models.content import Content, Question
from tests.factories.programs import CycleFactory, ProgramFactory

AGREE = (("1", "Disagree"), ("2", "Neither"), ("3", "Agree"))


def question(key: str, kind: str, **more: Any) -> Question:
    """Return a question; `options` and `rows` may be given as pairs of value and English text."""
    for name, called in (("options", "value"), ("rows", "key")):
        pairs = more.get(name, ())
        more[name] = [{called: value, "text": {"en": text}} for value, text in pairs]
    empty: dict[str, Any] = {"help": {}, "required": False, "least": None, "most": None}
    empty |= {"show_if": None, "matching": None}
    return cast("Question", empty | {"key": key, "kind": kind, "text": {"en": f"About {key}?"}} | more)


def content_of(*questions: Question, audience: str = "aggregate") -> Content:
    """Return a survey of one part."""
    block: Any = {
        "key": "part",
        "title": {"en": "Your year"},
        "purpose": {"en": "To learn what to change."},
        "audience": audience,
        "instrument": "",
        "questions": list(questions),
    }
    return {"format": 1, "languages": ["en"], "blocks": [block]}


def every_kind() -> Content:
    """Return a survey with a question of each kind; the text depends on the single choice."""
    return content_of(
        question("often", "single", options=[("yes", "Yes"), ("no", "No")], required=True),
        question("why", "text", show_if={"question": "often", "values": ["no"]}, most=10_000),
        question("topics", "multiple", options=[("research", "Research"), ("exams", "Exams")]),
        question("mentor", "matrix", options=AGREE, rows=[("listens", "Listens"), ("asks", "Asks")]),
        question("hours", "number", least=0, most=40),
        question("order", "ranking", options=[("a", "A"), ("b", "B"), ("c", "C")]),
        question("since", "date"),
    )


class SurveyFactory(DjangoModelFactory[Survey]):
    class Meta:
        model = Survey

    program = factory.SubFactory(ProgramFactory)
    name = factory.Sequence(lambda n: f"Survey {n}")
    phase = Phase.MID_YEAR
    asked = Asked.BOTH


class SurveyVersionFactory(DjangoModelFactory[SurveyVersion]):
    class Meta:
        model = SurveyVersion

    survey = factory.SubFactory(SurveyFactory)
    number = 1
    state = SurveyVersion.State.PUBLISHED
    published_at = datetime(2026, 9, 1, tzinfo=UTC)
    content = factory.LazyFunction(every_kind)


class WaveFactory(DjangoModelFactory[Wave]):
    """A wave that is open on 20 September 2026."""

    class Meta:
        model = Wave

    cycle = factory.SubFactory(CycleFactory)
    version = factory.SubFactory(SurveyVersionFactory, survey__program=factory.SelfAttribute("...cycle.program"))
    opens_at = datetime(2026, 9, 15, tzinfo=UTC)
    closes_at = datetime(2026, 10, 15, tzinfo=UTC)

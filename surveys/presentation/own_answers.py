"""What somebody has answered, in words, for themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import formats

from core.clocks import day_text
from surveys.models.content import Block, Content, Question
from surveys.presentation.wording import words


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """One question and what was answered, a line for each row or choice."""

    text: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class OwnBlock:
    """A part of the survey in which something was answered."""

    title: str
    audience: str
    answers: Sequence[OwnAnswer]


def own_answers(content: Content, answers: Mapping[str, Any], languages: Sequence[str]) -> list[OwnBlock]:
    """Return the parts with what was answered in them; those without are left out."""
    blocks = (_block(block, answers, languages) for block in content["blocks"])
    return [block for block in blocks if block.answers]


def _block(block: Block, answers: Mapping[str, Any], languages: Sequence[str]) -> OwnBlock:
    told = [
        OwnAnswer(words(question["text"], languages), list(_lines(question, answers[question["key"]], languages)))
        for question in block["questions"]
        if question["key"] in answers
    ]
    return OwnBlock(words(block["title"], languages), block["audience"], told)


def _lines(question: Question, value: Any, languages: Sequence[str]) -> Iterator[str]:
    options = {option["value"]: words(option["text"], languages) for option in question["options"]}
    if question["kind"] == "matrix":
        for row in question["rows"]:
            if row["key"] in value:
                yield f"{words(row['text'], languages)} – {options[value[row['key']]]}"
    elif question["kind"] == "ranking":
        yield from (f"{place}. {options[each]}" for place, each in enumerate(value, 1))
    elif question["kind"] == "multiple":
        yield from (options[each] for each in value)
    elif question["kind"] == "single":
        yield options[value]
    elif question["kind"] == "number":
        yield str(formats.localize(int(value) if float(value).is_integer() else value))
    else:
        yield day_text(date.fromisoformat(value)) if question["kind"] == "date" else value

"""Whether answers are ones that a survey can have, and whether something required is missing."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from surveys.models.content import Answers, Content, Question, shown_questions
from surveys.models.content_check import LONGEST_ANSWER


def is_answer(question: Question, value: object) -> bool:
    """Whether `value` is something that the question can have as its answer."""
    return _FITS[question["kind"]](question, value)


def is_complete(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether a required question is answered: every row of a matrix, every choice of a ranking."""
    value = answers.get(question["key"])
    if question["kind"] == "matrix":
        return isinstance(value, Mapping) and len(value) == len(question["rows"])
    if question["kind"] == "ranking":
        return isinstance(value, list) and len(value) == len(question["options"])
    return value is not None


def missing(content: Content, answers: Mapping[str, Any]) -> Iterator[Question]:
    """Yield the required questions that the answers bring up and leave open."""
    for question in shown_questions(content, answers):
        if question["required"] and not is_complete(question, answers):
            yield question


def counted(content: Content, answers: Mapping[str, Any]) -> Answers:
    """Return the answers to the questions that they bring up: what a later change has hidden counts for nothing."""
    keys = [question["key"] for question in shown_questions(content, answers)]
    return {key: answers[key] for key in keys if key in answers}


def _single(question: Question, value: object) -> bool:
    return isinstance(value, str) and value in _values(question)


def _several(question: Question, value: object) -> bool:
    if not isinstance(value, list) or not value or len(set(map(str, value))) != len(value):
        return False
    return set(value) <= _values(question) and _within(question, len(value))


def _ranking(question: Question, value: object) -> bool:
    listed = isinstance(value, list) and bool(value) and len(set(map(str, value))) == len(value)
    return listed and isinstance(value, list) and set(value) <= _values(question)


def _matrix(question: Question, value: object) -> bool:
    if not isinstance(value, Mapping) or not value:
        return False
    rows = {row["key"] for row in question["rows"]}
    return value.keys() <= rows and set(value.values()) <= _values(question)


def _number(question: Question, value: object) -> bool:
    if not isinstance(value, float | int) or isinstance(value, bool) or not math.isfinite(value):
        return False
    return _within(question, value)


def _text(question: Question, value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= (question["most"] or LONGEST_ANSWER)


def _date(_question: Question, value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _values(question: Question) -> set[str]:
    return {option["value"] for option in question["options"]}


def _within(question: Question, number: float) -> bool:
    least, most = question["least"], question["most"]
    return (least is None or number >= least) and (most is None or number <= most)


_FITS = {
    "single": _single,
    "multiple": _several,
    "matrix": _matrix,
    "number": _number,
    "text": _text,
    "ranking": _ranking,
    "date": _date,
}

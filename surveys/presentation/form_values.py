"""Answers as the fields of a form have them, so that a form and a service compare the same."""

from collections.abc import Iterable, Mapping
from typing import Any

from surveys.models.content import Question

# What no answer is, by kind of question; a matrix and a ranking have a field for each row or choice.
_NOTHING: dict[str, Any] = {"multiple": [], "number": None, "date": None}


def field_name(key: str, part: str = "") -> str:
    """Return the field of a question, or of one row or choice of it."""
    return f"q-{key}-{part}" if part else f"q-{key}"


def question_of(field: str) -> str:
    """Return the key of the question that a field belongs to; a key has no hyphen."""
    return field.split("-")[1]


def first_field(question: Question) -> str:
    """Return the field beside which something is said about the whole question."""
    parts = parts_of(question)
    return field_name(question["key"], parts[0] if parts else "")


def parts_of(question: Question) -> list[str]:
    """Return the rows or choices of a question that have fields of their own."""
    if question["kind"] == "matrix":
        return [row["key"] for row in question["rows"]]
    if question["kind"] == "ranking":
        return [option["value"] for option in question["options"]]
    return []


def form_values(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return field → value for what was answered to `questions`."""
    values: dict[str, Any] = {}
    for question in questions:
        answer = answers.get(question["key"])
        if question["kind"] == "matrix":
            rows = answer or {}
            values |= {field_name(question["key"], part): rows.get(part, "") for part in parts_of(question)}
        elif question["kind"] == "ranking":
            values |= {field_name(question["key"], part): _place(answer, part) for part in parts_of(question)}
        else:
            nothing = _NOTHING.get(question["kind"], "")
            values[field_name(question["key"])] = nothing if answer is None else answer
    return values


def _place(ranking: list[str] | None, value: str) -> str:
    return str(ranking.index(value) + 1) if ranking and value in ranking else ""

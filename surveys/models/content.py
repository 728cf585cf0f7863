"""What a version of a survey holds: blocks of questions, as one JSON document, and how it is read.

`content_problems` (`models/content_check.py`) says what keeps a document from being one. A text is language → words.
Answers are question key → value: a single choice `str`, several and a ranking `list[str]`, a matrix row → value, a
number `float`, a text `str`, a date in ISO 8601. What was left out is absent.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict

Text = dict[str, str]
Answers = dict[str, Any]
Kind = Literal["single", "multiple", "matrix", "number", "text", "ranking", "date"]
# Who learns what is answered: everybody who may see figures, the pairing alone, or nobody but the one who answers.
Audience = Literal["aggregate", "matching", "own"]

FORMAT = 1


class Option(TypedDict):
    """One of the choices of a question. `value` is what is kept; `text` is what people read."""

    value: str
    text: Text


class Row(TypedDict):
    """One statement of a matrix, answered by one of the question's options."""

    key: str
    text: Text


class ShowIf(TypedDict):
    """An earlier question, and the answers of which one brings up the question."""

    question: str
    values: list[str]


class HelpIf(TypedDict):
    """The answers of which one shows where help is, to the one who answers and nobody else."""

    values: list[str]


class MatchingUse(TypedDict):
    """What an answer means when mentors and mentees are paired, and how much it counts."""

    meaning: Literal["similar", "different", "offers_needs"]
    weight: float


class Question(TypedDict):
    """One question. What its kind has no use for is empty or None.

    Attributes:
        options: of single, multiple, ranking and matrix; rows: of a matrix.
        least, most: bounds of a number; how many choices of several; how many letters of a text (`most`).
    """

    key: str
    kind: Kind
    text: Text
    help: Text
    required: bool
    options: list[Option]
    rows: list[Row]
    least: float | None
    most: float | None
    show_if: ShowIf | None
    matching: MatchingUse | None
    help_if: NotRequired[HelpIf | None]


class Block(TypedDict):
    """Questions with one purpose and one audience, told to people before they answer.

    Attributes:
        instrument: the key of the instrument whose items these are; empty for the school's own questions.
    """

    key: str
    title: Text
    purpose: Text
    audience: Audience
    instrument: str
    questions: list[Question]


class Content(TypedDict):
    """A whole survey. The first of `languages` has every text; another may lack some."""

    format: int
    languages: list[str]
    title: NotRequired[Text]
    blocks: list[Block]


def questions_of(content: Content, *, audience: Audience | None = None) -> Iterator[Question]:
    """Yield the questions in their order; only those of blocks with `audience`, where one is named."""
    for block in content["blocks"]:
        if audience is None or block["audience"] == audience:
            yield from block["questions"]


def is_shown(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether the answers so far bring up the question.

    A matrix, several choices and a ranking bring it up when one of their values does.
    """
    condition = question["show_if"]
    return condition is None or holds_one_of(answers.get(condition["question"]), condition["values"])


def shown_questions(content: Content, answers: Mapping[str, Any]) -> Iterator[Question]:
    """Yield the questions that the answers bring up: one that depends on a hidden one is hidden too."""
    shown: Answers = {}
    for question in questions_of(content):
        if is_shown(question, shown):
            if question["key"] in answers:
                shown[question["key"]] = answers[question["key"]]
            yield question


def asks_for_help(content: Content, answers: Mapping[str, Any]) -> bool:
    """Whether one of the answers is one at which people are shown where help is."""
    return any(
        holds_one_of(answers.get(question["key"]), condition["values"])
        for question in questions_of(content)
        if (condition := question.get("help_if"))
    )


def holds_one_of(answer: object, values: list[str]) -> bool:
    """Whether an answer of any kind is, or holds, one of `values`."""
    if isinstance(answer, Mapping):
        return any(value in values for value in answer.values())
    if isinstance(answer, list):
        return any(value in values for value in answer)
    if isinstance(answer, float | int):
        return f"{answer:g}" in values
    return answer in values
